"""Gradient descent with exact line search: x_{k+1} = x_k - t_k g_k, where t_k minimises f(x_k -
t g_k) over t >= 0; for convex f.
"""

import torch

from theorybench.core.algorithm import (
    Algorithm,
    Params,
    Query,
    State,
    at_start,
)
from theorybench.core.types import Tensor

_EXPONENTS, _DIGITS = (-1074.0, 1023.0), 53  # of the positive numbers that float64 has


def _step(state: State, query: Query, params: Params) -> State:
    """The slope -<grad f(x - t g), g> in t rises from below 0 to above: its sign finds the exponent
    of t, then the digits.

    Each step asks for 66 gradients, whatever the answers are.
    """
    x = state["x"]
    g = query.gradient(x)

    def falls(t: Tensor) -> Tensor:
        return (query.gradient(x - t * g) * g).sum(-1, keepdim=True) > 0

    low, high = (torch.full_like(x[:, :1], exponent) for exponent in _EXPONENTS)
    for _ in range(12):
        middle = torch.floor((low + high) / 2)
        before = falls(torch.exp2(middle))
        low, high = torch.where(before, middle, low), torch.where(before, high, middle)
    low, high = torch.exp2(low), torch.exp2(high)
    for _ in range(_DIGITS):
        middle = low + (high - low) / 2
        before = falls(middle)
        low, high = torch.where(before, middle, low), torch.where(before, high, middle)
    return {"x": x - low * g}


exact_line_search = Algorithm("gradient descent with exact line search", (), at_start, _step)
