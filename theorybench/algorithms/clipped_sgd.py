"""Clipped SGD with the step of Zhang (2022), Theorem 3.4.4, which is short where the stochastic gradient is long."""

import torch

from theorybench.algorithms.algorithm import Algorithm, Params, Query, State, at_start, row_norm
from theorybench.symbols import L1, eta, tau
from theorybench.types import Source


def _step(state: State, query: Query, params: Params) -> State:
    """x_{k+1} = x_k - h_k g_k, h_k = min{1 / (16 eta L1 (||g_k|| + tau)), eta}; as printed, the terms of the minimum differ in unit."""
    x, level = state["x"], params[eta]
    g = query.gradient(x)
    short = 1 / (16 * level * params[L1] * (row_norm(g) + params[tau]))
    return {"x": x - torch.minimum(short, torch.as_tensor(level, dtype=x.dtype, device=x.device)) * g}


clipped_sgd = Algorithm("clipped SGD", (eta, L1, tau), at_start, _step, source=Source("Zhang", 2022, "Theorem 3.4.4"))
