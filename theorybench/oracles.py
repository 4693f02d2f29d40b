"""How a stochastic gradient is drawn, and what is known exactly about it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import torch

from theorybench import assumptions as a
from theorybench import symbols as s
from theorybench.assumptions import Assumption
from theorybench.problem import Problem
from theorybench.types import Source, Tensor

Transform = Callable[[Tensor], Tensor]
"""Raw numbers (..., inputs, width) -> noise (..., width), elementwise; may work in place."""

Answer = Callable[[Problem, Tensor, Tensor], Tensor]
"""(problem, x (rows, d), noise (rows, width)) -> stochastic gradients (rows, d)."""


@dataclass(frozen=True, eq=False)
class Law:
    """How noise is drawn: standard normals in float32 or uniforms on [0, 1) in float64, `inputs` of them a number, then transformed.

    Heavy tails need float64: a uniform of 24 bits ends a Pareto tail where its 16 millionth part begins.
    """

    raw: Literal["normal", "uniform"]
    transform: Transform
    inputs: int = 1

    @property
    def dtype(self) -> torch.dtype:
        return torch.float32 if self.raw == "normal" else torch.float64

    def fill(self, out: Tensor, generator: torch.Generator) -> None:
        """Overwrite a contiguous tensor with raw numbers."""
        out.normal_(generator=generator) if self.raw == "normal" else out.uniform_(generator=generator)


def add_noise(problem: Problem, x: Tensor, noise: Tensor) -> Tensor:
    """grad f(x) + noise."""
    return problem.gradient(x).add(noise)


@dataclass(frozen=True, eq=False)
class Oracle:
    """A law of stochastic gradients.

    law: the noise, `width(problem)` numbers a query, or None for the exact oracle; answer: turns it into a gradient;
    promises: assumptions it satisfies; constants: exact moments on a given problem; only: a test whether it can serve a problem.
    """

    name: str
    law: Law | None
    promises: tuple[Assumption, ...]
    answer: Answer = add_noise
    constants: Callable[[Problem], Mapping[s.Constant, float]] = lambda problem: {}
    width: Callable[[Problem], int] = lambda problem: problem.dim
    only: Callable[[Problem], bool] = lambda problem: True
    source: Source | None = None

    def __repr__(self) -> str:
        return f"Oracle({self.name})"


exact = Oracle("exact", None, (a.exact_gradients,))


def _with_gradient_moment(problem: Problem, known: dict[s.Constant, float], moment_root: float) -> dict[s.Constant, float]:
    """Add G by Minkowski where the gradient is bounded by L_f on the domain."""
    if s.L_f in problem.constants:
        known[s.G] = problem.constants[s.L_f] + moment_root
    return known


def gaussian(scale: float, name: str = "") -> Oracle:
    """Independent N(0, scale^2) on every coordinate, drawn in float32 and added into float64. scale: unit F/X."""

    def constants(problem: Problem) -> dict[s.Constant, float]:
        root = scale * math.sqrt(problem.dim)
        known = {s.sigma: root, s.alpha: 2.0, s.sigma_2: root, s.sigma_sum: scale * problem.dim}
        return _with_gradient_moment(problem, known, root)

    def transform(raw: Tensor) -> Tensor:
        return raw[..., 0, :] if scale == 1 else raw[..., 0, :].mul_(scale)

    return Oracle(
        name or f"gaussian-{scale:g}",
        Law("normal", transform),
        (a.unbiased, a.bounded_variance, a.bounded_moment, a.bounded_gradient_moment, a.coordinate_variance),
        constants=constants,
    )


def _heavy(name: str, law: Law, tail: float, moment: Callable[[float], float], promised: float) -> Oracle:
    """Independent symmetric noise on every coordinate with E|z|^p = moment(p) for p < tail; promises the moment of order `promised`."""

    def constants(problem: Problem) -> dict[s.Constant, float]:
        # E||z||^p <= sum_i E|z_i|^p for p <= 2; an equality in one dimension
        root = (problem.dim * moment(promised)) ** (1 / promised)
        return _with_gradient_moment(problem, {s.alpha: promised, s.sigma: root}, root)

    promises = (a.unbiased, a.bounded_moment, a.bounded_gradient_moment)
    return Oracle(name, law, (*promises, a.infinite_variance) if tail <= 2 else promises, constants=constants)


def pareto(tail: float, promised: float, scale: float = 1.0) -> Oracle:
    """Symmetric Pareto: |z| = scale U^(-1/tail). E|z|^p = scale^p tail / (tail - p)."""
    _need_tail("pareto", tail, promised)

    def transform(raw: Tensor) -> Tensor:
        u = raw[..., 0, :].mul_(2).sub_(1)
        # 0 has probability 2^-53; the floor keeps its answer finite
        return torch.copysign(u.abs().clamp_min_(2.0**-60).pow_(-1 / tail).mul_(scale), u)

    return _heavy(f"pareto-{tail:g}", Law("uniform", transform), tail, lambda p: scale**p * tail / (tail - p), promised)


def alpha_stable(tail: float, promised: float, scale: float = 1.0) -> Oracle:
    """Symmetric stable noise with E exp(iuz) = exp(-|scale u|^tail) (Chambers, Mallows, Stuck 1976).

    E|z|^p = scale^p 2^(p+1) Gamma((p+1)/2) Gamma(-p/tail) / (tail sqrt(pi) Gamma(-p/2)) for 0 < p < tail (Shanbhag, Sreehari 1977).
    """
    _need_tail("alpha-stable", tail, promised)

    def transform(raw: Tensor) -> Tensor:
        angle = (raw[..., 0, :] - 0.5) * math.pi
        w = (-torch.log1p(-raw[..., 1, :])).clamp_min_(1e-300)
        numerator = torch.sin(tail * angle) / torch.cos(angle).pow(1 / tail)
        return (numerator * (torch.cos((1 - tail) * angle) / w).pow((1 - tail) / tail)).mul_(scale)

    def moment(p: float) -> float:
        gamma = math.gamma
        return scale**p * 2 ** (p + 1) * gamma((p + 1) / 2) * gamma(-p / tail) / (tail * math.sqrt(math.pi) * gamma(-p / 2))

    return _heavy(f"stable-{tail:g}", Law("uniform", transform, inputs=2), tail, moment, promised)


def _need_tail(law: str, tail: float, promised: float) -> None:
    if not 1 < promised < tail:
        raise ValueError(f"{law}: tail={tail}, promised={promised}: E|z|^promised is finite only for promised < tail; give 1 < promised < tail")


def two_point(probability: float, size: float, promised: float = 2.0) -> Oracle:
    """z = size (1 - probability) with the given probability, else -size probability, on every coordinate: rare, one-sided, mean zero."""
    if not 0 < probability < 1:
        raise ValueError(f"two_point: probability={probability}: give a number strictly between 0 and 1")

    def transform(raw: Tensor) -> Tensor:
        return (raw[..., 0, :] < probability).double().sub_(probability).mul_(size)

    def moment(p: float) -> float:
        return size**p * (probability * (1 - probability) ** p + (1 - probability) * probability**p)

    def constants(problem: Problem) -> dict[s.Constant, float]:
        root, deviation = (problem.dim * moment(promised)) ** (1 / promised), math.sqrt(moment(2))
        known = {s.alpha: promised, s.sigma: root, s.tau: size * max(probability, 1 - probability) * math.sqrt(problem.dim)}
        known |= {s.sigma_2: deviation * math.sqrt(problem.dim), s.sigma_sum: deviation * problem.dim}
        return _with_gradient_moment(problem, known, root)

    promises = (a.unbiased, a.bounded_noise, a.bounded_moment, a.bounded_gradient_moment, a.coordinate_variance)
    extra = (a.bounded_variance,) if promised == 2 else ()
    return Oracle(f"two-point-{probability:g}", Law("uniform", transform), (*promises, *extra), constants=constants)


def finite_sum(name: str, gradients: Answer, count: int, batch: int, promises: tuple[Assumption, ...], **facts: Any) -> Oracle:
    """Mini-batches of `batch` indices, uniform with replacement from `count` terms; gradients(problem, x, indices (rows, batch)) averages them."""

    def transform(raw: Tensor) -> Tensor:
        return (raw[..., 0, :] * count).long().clamp_max_(count - 1)

    return Oracle(name, Law("uniform", transform), (a.unbiased, *promises), answer=gradients, width=lambda problem: batch, **facts)
