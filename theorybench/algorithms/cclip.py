"""(Stochastic) gradient descent that clips each coordinate at a level of its own, as printed in
Zhang (2022), CClip.
"""

import torch

from theorybench.core.algorithm import (
    Algorithm,
    Params,
    Query,
    State,
    add_scaled,
    at_start,
)
from theorybench.core.symbols import gamma, tau
from theorybench.core.types import Source, Tensor


def clipped_by_coordinate(m: Tensor, level: Tensor) -> Tensor:
    """min{level / |m|, 1} m in every coordinate, for levels >= 0 that broadcast to m (rows, d);
    infinite m are clipped too.
    """
    return torch.maximum(torch.minimum(m, level), -level)


def cclip(levels: tuple[float, ...]) -> Algorithm:
    """CClip with tau_k B_i as the level of coordinate i, where B = `levels` (d numbers, or one for
    all) and tau_k is the parameter.

    x_{k+1} = P(x_k - eta_k CClip(tau_k B, g_k)); eta_k is called gamma here, and the unit of tau B
    is that of a gradient.
    """
    profile = torch.tensor(levels, dtype=torch.float64)

    def step(state: State, query: Query, params: Params) -> State:
        x = state["x"]
        clipped = clipped_by_coordinate(query.gradient(x), params[tau] * profile.to(x.device))
        return {"x": query.project(add_scaled(x, clipped, -params[gamma]))}

    return Algorithm(
        "CClip", (gamma, tau), at_start, step, source=Source("Zhang", 2022, "CClip, section 4.5.1")
    )
