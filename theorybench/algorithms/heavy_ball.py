"""Heavy ball: x_{k+1} = x_k - gamma_k g_k + beta_k (x_k - x_{k-1}), with x_{-1} = x_0."""

from theorybench.core.algorithm import (
    Algorithm,
    Params,
    Query,
    State,
    add_scaled,
)
from theorybench.core.symbols import gamma, momentum
from theorybench.core.types import Source, Tensor


def _init(x0: Tensor, params: Params) -> State:
    return {"x": x0, "before": x0}


def _step(state: State, query: Query, params: Params) -> State:
    x = state["x"]
    ahead = add_scaled(x, x - state["before"], params[momentum])
    return {"x": add_scaled(ahead, query.gradient(x), -params[gamma]), "before": x}


heavy_ball = Algorithm(
    "heavy ball",
    (gamma, momentum),
    _init,
    _step,
    source=Source(
        "Polyak", 1964, "Some methods of speeding up the convergence of iteration methods"
    ),
)
