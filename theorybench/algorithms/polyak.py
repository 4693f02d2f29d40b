"""The subgradient method with Polyak's steps: x_{k+1} = x_k - c (f(x_k) - f*) / ||g_k||^2 g_k,
for methods that are told f*.
"""

import torch

from theorybench.core.algorithm import (
    Algorithm,
    Params,
    Query,
    State,
    at_start,
)
from theorybench.core.symbols import multiple
from theorybench.core.types import Source


def _step(state: State, query: Query, params: Params) -> State:
    """A point with g = 0 is a minimiser and stays."""
    x = state["x"]
    g = query.gradient(x)
    square = g.square().sum(-1, keepdim=True)
    step = params[multiple] * query.gap(x)[:, None] / square
    return {"x": x - torch.where(square > 0, step, 0.0) * g}


polyak = Algorithm(
    "Polyak steps",
    (multiple,),
    at_start,
    _step,
    source=Source("Polyak", 1969, "Minimization of unsmooth functionals"),
)
