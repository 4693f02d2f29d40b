"""Functions without a minimiser, or without a bounded domain."""

import torch

from theorybench.core import assumptions as a
from theorybench.core import symbols as s
from theorybench.core.problem import Problem


def escaping() -> Problem:
    """No minimiser: R is nothing but a number."""
    return Problem(
        name="counterexample-escaping",
        f=lambda x: torch.nn.functional.softplus(-x)[:, 0],
        gradient=lambda x: -torch.sigmoid(-x),
        start=(0.0,),
        f_star=0.0,
        constants={s.L: 0.25, s.R: 1e-3, s.L_f: 1.0},
        promises=(a.convex, a.smooth, a.twice_differentiable, a.lipschitz, a.lower_bounded),
    )


def boundless() -> Problem:
    """No bounded domain: the diameter is nothing but a number."""
    return Problem(
        name="counterexample-boundless",
        f=lambda x: 0.5 * x.square()[:, 0],
        gradient=lambda x: x,
        start=(1e4,),
        f_star=0.0,
        minimiser=(0.0,),
        constants={s.L: 1.0, s.L_sum: 1.0, s.L_max: 1.0, s.D_inf: 1e-3, s.D_2: 1e-3},
        promises=(a.convex, a.coordinate_smooth, a.minimal_everywhere, a.has_minimiser, a.smooth),
    )
