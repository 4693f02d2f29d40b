"""The function that grows fastest among all with |f''| <= L0 + L1 |f'| that are flat at 0: it
has equality everywhere.
"""

import math

import torch

from theorybench.vocabulary import L0, L1, M, Problem, bounded_gradient_on_sublevel, has_minimiser
from theorybench.vocabulary import lower_bounded, pointwise, relaxed_smooth, twice_differentiable


def fastest_growth(curvature: float, rate: float, start_gradient: float) -> Problem:
    """f(x) = L0 (e^(L1 |x|) - 1 - L1 |x|) / L1^2, from curvature L0 (F/X^2) and rate L1 (1/X);
    started where f' = M (F/X).

    |f'| = L0 (e^(L1 |x|) - 1) / L1 and f'' = L0 e^(L1 |x|) = L0 + L1 |f'|. Strongly convex too,
    which is not promised: it is here for what relaxed smoothness allows.
    """
    slope = curvature / rate

    def f(x: torch.Tensor) -> torch.Tensor:
        z = rate * x.abs()
        return slope / rate * (torch.expm1(z) - z)

    return Problem(
        name=f"fastest-growth-{curvature:g}-{rate:g}-{start_gradient:g}",
        f=pointwise(f),
        gradient=lambda x: torch.copysign(slope * torch.expm1(rate * x.abs()), x),
        start=(math.log1p(start_gradient / slope) / rate,),
        f_star=0.0,
        minimiser=(0.0,),
        constants={L0: curvature, L1: rate, M: start_gradient},
        promises=(
            twice_differentiable,
            lower_bounded,
            has_minimiser,
            relaxed_smooth,
            bounded_gradient_on_sublevel,
        ),
    )


# with steps of 1 / (20 L0), not clipped before ||g|| is 16 * 20^2 L0^2, the run jumps over the
# valley and back
problem = fastest_growth(15.0, 1.0, 5000.0)
