"""Growth beyond every (L0, L1): the ratio of the second derivative to the first has no bound."""

import math

import torch
from scipy.optimize import brentq

from theorybench.vocabulary import Problem, pointwise


def superexponential(curvature: float, slope: float) -> Problem:
    """f(x) = L0 (e^(x^2) - 1) / 2, L0 = curvature > 0, whose f'' / |f'| = 2 |x| + 1 / |x| grows
    without bound, from where f' = slope > 0.
    """
    start = brentq(lambda x: curvature * x * math.exp(x**2) - slope, 0.0, 20.0)
    return Problem(
        name=f"superexponential-{slope:g}",
        f=pointwise(lambda x: curvature / 2 * torch.expm1(x.square())),
        gradient=lambda x: curvature * x * torch.exp(x.square()),
        start=(float(start),),  # pyright: ignore[reportArgumentType]: full_output is off
        f_star=0.0,
        minimiser=(0.0,),
    )
