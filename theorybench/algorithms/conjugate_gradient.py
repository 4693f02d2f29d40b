"""Conjugate gradients for quadratics: the best point in the span of the gradients, which nothing
that stays in it can beat.
"""

import torch

from theorybench.core.algorithm import (
    Algorithm,
    Params,
    Query,
    State,
    row_norm,
)
from theorybench.core.types import Source, Tensor


def _init(x0: Tensor, params: Params) -> State:
    return {
        "x": x0,
        "direction": torch.zeros_like(x0),
        "norm": torch.full_like(x0[:, :1], torch.inf),
    }


def _step(state: State, query: Query, params: Params) -> State:
    """p_k = -g_k + ||g_k||^2 / ||g_{k-1}||^2 p_{k-1}, then the minimum along p_k; a difference of
    gradients is the Hessian times p_k.

    Each step asks twice; where the gradient is 0 it stays.
    """
    x, tiny = state["x"], torch.finfo(state["x"].dtype).tiny
    g = query.gradient(x)
    norm = row_norm(g)
    p = (norm / state["norm"].clamp_min(tiny)).square() * state["direction"] - g
    # the length of the difference does not matter for a quadratic, but for rounding
    scale = torch.maximum(row_norm(x), row_norm(p)) / row_norm(p).clamp_min(tiny)
    bend = (query.gradient(x + scale * p) - g) / scale.clamp_min(tiny)
    length = -(g * p).sum(-1, keepdim=True) / (bend * p).sum(-1, keepdim=True).clamp_min(tiny)
    return {"x": torch.where(norm > 0, x + length * p, x), "direction": p, "norm": norm}


conjugate_gradient = Algorithm(
    "conjugate gradients", (), _init, _step, source=Source("Hestenes, Stiefel", 1952, "section 3")
)
