"""Parameter families of functions: many functions at a time as rows, each of them a Problem with
exact constants when taken alone.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import torch

from theorybench.core.assumptions import Assumption, everything
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

    def rescaled(self, f_scale: Tensor, x_scale: Tensor) -> Functions:
        """f_scale f(x / x_scale) with constants to match; both scales are (rows, 1)."""
        slope, unit = f_scale / x_scale, x_scale.square() / f_scale
        prox, project = self.prox, self.project
        return replace(
            self,
            f=lambda x: f_scale[:, 0] * self.f(x / x_scale),
            gradient=lambda x: slope * self.gradient(x / x_scale),
            start=x_scale * self.start,
            f_star=f_scale[:, 0] * self.f_star,
            minimiser=None if self.minimiser is None else x_scale * self.minimiser,
            constants={
                c: v * f_scale[:, 0] ** float(c.unit.f) * x_scale[:, 0] ** float(c.unit.x)
                for c, v in self.constants.items()
            },
            prox=(
                None if prox is None else lambda x, gamma: x_scale * prox(x / x_scale, gamma / unit)
            ),
            project=None if project is None else lambda x: x_scale * project(x / x_scale),
        )


@dataclass(frozen=True)
class Code:
    """A kind of functions as plain functions of x and of tables of numbers: the search runs them,
    and a reproducer prints their source.

    Each takes x (rows, d), prox also gamma, then tables by name, (rows, ...) each; a table of one
    row serves any number of points.
    """

    f: Callable[..., Tensor]
    gradient: Callable[..., Tensor]
    prox: Callable[..., Tensor] | None = None
    project: Callable[..., Tensor] | None = None

    def of(self, **tables: Tensor) -> dict[str, Any]:
        """The functions that are there, each with its tables bound by name."""
        return {
            name: functools.partial(
                function,
                **{k: tables[k] for k in inspect.signature(function).parameters if k in tables},
            )
            for name, function in vars(self).items()
            if function is not None
        }


@dataclass(frozen=True, eq=False)
class Family:
    """Functions of a class by a few numbers.

    promises: true of each of them; constants: those that `make` gives; make: theta (rows, numbers)
    -> Functions, whose f, gradient, prox and project are those of a Code; suits: horizons for which
    the family is worth a search.
    """

    name: str
    promises: tuple[Assumption, ...]
    constants: frozenset[Constant]
    parameters: tuple[Range, ...]
    make: Callable[[Tensor], Functions]
    suits: Callable[[int], bool] = lambda horizon: True

    def __repr__(self) -> str:
        return f"Family({self.name})"

    def rows(self, theta: np.ndarray) -> Functions:
        """theta (rows, numbers) -> one function a row."""
        return self.make(torch.as_tensor(np.ascontiguousarray(theta), dtype=torch.float64))

    def function(self, theta: Sequence[float]) -> Functions:
        """The one function of one theta; raises EntryError if the numbers do not fit."""
        if len(theta) != len(self.parameters):
            wanted = ", ".join(p.name for p in self.parameters)
            raise EntryError(
                f"family {self.name}: theta={tuple(theta)!r}: give {len(self.parameters)} numbers:"
                f" {wanted}"
            )
        return self.rows(np.array([theta], dtype=float))

    def build(self, theta: Sequence[float]) -> Problem:
        """The problem of one theta; raises EntryError if the numbers do not fit."""
        row = self.function(theta)
        return Problem(
            name=self.name,
            f=row.f,
            gradient=row.gradient,
            start=tuple(row.start[0].tolist()),
            f_star=float(row.f_star[0]),
            minimiser=None if row.minimiser is None else tuple(row.minimiser[0].tolist()),
            constants={c: float(v[0]) for c, v in row.constants.items()},
            promises=self.promises,
            prox=row.prox,
            project=row.project,
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
