"""Linear functions on which Adam walks to the worse end: rare steep slopes lead the right way,
frequent slight ones the wrong way.
"""

from dataclasses import dataclass, replace

import torch

from theorybench.core.assumptions import Numbers
from theorybench.core.types import Number
from theorybench.vocabulary import D_2, G, GRADIENT, LENGTH, Algorithm, Assumption, Constant, D_inf
from theorybench.vocabulary import L_f, Law, Oracle, Params, Problem, Query, Source, State, Tensor
from theorybench.vocabulary import alpha, bounded_domain, bounded_gradient_moment, bounded_noise
from theorybench.vocabulary import box_domain, convex, has_minimiser, k, lipschitz, lower_bounded
from theorybench.vocabulary import tau, unbiased

SOURCE = Source("Reddi, Kale, Kumar", 2018, "Theorems 1 and 3", "https://arxiv.org/abs/1904.09237")

G_inf = Constant("G_inf", "almost sure bound of |g_i|", GRADIENT, "G_\\infty")
width = Constant("W", "distance between the walls", LENGTH)


def _almost_sure(c: Numbers, g: Tensor, mean: Tensor) -> Tensor:
    return torch.where(g.abs().amax(-1) > c[G_inf] * (1 + 1e-9), torch.inf, 0.0)


bounded_gradients = Assumption(
    "bounded stochastic gradients",
    "|g_i(x)| <= G_inf almost surely",
    (G_inf,),
    (unbiased,),
    of_oracle=True,
    moment=_almost_sure,
)
between_walls = Assumption(
    "walls",
    "d = 1, and outside an interval of width W, where the run starts, every answer points back"
    " to it",
    (width,),
)


@dataclass(frozen=True)
class _Linear:
    """Answers of f(x) = slope x on [-1, 1], which is the domain of another query."""

    query: Query
    slope: float

    def gradient(self, x: Tensor) -> Tensor:
        return torch.full_like(x, self.slope)

    def directional(self, x: Tensor, direction: Tensor) -> Tensor:
        return self.gradient(x)

    def value(self, x: Tensor) -> Tensor:
        return self.slope * x[:, 0]

    def gap(self, x: Tensor) -> Tensor:
        return self.value(x) + abs(self.slope)

    def prox(self, x: Tensor, gamma: Number) -> Tensor:
        return self.project(x - gamma * self.slope)

    def project(self, x: Tensor) -> Tensor:
        return self.query.project(x)

    def uniform(self) -> Tensor:
        return self.query.uniform()


def in_turn(algorithm: Algorithm, slopes: tuple[float, ...]) -> Algorithm:
    """The method on f_1, ..., f_n, f_1, ... with f_t(x) = slope_t x on the line: what it asks in
    step t is answered by f_t.
    """

    def step(state: State, query: Query, params: Params) -> State:
        t = int(params[k])
        return algorithm.step(state, _Linear(query, slopes[(t - 1) % len(slopes)]), params)

    return Algorithm(
        f"{algorithm.name}, {len(slopes)} functions in turn",
        algorithm.parameters,
        algorithm.init,
        step,
    )


def line(slope: float) -> Problem:
    """f(x) = slope x on [-1, 1] with slope > 0 (F/X), started at the worse end 1."""
    return Problem(
        name=f"line-{slope:.4g}",
        f=lambda x: slope * x[:, 0],
        gradient=lambda x: torch.full_like(x, slope),
        start=(1.0,),
        f_star=-slope,
        minimiser=(-1.0,),
        constants={L_f: slope, D_2: 2.0, D_inf: 2.0},
        promises=(convex, lipschitz, bounded_domain, has_minimiser, lower_bounded),
        project=lambda x: x.clamp(-1.0, 1.0),
        box=(-1.0, 1.0),
        source=SOURCE,
    )


def walled(steep: float, slope: float) -> tuple[Problem, Oracle]:
    """f(x) = delta x + 3/2 (x - 1)_+ + (C + 1/2) (-1 - x)_+, and g = C with probability (1 + delta)
    / (1 + C), else -1, plus the walls'.

    Then E g = f'(x), g >= 1/2 beyond 1 and g <= -1/2 below -1. C = steep > delta = slope > 0; the
    minimiser is -1.
    """
    p, right, left = (1 + slope) / (1 + steep), 1.5, -steep - 0.5
    name = f"walled-{steep:g}-{slope:g}"

    def wall(x: Tensor) -> Tensor:
        return torch.where(x > 1, right, torch.where(x < -1, left, 0.0)).to(x.dtype)

    problem = Problem(
        name=name,
        f=lambda x: (slope * x + right * (x - 1).clamp(min=0.0) - left * (-1 - x).clamp(min=0.0))[
            :, 0
        ],
        gradient=lambda x: slope + wall(x),
        start=(0.0,),
        f_star=-slope,
        minimiser=(-1.0,),
        constants={L_f: max(slope + right, -slope - left), width: 2.0},
        promises=(convex, lipschitz, lower_bounded, has_minimiser, between_walls),
        source=SOURCE,
    )
    moments = [p * (steep + w) ** 2 + (1 - p) * (w - 1) ** 2 for w in (0.0, right, left)]
    oracle = Oracle(
        name=f"rarely-{steep:g}",
        law=Law("uniform", lambda raw: (raw[..., 0, :] < p).double() * (steep + 1) - 1),
        promises=(bounded_gradients, bounded_gradient_moment, bounded_noise),
        answer=lambda _, x, noise: noise + wall(x),
        constants=lambda _: {
            G_inf: steep + 1.5,
            alpha: 2.0,
            G: max(moments) ** 0.5,
            tau: max(steep - slope, 1 + slope),
        },
        only=lambda other: other.name == name,
        source=SOURCE,
    )
    return problem, oracle


problem, rarely = walled(5.0, 1.5)


def on_ends(steep: float, slope: float) -> Oracle:
    """g = C with probability (1 + delta) / (1 + C), else -1, for f(x) = delta x on [-1, 1]; C =
    delta: no noise.
    """
    p = (1 + slope) / (1 + steep)
    return Oracle(
        name=f"rarely-{steep:g}-on-a-line",
        law=Law("uniform", lambda raw: (raw[..., 0, :] < p).double() * (steep + 1) - 1),
        promises=(bounded_gradients,),
        answer=lambda _, x, noise: noise + torch.zeros_like(x),
        constants=lambda _: {G_inf: max(steep, 1.0)},
        only=lambda other: other is ends,
        source=SOURCE,
    )


ends = replace(line(1.5), promises=(convex, box_domain, has_minimiser))
"""Promises what AMSGrad needs, and no more."""
