"""Claims that are no guarantee of a method: inequalities, identities, constructions, dynamics, resisting oracles.

Each reduces to comparisons lhs <= rhs; a comparison that fails beyond rounding refutes the claim.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sympy

from theorybench import symbols as s
from theorybench.algorithms.algorithm import Algorithm
from theorybench.assumptions import Assumption
from theorybench.entry import Entry, require_constants, unit_findings
from theorybench.problem import Problem
from theorybench.types import EntryError, Tensor

Values = Mapping[Any, Any]


@dataclass(frozen=True)
class Comparison:
    """lhs <= rhs, allowing for `slack` of rounding; `at` says where the numbers come from. With rhs = 0 there is no bound to come near."""

    statement: str
    lhs: float
    rhs: float
    at: str = ""
    slack: float = 0.0

    @property
    def holds(self) -> bool:
        return self.lhs <= self.rhs + self.slack

    @property
    def without_bound(self) -> bool:
        return self.rhs == 0

    @property
    def sharpness(self) -> float:
        """lhs / rhs where both are positive: 1 means that the inequality is reached; 0 where lhs is nothing but rounding."""
        if self.holds and self.lhs <= self.slack:
            return 0.0
        return self.lhs / self.rhs if self.rhs > 0 and self.lhs > 0 else float(self.lhs > self.rhs)


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Inequality(Entry):
    """A lemma for all inputs: for all values in the ranges that satisfy the premises, lhs <= rhs in every part.

    variables: constant -> (low, high). Both positive: searched on a logarithmic scale; low = 0 also tries 0. A range with negative numbers
    is searched on a logarithmic scale of either sign; it needs a Constant of either sign, Constant(name, meaning, unit, real=True). A
    vector is stated by its coordinates.
    """

    variables: Mapping[s.Constant, tuple[float, float]]
    parts: Mapping[str, tuple[Any, Any]]
    premises: tuple[Any, ...] = ()

    def __post_init__(self) -> None:
        for what, (lhs, rhs) in self.parts.items():
            require_constants(self.name, what, sympy.sympify(lhs) - sympy.sympify(rhs), self.variables)
        for constant, (low, high) in self.variables.items():
            if not (math.isfinite(high) and low < high and low > -math.inf):
                raise EntryError(f"{self.name}: range of {constant.name} is ({low}, {high}); give two finite numbers, the lower first")
            if low < 0 and constant.is_nonnegative:
                raise EntryError(
                    f"{self.name}: range of {constant.name} is ({low}, {high}), but a Constant is positive; give 0 <= low < high, or "
                    f"make it Constant({constant.name!r}, meaning, unit, real=True)"
                )
        if (found := self.findings()) and not self.as_printed:
            raise EntryError(found[0])

    @property
    def kind(self) -> str:
        return "inequality"

    def findings(self) -> tuple[str, ...]:
        """Sides of different units."""
        found = []
        for what, (lhs, rhs) in self.parts.items():
            try:
                its = s.unit_of(rhs)
            except s.UnitMismatch as mismatch:
                found.append(f"{self.name}: {what}: {mismatch}")
            else:
                found += unit_findings(self.name, what, lhs, its) if its is not None else []
        return tuple(found)


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Identity(Entry):
    """E a = E b over s ~ Exp(1), on every problem that satisfies `assumes`, for any point and direction.

    sides: (problem, x (rows, d), direction (rows, d), s (rows, 1)) -> (a, b), each (rows,). The auxiliary randomness s is integrated out.
    """

    assumes: tuple[Assumption, ...]
    sides: Callable[[Problem, Tensor, Tensor, Tensor], tuple[Tensor, Tensor]]

    @property
    def kind(self) -> str:
        return "identity"


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Construction(Entry):
    """A constructed function and the properties claimed for it.

    build: setting -> Problem that carries the claimed constants; promises: assumptions claimed with these constants;
    parts: (problem, setting) -> comparisons for what else is claimed.
    """

    build: Callable[[Values], Problem]
    settings: tuple[Values, ...]
    promises: tuple[Assumption, ...] = ()
    parts: Callable[[Problem, Values], tuple[Comparison, ...]] = lambda problem, values: ()

    @property
    def kind(self) -> str:
        return "construction"


@dataclass(frozen=True)
class Orbit:
    """A run without noise, kept whole: points (steps + 1, starts, d) in float64."""

    problem: Problem
    points: Tensor


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Dynamics(Entry):
    """Limit behaviour of a method on one problem: `observe` turns the orbit into numbers that are reported, `parts` into comparisons.

    starts: (starts, d) points from which the orbit is followed.
    """

    problem: Problem
    algorithm: Algorithm
    params: Mapping[s.Constant, float]
    starts: Callable[[], Tensor]
    steps: int
    observe: Callable[[Orbit], Mapping[str, float]]
    parts: Callable[[Mapping[str, float]], tuple[Comparison, ...]]

    @property
    def kind(self) -> str:
        return "dynamics"


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Resisting(Entry):
    """An adversary: it answers a method's queries by a rule, then builds a function of the class that would have given the same answers.

    answers: setting -> Problem that gives the adversary's answers at every point; build: (points asked for (queries, d), setting)
    -> Problems, each consistent with the answers; methods: (algorithm, params); parts: (points, problems, setting) -> comparisons.
    """

    answers: Callable[[Values], Problem]
    build: Callable[[Tensor, Values], tuple[Problem, ...]]
    methods: Callable[[Values], tuple[tuple[Algorithm, Mapping[s.Constant, float]], ...]]
    parts: Callable[[Tensor, tuple[Problem, ...], Values], tuple[Comparison, ...]]
    settings: tuple[Values, ...]
    steps: int = 100
    promises: tuple[Assumption, ...] = field(default=())

    @property
    def kind(self) -> str:
        return "impossibility"
