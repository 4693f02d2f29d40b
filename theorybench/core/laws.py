"""Further laws of noise with exact moments: Student's t, one-sided Pareto, coins; one number
spread over coordinates of unequal scales.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from scipy.special import beta, hyp2f1

from theorybench.core import assumptions as a
from theorybench.core import symbols as s
from theorybench.core.oracles import Law, Oracle
from theorybench.core.problem import Problem
from theorybench.core.types import Tensor


@dataclass(frozen=True, eq=False)
class Scalar:
    """A random number of mean 0: how it is drawn, E|z|^p as a function of p (infinite from
    `tail` on), and whether -z has the same law.
    """

    name: str
    law: Law
    moment: Callable[[float], float]
    tail: float
    symmetric: bool


def student(freedom: float) -> Scalar:
    """Student's t with freedom > 1: P(|z| > u) falls like u^-freedom.

    Drawn as cos(2 pi V) sqrt(freedom (U^(-2/freedom) - 1)) (Bailey 1994). E|z|^p = freedom^(p/2)
    Gamma((p+1)/2) Gamma((freedom-p)/2) / (sqrt(pi) Gamma(freedom/2)).
    """
    _above_one("student", "freedom", freedom)

    def transform(raw: Tensor) -> Tensor:
        size = torch.expm1(_log(raw[..., 0, :]) * (-2 / freedom)).mul(freedom).sqrt()
        return size * torch.cos(2 * math.pi * raw[..., 1, :])

    def moment(p: float) -> float:
        gamma = math.gamma
        return (
            freedom ** (p / 2)
            * gamma((p + 1) / 2)
            * gamma((freedom - p) / 2)
            / (math.sqrt(math.pi) * gamma(freedom / 2))
        )

    return Scalar(
        f"student-{freedom:g}",
        Law("uniform", transform, inputs=2),
        _finite_below(freedom, moment),
        freedom,
        symmetric=True,
    )


def one_sided_pareto(tail: float) -> Scalar:
    """X - tail/(tail-1) with P(X > u) = u^-tail for u >= 1, tail > 1: seldom far above its mean,
    never more than 1/(tail-1) below.

    E|z|^p with m = tail/(tail-1): tail m^(p-tail) B(tail-p, p+1) from X > m, and tail m^p
    tail^-(p+1) / (p+1) 2F1(1, p+1-tail; p+2; 1/tail) from X < m.
    """
    _above_one("one-sided Pareto", "tail", tail)
    mean = tail / (tail - 1)

    def transform(raw: Tensor) -> Tensor:
        return torch.exp(_log(raw[..., 0, :]) * (-1 / tail)).sub_(mean)

    def moment(p: float) -> float:
        above = tail * mean ** (p - tail) * beta(tail - p, p + 1)
        below = (
            tail * mean**p * tail ** -(p + 1) / (p + 1) * hyp2f1(1, p + 1 - tail, p + 2, 1 / tail)
        )
        return float(above + below)

    return Scalar(
        f"one-sided-pareto-{tail:g}",
        Law("uniform", transform),
        _finite_below(tail, moment),
        tail,
        symmetric=False,
    )


def symmetric_pareto(tail: float) -> Scalar:
    """1 or -1, times U^(-1/tail): E|z|^p = tail / (tail - p)."""
    _above_one("symmetric Pareto", "tail", tail)

    def transform(raw: Tensor) -> Tensor:
        return torch.exp(_log(raw[..., 0, :]) * (-1 / tail)).copysign(raw[..., 1, :] - 0.5)

    return Scalar(
        f"pareto-{tail:g}",
        Law("uniform", transform, inputs=2),
        _finite_below(tail, lambda p: tail / (tail - p)),
        tail,
        symmetric=True,
    )


def fair_coin() -> Scalar:
    """1 or -1: E|z|^p = 1 for every p, the largest moments that |z| <= 1 allows."""
    return Scalar(
        "coin",
        Law("uniform", lambda raw: torch.where(raw[..., 0, :] < 0.5, -1.0, 1.0).double()),
        lambda p: 1.0,
        math.inf,
        symmetric=True,
    )


def by_coordinate(
    scalar: Scalar,
    scales: tuple[float, ...],
    promised: float,
    correlated: bool,
    slopes: tuple[float, ...] = (),
) -> Oracle:
    """Noise with coordinate i = scales[i] z_i, unit F/X; correlated: all z_i are one number, else
    they are independent.

    slopes: largest |d_i f| on the domain of the problem that the oracle is for; with them it
    promises E|g_i|^promised <= B_i^promised. sigma is exact where the noise is correlated; else
    sum_i scales[i]^p E|z|^p is an upper bound of E||noise||^p, p <= 2.
    """
    if not (1 < promised <= 2 and promised < scalar.tail):
        raise ValueError(
            f"by_coordinate: {scalar.name}, promised={promised}: the moment must be finite,"
            f" promised < {scalar.tail:g}, and theorems ask for 1 < promised <= 2; give such an"
            " order"
        )

    def answer(problem: Problem, x: Tensor, noise: Tensor) -> Tensor:
        return problem.gradient(x) + noise * torch.tensor(
            scales, dtype=torch.float64, device=x.device
        )

    power = 2.0 if correlated else promised
    size = sum(one**power for one in scales) ** (1 / power) * scalar.moment(promised) ** (
        1 / promised
    )
    known = {
        s.alpha: promised,
        s.sigma: size,
        **_coordinate_roots(scalar, scales, promised, slopes),
    }
    return Oracle(
        f"{scalar.name}-{'correlated' if correlated else 'independent'}",
        scalar.law,
        (a.unbiased, a.bounded_moment, *((a.coordinate_moments,) if slopes else ())),
        answer=answer,
        constants=lambda problem: known,
        width=lambda problem: 1 if correlated else problem.dim,
        only=lambda problem: problem.dim == len(scales),
    )


def _coordinate_roots(
    scalar: Scalar, scales: tuple[float, ...], p: float, slopes: tuple[float, ...]
) -> dict[s.Constant, float]:
    """The norms of B with E|slope + z|^p <= |slope|^p + c E|z|^p, c = 1 for symmetric z
    (Clarkson), else 2^(2-p) (von Bahr, Esseen).
    """
    if not slopes:
        return {}
    factor = 1.0 if scalar.symmetric else 2 ** (2 - p)
    powers = [
        slope**p + factor * scale**p * scalar.moment(p)
        for slope, scale in zip(slopes, scales, strict=True)
    ]
    return {
        s.B_1: max(powers) ** (1 / p),
        s.B_2: math.sqrt(sum(b ** (2 / p) for b in powers)),
        s.B_alpha: sum(powers) ** (1 / p),
    }


def _log(uniform: Tensor) -> Tensor:
    """Logarithm of 1 - u in (0, 1] for u in [0, 1)."""
    return torch.log1p(-uniform)


def _finite_below(tail: float, moment: Callable[[float], float]) -> Callable[[float], float]:
    return lambda p: moment(p) if p < tail else math.inf


def _above_one(law: str, parameter: str, given: float) -> None:
    if not given > 1:
        raise ValueError(
            f"{law}: {parameter}={given}: without a finite mean there is no gradient to estimate;"
            f" give {parameter} > 1"
        )
