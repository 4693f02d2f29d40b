"""Bounded bumps: smooth nonconvex functions of several variables that flatten far from their
only minimum.
"""

import math

import torch

from theorybench.vocabulary import L, L_f, Problem, has_minimiser, lipschitz, lower_bounded, smooth
from theorybench.vocabulary import twice_differentiable


def bounded_bump(heights: tuple[float, ...], start: tuple[float, ...]) -> Problem:
    """f(x) = sum_j a_j x_j^2 / (1 + x_j^2), a_j > 0: unit F.

    With b(t) = t^2 / (1 + t^2): b'' = 2 (1 - 3 t^2) / (1 + t^2)^3 lies in [-1/2, 2], and |b'| = 2
    |t| / (1 + t^2)^2 is largest at t = 1/sqrt(3), where it is 3 sqrt(3) / 8. Both constants are
    attained.
    """
    weights = torch.tensor(heights, dtype=torch.float64)
    return Problem(
        name=f"bounded-bump-{len(heights)}d",
        f=lambda x: (weights.to(x.device) * x.square() / (1 + x.square())).sum(-1),
        gradient=lambda x: 2 * weights.to(x.device) * x / (1 + x.square()).square(),
        start=start,
        f_star=0.0,
        minimiser=(0.0,) * len(heights),
        constants={L: 2 * max(heights), L_f: 3 * math.sqrt(3) / 8 * math.hypot(*heights)},
        promises=(smooth, twice_differentiable, lipschitz, lower_bounded, has_minimiser),
    )


problem = bounded_bump((20.0, 10.0, 2.0), (1.5, -1.0, 2.0))
