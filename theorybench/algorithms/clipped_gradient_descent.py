"""Clipped (stochastic) gradient descent in the two forms of Zhang (2022): eq. (3.5) and GClip."""

import torch

from theorybench.core.algorithm import (
    Algorithm,
    Params,
    Query,
    State,
    add_scaled,
    at_start,
    row_norm,
)
from theorybench.core.symbols import (
    eta_c,
    gamma,
    gamma_c,
    tau,
)
from theorybench.core.types import Number, Source, Tensor


def _step_clipped(state: State, query: Query, params: Params) -> State:
    """h_c = min{eta_c, gamma eta_c / ||g||}."""
    x = state["x"]
    g = query.gradient(x)
    scale = torch.clamp(params[gamma_c] / row_norm(g), max=1.0)
    return {"x": add_scaled(x, g * scale, -params[eta_c])}


def _step_gclip(state: State, query: Query, params: Params) -> State:
    """x_{k+1} = P(x_k - eta_k min{tau_k / ||g_k||, 1} g_k)."""
    x = state["x"]
    g = query.gradient(x)
    return {"x": query.project(add_scaled(x, _shortened(g, params[tau]), -params[gamma]))}


def _shortened(g: Tensor, level: Number) -> Tensor:
    """min{level / ||g||, 1} g; in one dimension infinite gradients are clipped too."""
    if g.shape[-1] > 1:
        return g * torch.clamp(level / row_norm(g), max=1.0)
    return (
        torch.maximum(torch.minimum(g, level), -level)
        if isinstance(level, Tensor)
        else g.clamp(-level, level)
    )


_thesis = "Zhang"
clipped_gradient_descent = Algorithm(
    "clipped gradient descent",
    (eta_c, gamma_c),
    at_start,
    _step_clipped,
    source=Source(_thesis, 2022, "eq. (3.5)"),
)
gclip = Algorithm(
    "projected GClip",
    (gamma, tau),
    at_start,
    _step_gclip,
    source=Source(_thesis, 2022, "proj-GClip, section 4.4.1"),
)
