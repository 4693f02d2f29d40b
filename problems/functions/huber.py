"""The Huber function: quadratic near its minimum, linear beyond; the worst case of gradient
descent on smooth convex functions.
"""

import torch

from theorybench.vocabulary import L, L_f, Problem, convex, has_minimiser, lipschitz, lower_bounded
from theorybench.vocabulary import pointwise, proximable, quadratic_upper_bound, smooth


def huber(smoothness: float, start: float, bend: float) -> Problem:
    """f(x) = L x^2 / 2 for |x| <= bend, L bend |x| - L bend^2 / 2 beyond; started at `start`."""

    def f(x: torch.Tensor) -> torch.Tensor:
        near = x.abs().clamp(max=bend)
        return smoothness * (near * x.abs() - 0.5 * near**2)

    return Problem(
        name=f"huber-{smoothness:g}-{bend:.4g}",
        f=pointwise(f),
        gradient=lambda x: smoothness * x.clamp(-bend, bend),
        start=(start,),
        f_star=0.0,
        minimiser=(0.0,),
        constants={L: smoothness, L_f: smoothness * bend},
        promises=(
            convex,
            smooth,
            quadratic_upper_bound,
            lipschitz,
            lower_bounded,
            has_minimiser,
            proximable,
        ),
        prox=lambda x, gamma: (
            x - gamma * smoothness * (x / (1 + gamma * smoothness)).clamp(-bend, bend)
        ),
    )


problems = (huber(1.0, 3.0, 0.5),)
