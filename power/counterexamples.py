"""Problems and oracles that lack one assumption: what a theorem without it would have to hold
for, and does not.
"""

from __future__ import annotations

from dataclasses import replace

import torch

from theorybench.core import assumptions as a
from theorybench.core import symbols as s
from theorybench.core.assumptions import Assumption, everything
from theorybench.core.oracles import Law, Oracle
from theorybench.core.problem import Problem
from theorybench.core.types import Tensor


def _huber(x: Tensor, bend: float) -> Tensor:
    near = x.abs().clamp(max=bend)
    return near * x.abs() - 0.5 * near**2


ripples = Problem(
    name="outlaw-ripples",
    f=lambda x: (0.01 * x**2 + 1 - torch.cos(x))[:, 0],
    gradient=lambda x: 0.02 * x + torch.sin(x),
    start=(18.0,),
    f_star=0.0,
    minimiser=(0.0,),
    constants={s.L: 1.02, s.mu: 0.02, s.L0: 1.02, s.L1: 0.1, s.L_max: 1.02, s.L_sum: 1.02},
    promises=(a.smooth, a.twice_differentiable, a.lower_bounded, a.has_minimiser, a.relaxed_smooth),
)
"""Not convex: a run stays in a wave far from the minimiser."""

straight = Problem(
    name="outlaw-straight",
    f=lambda x: _huber(x, 0.01)[:, 0],
    gradient=lambda x: x.clamp(-0.01, 0.01),
    start=(1.0,),
    f_star=0.0,
    minimiser=(0.0,),
    constants={s.L: 1.0, s.mu: 0.5, s.L_f: 0.01},
    promises=(a.convex, a.smooth, a.lipschitz, a.lower_bounded, a.has_minimiser),
)
"""Convex, but not strongly: mu = 1/2 is nothing but a number."""

kink = Problem(
    name="outlaw-kink",
    f=lambda x: (x.abs() + 0.05 * x**2)[:, 0],
    gradient=lambda x: torch.where(x >= 0, x.new_tensor(1.0), x.new_tensor(-1.0)) + 0.1 * x,
    start=(0.7,),
    f_star=0.0,
    minimiser=(0.0,),
    constants={s.L: 1.0, s.mu: 0.1, s.L_max: 1.0, s.L_sum: 1.0, s.L0: 1.0, s.L1: 1.0},
    promises=(a.strongly_convex, a.lower_bounded, a.has_minimiser),
)
"""Not smooth: steps of length 1/L go to and fro over the kink."""

rough = Problem(
    name="outlaw-rough",
    f=lambda x: (x.abs() ** 1.5 + 0.05 * x**2)[:, 0],
    gradient=lambda x: 1.5 * x.sign() * x.abs().sqrt() + 0.1 * x,
    start=(0.7,),
    f_star=0.0,
    minimiser=(0.0,),
    constants={s.L: 1.0, s.mu: 0.1, s.L_max: 1.0, s.L_sum: 1.0, s.L0: 1.0, s.L1: 1.0},
    promises=(a.strongly_convex, a.differentiable, a.lower_bounded, a.has_minimiser),
)
"""Differentiable, but infinitely curved at its minimiser, around which steps of length 1/L go to
and fro.
"""

escaping = Problem(
    name="outlaw-escaping",
    f=lambda x: torch.nn.functional.softplus(-x)[:, 0],
    gradient=lambda x: -torch.sigmoid(-x),
    start=(0.0,),
    f_star=0.0,
    constants={s.L: 0.25, s.R: 1e-3, s.L_f: 1.0},
    promises=(a.convex, a.smooth, a.twice_differentiable, a.lipschitz, a.lower_bounded),
)
"""No minimiser: R is nothing but a number."""

bottomless = Problem(
    name="outlaw-bottomless",
    f=lambda x: -x[:, 0],
    gradient=lambda x: torch.full_like(x, -1.0),
    start=(0.0,),
    f_star=-0.01,
    constants={s.L: 0.01, s.L0: 0.01, s.L1: 0.01, s.M: 1.0, s.L_f: 1.0},
    promises=(
        *(
            a.convex,
            a.smooth,
            a.twice_differentiable,
            a.relaxed_smooth,
            a.bounded_gradient_on_sublevel,
            a.lipschitz,
        ),
        a.directionally_differentiable,
    ),
    directional=lambda x, direction: torch.full_like(x, -1.0),
    goldstein=lambda x, radius: torch.ones_like(x[:, 0]),
)
"""Not bounded below: Delta_0 is nothing but a number, and the slope never ends."""

