"""The hyperbolic cosine: f'' <= L0 + L1 |f'| with the smallest possible constants and no
Lipschitz gradient.
"""

import math

import torch

from theorybench.vocabulary import L0, L1, M, Problem, bounded_gradient_on_sublevel, has_minimiser
from theorybench.vocabulary import lower_bounded, mu, pointwise, relaxed_smooth, strongly_convex
from theorybench.vocabulary import twice_differentiable


def cosh(curvature: float, rate: float, start: float) -> Problem:
    """f(x) = L0 (cosh(L1 x) - 1) / L1^2, from curvature L0 (F/X^2), rate L1 (1/X) and start > 0
    (X).

    f'' = L0 cosh(L1 x) <= L0 + L0 |sinh(L1 x)| = L0 + L1 |f'|: an equality at 0, and the ratio
    tends to 1 far off.
    """
    height, slope = 2 * curvature / rate**2, curvature / rate
    return Problem(
        name=f"cosh-{curvature:g}-{rate:g}-{start:g}",
        # cosh(z) - 1 = 2 sinh^2(z / 2) loses no digits near 0
        f=pointwise(lambda x: height * torch.sinh(0.5 * rate * x).square()),
        gradient=lambda x: slope * torch.sinh(rate * x),
        start=(start,),
        f_star=0.0,
        minimiser=(0.0,),
        constants={L0: curvature, L1: rate, M: slope * math.sinh(rate * start), mu: curvature},
        promises=(
            strongly_convex,
            twice_differentiable,
            lower_bounded,
            has_minimiser,
            relaxed_smooth,
            bounded_gradient_on_sublevel,
        ),
    )


# L1 < 1/10: clipped gradient descent is then held back by the length 1 of eq. (3.3) in Zhang
# (2022), not by 1 / (10 L1)
problems = (cosh(1.0, 0.02, 11.9),)
