"""Functions with gradients larger than their constants say, or not 0 at the minimiser."""

import torch

from theorybench.core import assumptions as a
from theorybench.core import symbols as s
from theorybench.core.problem import Problem


def cliff() -> Problem:
    """The gradient at the start is larger than M."""
    return Problem(
        name="counterexample-cliff",
        f=lambda x: torch.cosh(x)[:, 0] - 1,
        gradient=torch.sinh,
        start=(4.0,),
        f_star=0.0,
        minimiser=(0.0,),
        constants={s.L0: 1.0, s.L1: 1.0, s.M: 0.01, s.mu: 1.0},
        promises=(
            a.strongly_convex,
            a.twice_differentiable,
            a.lower_bounded,
            a.has_minimiser,
            a.relaxed_smooth,
        ),
    )


def tilted() -> Problem:
    """Minimal at the end of its domain, where the gradient is not 0."""
    return Problem(
        name="counterexample-tilted",
        f=lambda x: 1e6 * x[:, 0],
        gradient=lambda x: torch.full_like(x, 1e6),
        start=(1.0,),
        f_star=0.0,
        minimiser=(0.0,),
        constants={s.L_sum: 1e-6, s.L_max: 1e-6, s.D_inf: 1.0, s.D_2: 1.0},
        promises=(a.convex, a.coordinate_smooth, a.box_domain, a.has_minimiser),
        project=lambda x: x.clamp(0.0, 1.0),
        box=(0.0, 1.0),
    )


def jagged() -> Problem:
    """Lipschitz with 100 and not with 1."""
    return Problem(
        name="counterexample-jagged",
        f=lambda x: 100 * x.abs()[:, 0],
        gradient=lambda x: 100 * x.sign(),
        start=(3.0,),
        f_star=0.0,
        minimiser=(0.0,),
        constants={s.L_f: 1.0},
        promises=(a.convex, a.lower_bounded, a.has_minimiser, a.directionally_differentiable),
        directional=lambda x, direction: (
            100 * torch.where(x == 0, torch.where(direction >= 0, 1.0, -1.0).to(x), x.sign())
        ),
        goldstein=lambda x, radius: torch.where(x.abs()[:, 0] <= radius, 0.0, 100.0).to(x),
    )
