"""Functions whose gradient jumps, or changes faster than their constants say."""

from dataclasses import replace

import torch

from theorybench.core import assumptions as a
from theorybench.core import symbols as s
from theorybench.core.problem import Problem
from theorybench.problems.functions.huber import huber


def kink() -> Problem:
    """Not smooth: steps of length 1/L go to and fro over the kink."""
    return Problem(
        name="counterexample-kink",
        f=lambda x: (x.abs() + 0.05 * x**2)[:, 0],
        gradient=lambda x: torch.where(x >= 0, x.new_tensor(1.0), x.new_tensor(-1.0)) + 0.1 * x,
        start=(0.7,),
        f_star=0.0,
        minimiser=(0.0,),
        constants={s.L: 1.0, s.mu: 0.1, s.L_max: 1.0, s.L_sum: 1.0, s.L0: 1.0, s.L1: 1.0},
        promises=(a.strongly_convex, a.lower_bounded, a.has_minimiser),
    )


def rough() -> Problem:
    """Differentiable, but infinitely curved at its minimiser: steps of length 1/L go to and fro."""
    return Problem(
        name="counterexample-rough",
        f=lambda x: (x.abs() ** 1.5 + 0.05 * x**2)[:, 0],
        gradient=lambda x: 1.5 * x.sign() * x.abs().sqrt() + 0.1 * x,
        start=(0.7,),
        f_star=0.0,
        minimiser=(0.0,),
        constants={s.L: 1.0, s.mu: 0.1, s.L_max: 1.0, s.L_sum: 1.0, s.L0: 1.0, s.L1: 1.0},
        promises=(a.strongly_convex, a.differentiable, a.lower_bounded, a.has_minimiser),
    )


def steep() -> Problem:
    """Too steep for L0 = L1 = 1."""
    return Problem(
        name="counterexample-steep",
        f=lambda x: 50 * x.square()[:, 0],
        gradient=lambda x: 100 * x,
        start=(0.07,),
        f_star=0.0,
        minimiser=(0.0,),
        constants={
            s.L: 100.0,
            s.mu: 100.0,
            s.L0: 1.0,
            s.L1: 1.0,
            s.M: 7.0,
            s.L_sum: 1e-3,
            s.L_max: 100.0,
        },
        promises=(
            *(
                a.strongly_convex,
                a.smooth,
                a.twice_differentiable,
                a.lower_bounded,
                a.has_minimiser,
            ),
            a.bounded_gradient_on_sublevel,
        ),
    )


def narrow() -> Problem:
    """Smooth with 1 and not with L_sum."""
    return replace(
        huber(1.0, 1e6, 1e6),
        name="counterexample-narrow",
        constants={s.L_sum: 1e-6, s.L_max: 1.0, s.D_inf: 1e6, s.D_2: 1e6},
        prox=None,
        promises=(a.convex, a.box_domain, a.minimal_everywhere, a.has_minimiser),
        project=lambda x: x.clamp(0.0, 1e6),
        box=(0.0, 1e6),
    )
