"""A parabola with ripples, convex as long as they are low: one number decides it."""

import torch

from theorybench.vocabulary import L, Problem, has_minimiser, lower_bounded, smooth
from theorybench.vocabulary import twice_differentiable


def ripple(height: float, direction: tuple[float, ...]) -> Problem:
    """f(x) = ||x||^2 / 2 + a (1 - cos <w, x>), ||w|| = 1, a = height > 0: its Hessian I + a
    cos(<w, x>) w w^T is >= 0 iff a <= 1.
    """
    w = torch.nn.functional.normalize(torch.tensor(direction, dtype=torch.float64), dim=0)

    def gradient(x: torch.Tensor) -> torch.Tensor:
        return x + height * torch.sin(x @ w)[:, None] * w

    return Problem(
        name=f"ripple-{len(direction)}d-{height:g}",
        f=lambda x: 0.5 * x.square().sum(-1) + height * (1 - torch.cos(x @ w)),
        gradient=gradient,
        start=(1.0,) * len(direction),
        f_star=0.0,
        minimiser=(0.0,) * len(direction),
        constants={L: 1 + height},
        promises=(smooth, twice_differentiable, lower_bounded, has_minimiser),
    )
