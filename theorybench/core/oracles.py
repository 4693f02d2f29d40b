"""How a stochastic gradient is drawn, and what is known exactly about it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import torch

from theorybench.core import assumptions as a
from theorybench.core import symbols as s
from theorybench.core.assumptions import Assumption
from theorybench.core.fields import (
    Want,
    function,
    instance,
    optional,
    require_fields,
    several,
    text,
)
from theorybench.core.problem import Problem
from theorybench.core.types import Source, Tensor

Transform = Callable[[Tensor], Tensor]
"""Raw numbers (..., inputs, width) -> noise (..., width), elementwise; may work in place."""

Answer = Callable[[Problem, Tensor, Tensor], Tensor]
"""(problem, x (rows, d), noise (rows, width)) -> stochastic gradients (rows, d)."""


@dataclass(frozen=True, eq=False)
class Law:
    """How noise is drawn: standard normals in float32 or uniforms on [0, 1) in float64, `inputs` of
    them a number, then transformed.

    Heavy tails need float64: a uniform of 24 bits ends a Pareto tail where its 16 millionth part
    begins. stable: (index, scale) of noise with E exp(iuz) = exp(-|scale u|^index), where it is
    such.
    """

    raw: Literal["normal", "uniform"]
    transform: Transform
    inputs: int = 1
    stable: tuple[float, float] | None = None

    @property
    def dtype(self) -> torch.dtype:
        return torch.float32 if self.raw == "normal" else torch.float64

    def fill(self, out: Tensor, generator: torch.Generator) -> None:
        """Overwrite a contiguous tensor with raw numbers."""
        (
            out.normal_(generator=generator)
            if self.raw == "normal"
            else out.uniform_(generator=generator)
        )


def add_noise(problem: Problem, x: Tensor, noise: Tensor) -> Tensor:
    """grad f(x) + noise."""
    return problem.gradient(x).add(noise)


@dataclass(frozen=True, eq=False)
class Oracle:
    """A law of stochastic gradients.

    law: the noise, `width(problem)` numbers a query, or None for the exact oracle; answer: turns it
    into a gradient; promises: assumptions it satisfies; constants: exact moments on a given
    problem; only: a test whether it can serve a problem.
    """

    name: str
    law: Law | None
    promises: tuple[Assumption, ...]
    answer: Answer = add_noise
    constants: Callable[[Problem], Mapping[s.Constant, float]] = lambda problem: {}
    width: Callable[[Problem], int] = lambda problem: problem.dim
    only: Callable[[Problem], bool] = lambda problem: True
    source: Source | None = None

    def __post_init__(self) -> None:
        require_fields("Oracle", self, {"name": text})
        require_fields(f"oracle {self.name}", self, _WANTS)

    def __repr__(self) -> str:
        return f"Oracle({self.name})"


_WANTS: dict[str, Want] = {
    "law": optional(instance(Law, "a Law of noise")),
    "promises": several(a.Assumption, "a tuple of assumptions, e.g. (unbiased,)"),
    "answer": function("a function (problem, x, noise) -> gradient"),
    "constants": function("a function from a Problem to {constant: number}"),
    "width": function("a function from a Problem to how many numbers a query draws"),
    "only": function("a function from a Problem to True or False"),
    "source": optional(instance(Source, "a Source")),
}


exact = Oracle("exact", None, (a.exact_gradients,))


def _with_gradient_moment(
    problem: Problem, known: dict[s.Constant, float], symmetric: bool
) -> dict[s.Constant, float]:
    """Add G with E||g||^alpha <= G^alpha where the gradient is bounded by L_f on the domain.

    For ||a|| <= L_f and noise z of mean 0, E||a + z||^alpha <= ||a||^alpha + c E||z||^alpha: for
    symmetric z with c = 1 (Clarkson; at alpha = 2 Pythagoras), for any z with c = 2^(2 - alpha),
    because a ||a||^(alpha-2) is Hoelder with that constant (von Bahr, Esseen 1965 have it in one
    dimension). Or Minkowski, where that is less.
    """
    if s.L_f in problem.constants:
        slope, alpha, root = problem.constants[s.L_f], known[s.alpha], known[s.sigma]
        factor = 1.0 if symmetric else 2 ** (2 - alpha)
        known[s.G] = min(slope + root, (slope**alpha + factor * root**alpha) ** (1 / alpha))
    return known


def _moments(
    problem: Problem,
    moment: Callable[[float], float],
    promised: float,
    light: bool,
    symmetric: bool,
) -> dict[s.Constant, float]:
    """Constants of independent noise on every coordinate with E|z|^p = moment(p); `light`: its
    variance is finite.
    """
    # E||z||^p <= sum_i E|z_i|^p for p <= 2; an equality in one dimension and for p = 2
    known = {s.alpha: promised, s.sigma: (problem.dim * moment(promised)) ** (1 / promised)}
    if light:
        deviation = math.sqrt(moment(2.0))
        known |= {
            s.sigma_2: deviation * math.sqrt(problem.dim),
            s.sigma_sum: deviation * problem.dim,
            s.batch: 1.0,
        }
    return _with_gradient_moment(problem, known, symmetric)


_MOMENTS = (a.unbiased, a.bounded_moment, a.bounded_gradient_moment)


def gaussian(scale: float, name: str = "") -> Oracle:
    """Independent N(0, scale^2) on every coordinate, drawn in float32 and added into float64.
    scale: unit F/X.
    """

    def moment(p: float) -> float:
        return scale**p * 2 ** (p / 2) * math.gamma((p + 1) / 2) / math.sqrt(math.pi)

    def transform(raw: Tensor) -> Tensor:
        return raw[..., 0, :] if scale == 1 else raw[..., 0, :].mul_(scale)

    return Oracle(
        name or f"gaussian-{scale:g}",
        Law("normal", transform),
        (*_MOMENTS, a.bounded_variance, a.coordinate_variance),
        constants=lambda problem: _moments(problem, moment, 2.0, light=True, symmetric=True),
    )


def _heavy(
    name: str, law: Law, moment: Callable[[float], float], promised: float, light: bool
) -> Oracle:
    """Independent symmetric noise on every coordinate; promises the moment of order `promised`."""
    extra = (a.bounded_variance,) if promised == 2 else ()
    extra += (a.coordinate_variance,) if light else (a.infinite_variance,)

    def constants(problem: Problem) -> dict[s.Constant, float]:
        return _moments(problem, moment, promised, light, symmetric=True)

    return Oracle(name, law, (*_MOMENTS, *extra), constants=constants)


def pareto(tail: float, promised: float, scale: float = 1.0, name: str = "") -> Oracle:
    """Symmetric Pareto: |z| = scale U^(-1/tail), P(|z| > t) = (scale/t)^tail. E|z|^p = scale^p
    tail / (tail - p) for p < tail.
    """
    _need_tail("pareto", tail, promised)

    def transform(raw: Tensor) -> Tensor:
        u = _symmetric(raw[..., 0, :], 2.0)
        # exp(-log |u| / tail): a third of the time of a power
        return torch.copysign(
            u.abs().clamp_min_(2.0**-53).log_().mul_(-1 / tail).exp_().mul_(scale), u
        )

    def moment(p: float) -> float:
        return scale**p * tail / (tail - p)

    return _heavy(
        name or f"pareto-{tail:g}", Law("uniform", transform), moment, promised, light=tail > 2
    )


def alpha_stable(tail: float, promised: float, scale: float = 1.0, name: str = "") -> Oracle:
    """Symmetric stable noise with E exp(iuz) = exp(-|scale u|^tail) (Chambers, Mallows, Stuck
    1976).

    E|z|^p = scale^p 2^(p+1) Gamma((p+1)/2) Gamma(-p/tail) / (tail sqrt(pi) Gamma(-p/2)) for 0 < p <
    tail (Shanbhag, Sreehari 1977).
    """
    _need_tail("alpha-stable", tail, promised)
    if not tail < 2:
        raise ValueError(
            f"alpha-stable: tail={tail}: the index of a stable law lies below 2 (2 is the"
            " Gaussian); give 1 < tail < 2"
        )

    def transform(raw: Tensor) -> Tensor:
        angle = _symmetric(raw[..., 0, :], math.pi)
        w = (-torch.log1p(-raw[..., 1, :])).clamp_min_(1e-300)
        numerator = torch.sin(tail * angle) / torch.cos(angle).pow(1 / tail)
        return (numerator * (torch.cos((1 - tail) * angle) / w).pow((1 - tail) / tail)).mul_(scale)

    def moment(p: float) -> float:
        gamma = math.gamma
        return (
            scale**p
            * 2 ** (p + 1)
            * gamma((p + 1) / 2)
            * gamma(-p / tail)
            / (tail * math.sqrt(math.pi) * gamma(-p / 2))
        )

    law = Law("uniform", transform, inputs=2, stable=(tail, scale))
    return _heavy(name or f"stable-{tail:g}", law, moment, promised, light=False)


def _symmetric(uniform: Tensor, width: float) -> Tensor:
    """Numbers j 2^-53 of [0, 1) moved to the middle of their cells and stretched to (-width/2,
    width/2): the law is symmetric, never 0.
    """
    return uniform.sub_(0.5 - 2.0**-54).mul_(width)


def _need_tail(law: str, tail: float, promised: float) -> None:
    if not (1 < promised <= 2 and promised < tail):
        raise ValueError(
            f"{law}: tail={tail}, promised={promised}: E|z|^promised is finite for promised < tail,"
            " and theorems ask for 1 < promised <= 2; give both"
        )


def two_point(probability: float, size: float, promised: float = 2.0, name: str = "") -> Oracle:
    """z = size (1 - probability) with the given probability, else -size probability, on every
    coordinate: of mean zero.

    Where the probability is small it is rare and one-sided.
    """
    if not (0 < probability < 1 and size > 0 and 1 < promised <= 2):
        raise ValueError(
            f"two_point: probability={probability}, size={size}, promised={promised}: give 0 <"
            " probability < 1, size > 0, 1 < promised <= 2"
        )

    def transform(raw: Tensor) -> Tensor:
        return (raw[..., 0, :] < probability).double().sub_(probability).mul_(size)

    def moment(p: float) -> float:
        return size**p * (probability * (1 - probability) ** p + (1 - probability) * probability**p)

    def constants(problem: Problem) -> dict[s.Constant, float]:
        known = _moments(problem, moment, promised, light=True, symmetric=probability == 0.5)
        return known | {s.tau: size * max(probability, 1 - probability) * math.sqrt(problem.dim)}

    extra = (a.bounded_variance,) if promised == 2 else ()
    promises = (*_MOMENTS, a.bounded_noise, a.coordinate_variance, *extra)
    return Oracle(
        name or f"two-point-{probability:g}",
        Law("uniform", transform),
        promises,
        constants=constants,
    )


def coin(size: float, name: str = "") -> Oracle:
    """z = size or -size with equal probabilities on every coordinate: among noises bounded by
    size, the one of the largest moments.
    """
    return two_point(0.5, 2 * size, name=name or f"coin-{size:g}")


def finite_sum(
    name: str,
    gradients: Answer,
    count: int,
    batch: int,
    promises: tuple[Assumption, ...],
    **facts: Any,
) -> Oracle:
    """Mini-batches of `batch` indices, drawn uniformly with replacement from `count` terms.

    gradients: (problem, x, indices (rows, batch)) -> the mean of these terms' gradients.
    """

    def transform(raw: Tensor) -> Tensor:
        return (raw[..., 0, :] * count).long().clamp_max_(count - 1)

    return Oracle(
        name,
        Law("uniform", transform),
        (a.unbiased, *promises),
        answer=gradients,
        width=lambda problem: batch,
        **facts,
    )
