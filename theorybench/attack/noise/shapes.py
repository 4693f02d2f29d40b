"""Families of random numbers of mean 0, with E|c + Z|^p in closed form: rare and large, one-sided,
heavy-tailed.

Parameters are one number, or an array (rows,) for a number a row: many shapes at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from scipy.special import beta, gamma, hyp1f1, hyp2f1

from theorybench.core import assumptions as a
from theorybench.core.assumptions import everything
from theorybench.core.oracles import Law
from theorybench.core.types import Tensor

Numbers = Any
"""A float or an array (rows,)."""


@dataclass(frozen=True, eq=False)
class Shape:
    """A real number Z with E Z = 0, or one a row.

    about: (c, p) -> E|c + Z|^p, infinite where it is; largest: sup |Z|; atoms: ((value,
    probability), ...) where there are few, what is usual first, else draw: one draw as Python, with
    `random`.
    """

    name: str
    law: Law
    about: Callable[[Numbers, Numbers], Numbers]
    largest: Numbers = np.inf
    atoms: tuple[tuple[Numbers, Numbers], ...] = ()
    draw: str = ""

    def moment(self, p: Numbers) -> Numbers:
        """E|Z|^p."""
        return self.about(0.0, p)


@dataclass(frozen=True, eq=False)
class NoiseFamily:
    """Shapes by parameters: name -> (low, high), on a logarithmic scale; make: (alpha, parameters)
    -> Shape with E|Z|^alpha finite.

    light: all of its shapes have a finite variance; values: how many each of them has, 0 for a
    continuum.
    """

    name: str
    make: Callable[[Numbers, Mapping[str, Numbers]], Shape]
    parameters: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    light: bool = True
    values: int = 0

    def promises(self) -> frozenset[a.Assumption]:
        """The assumptions on an oracle that every shape of the family meets, on a problem with a
        bounded gradient.
        """
        extra = ((a.bounded_noise,) if self.values else ()) + (
            (a.coordinate_variance, a.bounded_variance) if self.light else ()
        )
        return everything((a.unbiased, a.bounded_moment, a.bounded_gradient_moment, *extra))


def _column(numbers: Numbers) -> Any:
    """Numbers as torch needs them beside (..., rows, width)."""
    return torch.as_tensor(numbers)[:, None] if np.ndim(numbers) else float(numbers)


def discrete(name: str, atoms: Sequence[tuple[Numbers, Numbers]]) -> Shape:
    """A number with the given (value, probability) pairs; their mean must be 0. Raises
    ValueError if it is not, or the sum is not 1.
    """
    total, mean = sum(q for _, q in atoms), sum(v * q for v, q in atoms)
    largest = np.max(np.broadcast_arrays(*(np.abs(v) for v, _ in atoms)), axis=0)[()]
    if (
        np.any(np.abs(total - 1) > 1e-12)
        or np.any(np.abs(mean) > 1e-12 * largest)
        or any(np.any(q <= 0) for _, q in atoms)
    ):
        raise ValueError(
            f"{name}: atoms={atoms}: sum {total}, mean {mean}; give positive probabilities of sum 1"
            " and values of mean 0"
        )
    columns = [(_column(v), _column(q)) for v, q in atoms]

    def transform(raw: Tensor) -> Tensor:
        u, (drawn, start) = raw[..., 0, :], columns[0]
        drawn = drawn + torch.zeros_like(u)
        for value, probability in columns[1:]:
            drawn = torch.where(u >= start, value, drawn)
            start = start + probability
        return drawn

    return Shape(
        name,
        Law("uniform", transform),
        lambda c, p: sum(q * np.abs(c + v) ** p for v, q in atoms),
        largest,
        tuple(atoms),
    )


def rare(probability: Numbers, sign: int = 1) -> Shape:
    """Z = sign (1 - p) with probability p, else -sign p: where p is small it is rare, large and
    one-sided.
    """
    name = f"rare-{'up' if sign > 0 else 'down'}{_shown(probability)}"
    return discrete(
        name, ((-sign * probability, 1 - probability), (sign * (1 - probability), probability))
    )


def rare_symmetric(probability: Numbers) -> Shape:
    """Z = 1 or -1 with probability p/2 each, else 0."""
    return discrete(
        f"rare-both{_shown(probability)}",
        ((0.0, 1 - probability), (1.0, probability / 2), (-1.0, probability / 2)),
    )


def _shown(parameter: Numbers) -> str:
    return "" if np.ndim(parameter) else f"-{float(parameter):.6g}"


def normal() -> Shape:
    """Z ~ N(0, 1): E|c + Z|^p = 2^(p/2) Gamma((p+1)/2) / sqrt(pi) 1F1(-p/2; 1/2; -c^2/2)."""

    def about(c: Numbers, p: Numbers) -> Numbers:
        return 2 ** (p / 2) * gamma((p + 1) / 2) / np.sqrt(np.pi) * hyp1f1(-p / 2, 0.5, -(c**2) / 2)

    return Shape(
        "normal", Law("normal", lambda raw: raw[..., 0, :]), about, draw="random.gauss(0, 1)"
    )


def pareto_about(tail: Numbers, c: Numbers, p: Numbers) -> Numbers:
    """E|X + c|^p for P(X > x) = x^-tail, x >= 1: Euler's integral, split where X + c changes sign.

    For c >= -1 it is tail/(tail-p) 2F1(-p, tail-p; tail-p+1; -c). Below, with m = -c and z = 1 -
    1/m, it is tail m^(p-tail) B(tail-p, p+1) + tail m^p z^(p+1)/(p+1) 2F1(1, p+1-tail; p+2; z), the
    second part from 1 <= X <= m.
    """
    tail, c, p = np.broadcast_arrays(*(np.asarray(v, dtype=float) for v in (tail, c, p)))
    right, m = np.maximum(c, -1.0), np.maximum(-c, 1.0)
    rest = np.where(p < tail, tail - p, 1.0)
    above = tail / rest * hyp2f1(-p, rest, rest + 1, -right)
    z = 1 - 1 / m
    near = tail * z ** (p + 1) / (p + 1) * hyp2f1(1, p + 1 - tail, p + 2, z)
    split = m**p * (near + tail * m**-tail * beta(rest, p + 1))
    return np.where(p < tail, np.where(c >= -1, above, split), np.inf)[()]


def heavy(tail: Numbers, sign: int = 1) -> Shape:
    """Z = sign (X - E X), X Pareto with P(X > x) = x^-tail: one-sided. Raises ValueError unless
    tail > 1.
    """
    _need_mean(tail)
    mean, columns = tail / (tail - 1), (_column(-1 / tail), _column(tail / (tail - 1)))

    def transform(raw: Tensor) -> Tensor:
        power, centre = columns
        return ((1 - raw[..., 0, :]) ** power).sub_(centre).mul_(sign)

    name = f"heavy-{'up' if sign > 0 else 'down'}{_shown(tail)}"
    draw = "" if np.ndim(tail) else f"{sign} * (random.paretovariate({tail}) - {mean})"
    return Shape(
        name,
        Law("uniform", transform),
        lambda c, p: pareto_about(tail, sign * c - mean, p),
        draw=draw,
    )


def heavy_symmetric(tail: Numbers) -> Shape:
    """|Z| Pareto with P(|Z| > x) = x^-tail, the sign fair. Raises ValueError unless tail > 1."""
    _need_mean(tail)
    power = _column(-1 / tail)

    def transform(raw: Tensor) -> Tensor:
        u = raw[..., 0, :] * 2
        return torch.where(u < 1, 1.0, -1.0).double() * (1 - u.remainder(1.0)) ** power

    def about(c: Numbers, p: Numbers) -> Numbers:
        return (pareto_about(tail, c, p) + pareto_about(tail, -c, p)) / 2

    draw = "" if np.ndim(tail) else f"random.choice((-1, 1)) * random.paretovariate({tail})"
    return Shape(f"heavy-both{_shown(tail)}", Law("uniform", transform), about, draw=draw)


def _need_mean(tail: Numbers) -> None:
    if not np.all(tail > 1):
        raise ValueError(f"heavy: tail={tail}: the mean is finite for tail > 1 only; give more")


_RARITY, _EXCESS = {"probability": (1e-3, 0.5)}, {"excess": (0.02, 3.0)}
FAMILIES = (
    NoiseFamily("rare-up", lambda alpha, theta: rare(theta["probability"]), _RARITY, values=2),
    NoiseFamily(
        "rare-down", lambda alpha, theta: rare(theta["probability"], -1), _RARITY, values=2
    ),
    NoiseFamily(
        "rare-both",
        lambda alpha, theta: rare_symmetric(theta["probability"]),
        {"probability": (1e-3, 0.999)},
        values=3,
    ),
    NoiseFamily("normal", lambda alpha, theta: normal()),
    NoiseFamily(
        "heavy-up", lambda alpha, theta: heavy(alpha + theta["excess"]), _EXCESS, light=False
    ),
    NoiseFamily(
        "heavy-down", lambda alpha, theta: heavy(alpha + theta["excess"], -1), _EXCESS, light=False
    ),
    NoiseFamily(
        "heavy-both",
        lambda alpha, theta: heavy_symmetric(alpha + theta["excess"]),
        _EXCESS,
        light=False,
    ),
)
"""For alpha = 2 the heavy ones have a finite variance, too."""


def serves(family: NoiseFamily, assumes: Sequence[a.Assumption], alpha: float = 2.0) -> bool:
    """Whether noise of the family with a finite moment of order alpha meets what a theorem
    assumes of the oracle.
    """
    wanted = {x for x in everything(tuple(assumes)) if x.of_oracle}
    given = family.promises() | (
        {a.bounded_variance, a.coordinate_variance} if alpha == 2 else set()
    )
    return wanted <= given
