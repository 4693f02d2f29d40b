"""Functions that are not convex, or not strongly, where a claim drops that assumption."""

from dataclasses import replace

import torch

from theorybench.core import assumptions as a
from theorybench.core import symbols as s
from theorybench.core.problem import Problem
from theorybench.problems.functions.huber import huber


def ripples() -> Problem:
    """Not convex: a run stays in a wave far from the minimiser."""
    return Problem(
        name="counterexample-ripples",
        f=lambda x: (0.01 * x**2 + 1 - torch.cos(x))[:, 0],
        gradient=lambda x: 0.02 * x + torch.sin(x),
        start=(18.0,),
        f_star=0.0,
        minimiser=(0.0,),
        constants={s.L: 1.02, s.mu: 0.02, s.L0: 1.02, s.L1: 0.1, s.L_max: 1.02, s.L_sum: 1.02},
        promises=(
            a.smooth,
            a.twice_differentiable,
            a.lower_bounded,
            a.has_minimiser,
            a.relaxed_smooth,
        ),
    )


def straight() -> Problem:
    """Convex, but not strongly: mu = 1/2 is nothing but a number."""
    return replace(
        huber(1.0, 1.0, 0.01),
        name="counterexample-straight",
        constants={s.L: 1.0, s.mu: 0.5, s.L_f: 0.01},
        prox=None,
        promises=(a.convex, a.smooth, a.lipschitz, a.lower_bounded, a.has_minimiser),
    )


def slack() -> Problem:
    """Convex on a domain, but not strongly."""
    return Problem(
        name="counterexample-slack",
        f=lambda x: 0.1 * x.abs()[:, 0],
        gradient=lambda x: torch.where(x >= 0, x.new_tensor(0.1), x.new_tensor(-0.1)),
        start=(1.0,),
        f_star=0.0,
        minimiser=(0.0,),
        constants={s.mu: 100.0, s.L_f: 0.1, s.D_inf: 2.0, s.D_2: 2.0},
        promises=(a.convex, a.lipschitz, a.bounded_domain, a.lower_bounded, a.has_minimiser),
        project=lambda x: x.clamp(-1.0, 1.0),
        box=(-1.0, 1.0),
    )
