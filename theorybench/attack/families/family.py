"""Parameter families of functions: many functions at a time as rows, each of them a Problem with
exact constants when taken alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

import numpy as np
import torch

from theorybench.core.assumptions import Assumption, everything
from theorybench.core.oracles import Oracle
from theorybench.core.problem import Problem
from theorybench.core.symbols import Constant
from theorybench.core.types import (
    DirectionalGradient,
    EntryError,
    Gradient,
    Projection,
    Prox,
    Tensor,
    Value,
)


@dataclass(frozen=True)
class Range:
    """A searched number between low and high; log: on a logarithmic scale; stick: this share of
    the scale at either end is the end.
    """

    name: str
    low: float
    high: float
    log: bool = False
    stick: float = 0.0

    def at(self, share: np.ndarray) -> np.ndarray:
        """Values for shares of [0, 1]."""
        inside = np.clip((share - self.stick) / (1 - 2 * self.stick), 0.0, 1.0)
        spread = (
            self.low * (self.high / self.low) ** inside
            if self.log
            else self.low + (self.high - self.low) * inside
        )
        return np.clip(spread, self.low, self.high)

    def share(self, value: float) -> float:
        """A share of [0, 1] whose value is the given one."""
        value = min(max(value, self.low), self.high)
        inside = (
            np.log(value / self.low) / np.log(self.high / self.low)
            if self.log
            else (value - self.low) / (self.high - self.low)
        )
        return float(self.stick + inside * (1 - 2 * self.stick))


@dataclass(frozen=True, eq=False)
class Functions:
    """One function a row.

    f: x (rows, d) -> (rows,); gradient: (rows, d) -> (rows, d); start (rows, d); f_star (rows,);
    minimiser (rows, d) or None; constants: (rows,) each. What is made of one row answers any number
    of points.
    """

    f: Value
    gradient: Gradient
    start: Tensor
    f_star: Tensor
    minimiser: Tensor | None = None
    constants: Mapping[Constant, Tensor] = field(default_factory=dict)
    directional: DirectionalGradient | None = None
    prox: Prox | None = None
    project: Projection | None = None
    goldstein: None = None
    name: str = "rows"

    @property
    def dim(self) -> int:
        return self.start.shape[1]

    def value(self, x: Tensor) -> Tensor:
        return self.f(x)

    def start_point(self) -> Tensor:
        return self.start

    def rescaled(self, height: Tensor, length: Tensor) -> Functions:
        """height f(x / length) with constants to match; height and length are (rows, 1)."""
        slope, unit, original = height / length, length.square() / height, self.directional
        prox, project = self.prox, self.project
        return replace(
            self,
            f=lambda x: height[:, 0] * self.f(x / length),
            gradient=lambda x: slope * self.gradient(x / length),
            start=length * self.start,
            f_star=height[:, 0] * self.f_star,
            minimiser=None if self.minimiser is None else length * self.minimiser,
            constants={
                c: v * height[:, 0] ** float(c.unit.f) * length[:, 0] ** float(c.unit.x)
                for c, v in self.constants.items()
            },
            directional=(
                None
                if original is None
                else lambda x, direction: slope * original(x / length, direction)
            ),
            prox=None if prox is None else lambda x, gamma: length * prox(x / length, gamma / unit),
            project=None if project is None else lambda x: length * project(x / length),
        )


@dataclass(frozen=True, eq=False)
class Family:
    """Functions of a class by a few numbers.

    promises: true of each of them; constants: those that `make` gives; make: theta (rows, numbers)
    -> Functions; suits: horizons for which the family is worth a search; source: theta -> Python
    with torch alone that defines f(x) and gradient(x) (key "f"), and prox(x, gamma) where there is
    one (key "prox"), for x of shape (1, d).
    """

    name: str
    promises: tuple[Assumption, ...]
    constants: frozenset[Constant]
    parameters: tuple[Range, ...]
    make: Callable[[Tensor], Functions]
    source: Callable[[Sequence[float]], Mapping[str, str]]
    suits: Callable[[int], bool] = lambda horizon: True

    def __repr__(self) -> str:
        return f"Family({self.name})"

    def rows(self, theta: np.ndarray) -> Functions:
        """theta (rows, numbers) -> one function a row."""
        return self.make(torch.as_tensor(np.ascontiguousarray(theta), dtype=torch.float64))

    def build(self, theta: Sequence[float]) -> Problem:
        """The problem of one theta; raises EntryError if the numbers do not fit."""
        if len(theta) != len(self.parameters):
            wanted = ", ".join(p.name for p in self.parameters)
            raise EntryError(
                f"family {self.name}: theta={tuple(theta)!r}: give {len(self.parameters)} numbers:"
                f" {wanted}"
            )
        one = self.rows(np.array([theta], dtype=float))
        return Problem(
            name=self.name,
            f=one.f,
            gradient=one.gradient,
            start=tuple(one.start[0].tolist()),
            f_star=float(one.f_star[0]),
            minimiser=None if one.minimiser is None else tuple(one.minimiser[0].tolist()),
            constants={c: float(v[0]) for c, v in one.constants.items()},
            promises=self.promises,
            directional=one.directional,
            prox=one.prox,
            project=one.project,
        )

    def serves(self, assumes: Sequence[Assumption], given: frozenset[Constant]) -> bool:
        """Whether each function of the family satisfies the assumptions on functions; given:
        constants that every problem has.
        """
        of_function = [a for a in assumes if not a.of_oracle]
        promised = everything(self.promises)
        return all(
            a in promised and set(a.introduces) <= self.constants | given for a in of_function
        )


def lowest(x: Tensor, value: Tensor, slope: Tensor) -> tuple[Tensor, Tensor]:
    """f* (rows,) and the minimiser (rows, 1) among candidates (rows, candidates): of those that
    rounding makes equal, the flattest.
    """
    least = value.amin(1, keepdim=True)
    flat = torch.where(value <= least + 1e-12 * (1 + least.abs()), slope.abs(), torch.inf)
    return least[:, 0], x.gather(1, flat.argmin(1, keepdim=True))


def numbers_as_text(values: Iterable[float]) -> str:
    """The numbers of a list as Python."""
    return ", ".join(written(v) for v in values)


def written(value: float) -> str:
    """The number as Python: a fraction where it is a simple one and has no short decimals, else
    with all its digits.
    """
    value = float(value)
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    if abs(value) < 1e15 and value == int(value):
        return str(float(value))
    fraction = Fraction(value).limit_denominator(10_000)
    if (
        len(repr(value)) > 8
        and fraction.numerator / fraction.denominator == value
        and abs(fraction.numerator) < 1000
    ):
        return f"{fraction.numerator} / {fraction.denominator}"
    return repr(value)


@dataclass(frozen=True, eq=False)
class Instance:
    """What a search hands over: a problem, an oracle and a setting.

    story: JSON values from which the search makes it again; words: for people; source: the function
    as Python, see Family.
    """

    problem: Problem
    oracle: Oracle
    setting: Mapping[Constant, Any]
    story: Mapping[str, Any]
    words: str = ""
    source: Mapping[str, str] = field(default_factory=dict)