steep = Problem(
    name="outlaw-steep",
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
        *(a.strongly_convex, a.smooth, a.twice_differentiable, a.lower_bounded, a.has_minimiser),
        a.bounded_gradient_on_sublevel,
    ),
)
"""Too steep for L0 = L1 = 1."""

cliff = Problem(
    name="outlaw-cliff",
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
"""The gradient at the start is larger than M."""

tilted = Problem(
    name="outlaw-tilted",
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
"""Minimal at the end of its domain, where the gradient is not 0."""

narrow = Problem(
    name="outlaw-narrow",
    f=lambda x: _huber(x, 1e6)[:, 0],
    gradient=lambda x: x.clamp(-1e6, 1e6),
    start=(1e6,),
    f_star=0.0,
    minimiser=(0.0,),
    constants={s.L_sum: 1e-6, s.L_max: 1.0, s.D_inf: 1e6, s.D_2: 1e6},
    promises=(a.convex, a.box_domain, a.minimal_everywhere, a.has_minimiser),
    project=lambda x: x.clamp(0.0, 1e6),
    box=(0.0, 1e6),
)
"""Smooth with 1 and not with L_sum."""

boundless = Problem(
    name="outlaw-boundless",
    f=lambda x: 0.5 * x.square()[:, 0],
    gradient=lambda x: x,
    start=(1e4,),
    f_star=0.0,
    minimiser=(0.0,),
    constants={s.L: 1.0, s.L_sum: 1.0, s.L_max: 1.0, s.D_inf: 1e-3, s.D_2: 1e-3},
    promises=(a.convex, a.coordinate_smooth, a.minimal_everywhere, a.has_minimiser, a.smooth),
)
"""No bounded domain: the diameter is nothing but a number."""

slack = Problem(
    name="outlaw-slack",
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
"""Convex on a domain, but not strongly."""

jagged = Problem(
    name="outlaw-jagged",
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
"""Lipschitz with 100 and not with 1."""

problems = (
    ripples,
    straight,
    kink,
    rough,
    escaping,
    bottomless,
    steep,
    cliff,
    tilted,
    narrow,
    boundless,
    slack,
    jagged,
)


def _nothing(raw: Tensor) -> Tensor:
    return torch.zeros_like(raw[..., 0, :])


_FIELDS = {s.alpha: 2.0, s.batch: 1.0}

silent = Oracle(
    "outlaw-silent",
    Law("uniform", _nothing),
    (a.bounded_variance, a.bounded_moment, a.bounded_gradient_moment),
    answer=lambda problem, x, noise: torch.zeros_like(x),
    constants=lambda problem: {
        **_FIELDS,
        s.sigma: problem.constants[s.L_f],
        s.G: 1e-3 * problem.constants[s.L_f],
    },
    only=lambda problem: s.L_f in problem.constants,
)
"""Answers 0, whatever the gradient is: biased, with every moment bounded."""


def _loud(raw: Tensor) -> Tensor:
    return torch.where(raw[..., 0, :] < 0.5, -1e4, 1e4).to(torch.float64)


loud = Oracle(
    "outlaw-loud",
    Law("uniform", _loud),
    (a.unbiased,),
    constants=lambda problem: {
        **_FIELDS,
        s.sigma: 1e-3,
        s.G: 1e-4,
        s.sigma_2: 1e-3,
        s.sigma_sum: 1e-3,
        s.tau: 1e-3,
    },
)
"""Unbiased, with noise of size 10^4 where the constants say 10^-3."""

calm = Oracle(
    "outlaw-calm",
    Law("normal", lambda raw: raw[..., 0, :]),
    (a.unbiased, a.bounded_moment),
    constants=lambda problem: {**_FIELDS, s.sigma: problem.dim**0.5, s.sigma_2: problem.dim**0.5},
)
"""Standard normal noise: its variance is finite."""

oracles = (silent, loud, calm)


def bare(assumption: Assumption) -> Assumption:
    """The constants of an assumption, and nothing said of them."""
    return Assumption(
        f"numbers of '{assumption}'",
        "numbers are given",
        assumption.introduces,
        of_oracle=assumption.of_oracle,
    )


def without(
    assumption: Assumption, numbers: Assumption
) -> tuple[tuple[Problem, ...], tuple[Oracle, ...]]:
    """The problems and oracles above that lack the assumption, promising its bare numbers where
    they have them.
    """
    if assumption.of_oracle:
        return (), tuple(
            replace(o, promises=(*o.promises, numbers))
            for o in oracles
            if assumption not in everything(o.promises)
        )
    lawless = [
        p
        for p in problems
        if assumption not in everything(p.promises)
        and all(c in p.constants for c in assumption.introduces)
    ]
    return tuple(replace(p, promises=(*p.promises, numbers)) for p in lawless), ()
