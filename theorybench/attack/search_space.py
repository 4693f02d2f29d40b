"""The search space of a theorem: every family that serves it at every horizon, and the ranges of
all numbers that are searched there.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import torch
from sympy import sympify

from theorybench.attack.batch import Measured, measure
from theorybench.attack.families.family import Family, Functions, Range
from theorybench.attack.families.spaces import families_for, unserved
from theorybench.attack.instance import Instance
from theorybench.core import symbols as s
from theorybench.core.oracles import exact
from theorybench.core.problem import Problem
from theorybench.core.scaling import rescaled
from theorybench.core.types import EntryError
from theorybench.entries.theorem import Mode, Steps, Theorem, depends_on

HORIZONS = (1, 2, 3, 5, 10), (4, 8, 20, 50, 100)
"""Numbers of steps that are tried in restarts of even and odd number."""
BUDGETS = (10, 40, 120), (5, 20, 400)
"""Claimed numbers of steps at which iteration complexities are attacked."""


class Subspace(Protocol):
    """Where one search takes place: rows of numbers, each in its range.

    key: the same for subspaces whose numbers mean the same.
    """

    @property
    def theorem(self) -> Theorem: ...
    @property
    def family(self) -> Family: ...
    @property
    def horizon(self) -> int: ...
    @property
    def ranges(self) -> tuple[Range, ...]: ...
    @property
    def key(self) -> Hashable: ...

    def measure(self, numbers: np.ndarray) -> Measured:
        """The theorem on rows of numbers, (rows, ranges)."""
        ...

    def instance(self, numbers: Sequence[float]) -> Instance:
        """The plain problem, the oracle and the setting of one row of numbers."""
        ...


def from_shares(ranges: Sequence[Range], shares: np.ndarray) -> np.ndarray:
    """Shares of [0, 1] (rows, ranges) -> the numbers themselves."""
    columns = [r.at(shares[:, i]) for i, r in enumerate(ranges)]
    return np.stack(columns, axis=1) if columns else shares


@dataclass(frozen=True, eq=False)
class FunctionSubspace:
    """A family at a horizon, with exact gradients.

    ranges: the family's, then those of the theorem's free constants, then f-scale and x-scale where
    units do not fit (rescales).
    """

    theorem: Theorem
    family: Family
    horizon: int
    free: tuple[s.Constant, ...]
    ranges: tuple[Range, ...]
    rescales: bool

    @property
    def fixed(self) -> dict[s.Constant, Any]:
        """Constants that are not searched: the horizon, and what an O(.) hides, which the entry
        chooses.
        """
        settings = self.theorem.settings
        big_o = (
            {s.hidden: max(one[s.hidden] for one in settings)} if s.hidden in settings[0] else {}
        )
        return big_o if self.theorem.bounds_steps else {**big_o, self.theorem.horizon: self.horizon}

    @property
    def key(self) -> Hashable:
        return id(self.family), self.horizon

    def functions(self, numbers: np.ndarray) -> Functions:
        """The functions of rows of numbers, in their units."""
        functions = self.family.rows(numbers[:, : len(self.family.parameters)])
        return (
            functions.rescaled(*(torch.as_tensor(numbers[:, [i]].copy()) for i in (-2, -1)))
            if self.rescales
            else functions
        )

    def measure(self, numbers: np.ndarray) -> Measured:
        """The theorem on rows of numbers, (rows, ranges)."""
        count = len(self.family.parameters)
        free = {c: _whole(c, numbers[:, count + i]) for i, c in enumerate(self.free)} | {
            c: np.array(v) for c, v in self.fixed.items()
        }
        return measure(self.theorem, self.functions(numbers), free, self.horizon)

    def problem(self, numbers: Sequence[float]) -> tuple[Problem, tuple[float, float] | None]:
        """The problem of one row, and its f-scale and x-scale."""
        problem = self.family.build(numbers[: len(self.family.parameters)])
        if not self.rescales:
            return problem, None
        scales = (numbers[-2], numbers[-1])
        return rescaled(problem, *scales), scales

    def instance(self, numbers: Sequence[float]) -> Instance:
        """The plain problem and the setting of one row of numbers."""
        count = len(self.family.parameters)
        problem, scales = self.problem(numbers)
        setting: dict[s.Constant, Any] = {
            c: round(v) if c.is_integer else v
            for c, v in zip(self.free, numbers[count:], strict=False)
        }
        named = {r.name: v for r, v in zip(self.ranges, numbers, strict=True)}
        return Instance(
            problem,
            exact,
            setting | self.fixed,
            self.family.function(numbers[:count]),
            scales,
            {"family": self.family.name, "horizon": self.horizon, "numbers": named},
            f"{self.family.name} with {', '.join(f'{k} = {v:.6g}' for k, v in named.items())}",
        )


def _whole(constant: s.Constant, values: np.ndarray) -> np.ndarray:
    return np.round(values) if constant.is_integer else values


def subspaces(theorem: Theorem, restart: int = 0) -> list[Subspace]:
    """Every family that serves the theorem with every horizon of a restart."""
    return [
        subspace(theorem, family, horizon)
        for family in families_for(theorem)
        for horizon in _horizons(theorem, restart)
        if family.suits(horizon)
    ]


def _horizons(theorem: Theorem, restart: int) -> tuple[int, ...]:
    """Those of a restart, with the ends of the entry's own range where none of its own is among
    them; its own alone where the bound is a number for these and no formula in the horizon.
    """
    if theorem.mode is Mode.COMPLEXITY:
        return BUDGETS[restart % 2]
    own, usual = own_horizons(theorem), HORIZONS[restart % 2]
    if is_tabulated(theorem):
        return own
    return usual if set(own) & set(usual) else (*usual, *sorted({own[0], own[-1]}))


def own_horizons(theorem: Theorem) -> tuple[int, ...]:
    """The numbers of steps in the settings of an entry, in order."""
    return tuple(sorted({round(float(one[theorem.horizon])) for one in theorem.settings}))


def is_tabulated(theorem: Theorem) -> bool:
    """Whether the bound does not depend on the horizon, nor any condition: it is claimed for the
    numbers of steps in the settings, and nothing says that it holds for others.
    """
    derived: Any = {**theorem.where, **theorem.params}
    stated = [theorem.bound, *theorem.valid_when]
    return not any(depends_on(e.subs(derived), theorem.horizon) for e in map(sympify, stated))


def subspace(theorem: Theorem, family: Family, horizon: int) -> FunctionSubspace:
    """A family with a horizon and the ranges of all that is searched. Raises EntryError if the
    family does not serve the theorem.
    """
    if family not in families_for(theorem):
        raise EntryError(f"family {family.name} does not serve {theorem.name}: {unserved(theorem)}")
    free, ranges, scales = searched(theorem)
    every = (*family.parameters, *ranges, *scales)
    return FunctionSubspace(theorem, family, horizon, free, every, bool(scales))


def searched(
    theorem: Theorem,
) -> tuple[tuple[s.Constant, ...], tuple[Range, ...], tuple[Range, ...]]:
    """The free constants of a theorem that are searched, their ranges, and those of f-scale and
    x-scale where units do not fit.
    """
    steps = () if theorem.bounds_steps else (theorem.horizon,)
    free = tuple(c for c in theorem.settings[0] if c not in steps and c != s.hidden)
    scales = (
        (Range("f-scale", 1e-3, 1e3, log=True), Range("x-scale", 1e-3, 1e3, log=True))
        if theorem.findings()
        else ()
    )
    return free, tuple(_range(theorem, c) for c in free), scales


def _range(theorem: Theorem, constant: s.Constant) -> Range:
    """Around the values of the theorem's settings and beyond."""
    values = [v for one in theorem.settings if not isinstance(v := one[constant], Steps)]
    if not values or min(values) <= 0:
        return Range(constant.name, 1e-4, 1e4, log=True)
    factor = 10.0 if constant.unit.same(s.ONE) else 1000.0
    low, high = min(values) / factor, max(values) * factor
    return Range(constant.name, max(low, 1.0) if constant.is_integer else low, high, log=True)
