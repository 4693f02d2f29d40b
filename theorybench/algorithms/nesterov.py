"""Nesterov's accelerated gradient method with constant momentum, as printed in Zhang (2022), eq.
(2.4).
"""

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
    return {"x": x0, "y": x0}


def _step(state: State, query: Query, params: Params) -> State:
    """y_{k+1} = x_k - alpha grad f(x_k); x_{k+1} = (1 + beta) y_{k+1} - beta y_k."""
    x = state["x"]
    y = add_scaled(x, query.gradient(x), -params[gamma])
    return {"x": add_scaled(y, y - state["y"], params[momentum]), "y": y}


nesterov = Algorithm(
    "Nesterov",
    (gamma, momentum),
    _init,
    _step,
    point=lambda state: state["y"],
    source=Source("Zhang", 2022, "eq. (2.4)"),
)
