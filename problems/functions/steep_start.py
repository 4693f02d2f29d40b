"""A long gentle slope behind a steep cliff: a poor start, from which a fixed step is slow and a
clipped step is not.
"""

import math

import torch

from theorybench.vocabulary import L0, L1, M, Problem, bounded_gradient_on_sublevel, convex
from theorybench.vocabulary import has_minimiser, lower_bounded, pointwise, relaxed_smooth
from theorybench.vocabulary import twice_differentiable


def steep_start(
    slope: float, width: float, distance: float, rate: float, start_gradient: float
) -> Problem:
    """|f'| = s (3 u - u^3) / 2, u = |x|/w, for |x| <= w, then s for a distance, then s cosh(L1 (|x|
    - w - distance)); started where f' = M.

    slope: s (F/X), width: w (X), distance (X), rate: L1 (1/X), start_gradient: M > s (F/X). f'' is
    at most 3 s / (2 w) = L0 for |x| <= w, an equality at 0, and at most L1 |f'| beyond.
    """
    edge = width + distance

    def f(x: torch.Tensor) -> torch.Tensor:
        u = (x / width).square().clamp(max=1.0)
        beyond = (x.abs() - edge).clamp(min=0.0)
        line = (x.abs() - width).clamp(0.0, distance)
        return slope * (width / 8 * u * (6 - u) + line + torch.sinh(rate * beyond) / rate)

    def gradient(x: torch.Tensor) -> torch.Tensor:
        u = (x / width).clamp(-1.0, 1.0)
        return slope / 2 * u * (3 - u.square()) * torch.cosh(rate * (x.abs() - edge).clamp(min=0.0))

    return Problem(
        name=f"steep-start-{slope:g}-{rate:g}-{start_gradient:g}",
        f=pointwise(f),
        gradient=gradient,
        start=(edge + math.acosh(start_gradient / slope) / rate,),
        f_star=0.0,
        minimiser=(0.0,),
        constants={L0: 1.5 * slope / width, L1: rate, M: start_gradient},
        promises=(
            convex,
            twice_differentiable,
            lower_bounded,
            has_minimiser,
            relaxed_smooth,
            bounded_gradient_on_sublevel,
        ),
    )


# Delta_0 = 49.6: the accuracy that makes 4 (M L1 + L0) Delta_0 / epsilon^2 about 2200 steps lies
# just below the slope
problems = (steep_start(1.0, 1.5, 38.7, 1.0, 10.0),)
