"""The proximal point method: x_{k+1} = argmin_y f(y) + ||y - x_k||^2 / (2 gamma_k)."""

from theorybench.core.algorithm import (
    Algorithm,
    Params,
    Query,
    State,
    at_start,
)
from theorybench.core.symbols import gamma
from theorybench.core.types import Source


def _step(state: State, query: Query, params: Params) -> State:
    return {"x": query.prox(state["x"], params[gamma])}


proximal_point = Algorithm(
    "proximal point",
    (gamma,),
    at_start,
    _step,
    source=Source(
        "Martinet",
        1970,
        "Régularisation d'inéquations variationnelles par approximations successives",
    ),
)
