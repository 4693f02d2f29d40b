"""Clipped SGD with the step of Zhang (2022), Theorem 3.4.4, which is short where the stochastic
gradient is long: as printed, as proved.
"""

import torch

from theorybench.core.algorithm import (
    Algorithm,
    Params,
    Query,
    State,
    at_start,
    row_norm,
)
from theorybench.core.symbols import L1, eta, tau
from theorybench.core.types import Number, Source, Tensor


def _step(state: State, query: Query, params: Params) -> State:
    """x_{k+1} = x_k - h_k g_k, h_k = min{1 / (16 eta L1 (||g_k|| + tau)), eta}; as printed, the
    terms of the minimum differ in unit.
    """
    x, level = state["x"], params[eta]
    g = query.gradient(x)
    return {
        "x": x - _shorter(1 / (16 * level * params[L1] * (row_norm(g) + params[tau])), level) * g
    }


def _step_of_proof(state: State, query: Query, params: Params) -> State:
    """x_{k+1} = x_k - h_k g_k, h_k = min{1 / (16 L1 (||g_k|| + tau)), eta}, the step that (3.15)
    and the lemmas compute with.
    """
    x = state["x"]
    g = query.gradient(x)
    return {"x": x - _shorter(1 / (16 * params[L1] * (row_norm(g) + params[tau])), params[eta]) * g}


def _shorter(clipped: Tensor, level: Number) -> Tensor:
    return torch.minimum(
        clipped, torch.as_tensor(level, dtype=clipped.dtype, device=clipped.device)
    )


clipped_sgd = Algorithm(
    "clipped SGD", (eta, L1, tau), at_start, _step, source=Source("Zhang", 2022, "Theorem 3.4.4")
)
clipped_sgd_of_proof = Algorithm(
    "clipped SGD with the step of its proof",
    (eta, L1, tau),
    at_start,
    _step_of_proof,
    source=Source("Zhang", 2022, "section 3.7.4"),
)
