"""The sine well: a smooth nonconvex function whose gradient and curvature are bounded by known
constants.
"""

import torch

from theorybench.vocabulary import L, L_f, Problem, has_minimiser, lipschitz, lower_bounded
from theorybench.vocabulary import pointwise, smooth, twice_differentiable


def sine_well(smoothness: float, width: float, start: float) -> Problem:
    """f(x) = L w^2 (1 - cos(x/w)): f'' = L cos(x/w), |f'| <= L w; started at `start`, minimal at
    0 (and at all 2 pi w j).
    """
    return Problem(
        name=f"sine-well-{smoothness:g}-{width:g}",
        f=pointwise(lambda x: 2 * smoothness * width**2 * torch.sin(x / (2 * width)).square()),
        gradient=lambda x: smoothness * width * torch.sin(x / width),
        start=(start,),
        f_star=0.0,
        minimiser=(0.0,),
        constants={L: smoothness, L_f: smoothness * width},
        promises=(smooth, twice_differentiable, lipschitz, lower_bounded, has_minimiser),
    )


problem = sine_well(1.0, 3.0, 8.0)
