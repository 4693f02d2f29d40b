"""RMSProp, as printed in Zhang (2022), section 7.2.1."""

import torch

from theorybench.core.algorithm import (
    Algorithm,
    Params,
    Query,
    State,
)
from theorybench.core.symbols import beta_2, epsilon_v, eta_X
from theorybench.core.types import Source, Tensor


def _init(x0: Tensor, params: Params) -> State:
    return {"x": x0, "v": torch.zeros_like(x0)}


def _step(state: State, query: Query, params: Params) -> State:
    """v_{k+1} = b2 v_k + (1 - b2) |g_k|^2; x_{k+1} = x_k - alpha g_k / (epsilon +
    sqrt(v_{k+1})); alpha is called eta here, v_0 = 0.
    """
    x = state["x"]
    g = query.gradient(x)
    v = params[beta_2] * state["v"] + (1 - params[beta_2]) * g.square()
    return {"x": x - params[eta_X] * g / (params[epsilon_v] + v.sqrt()), "v": v}


rmsprop = Algorithm(
    "RMSProp",
    (eta_X, beta_2, epsilon_v),
    _init,
    _step,
    source=Source("Zhang", 2022, "section 7.2.1"),
)
