"""A guarantee for a method: an upper bound of a metric, or of a number of steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import sympy

from theorybench.core import symbols as s
from theorybench.core.algorithm import Algorithm
from theorybench.core.assumptions import Assumption, everything
from theorybench.core.metrics import Metric
from theorybench.core.oracles import Oracle
from theorybench.core.problem import Problem
from theorybench.core.types import EntryError, Values
from theorybench.entries.entry import Entry, require_constants, unit_findings

Setting = Mapping[s.Constant, Any]


class Mode(Enum):
    """How the bound is meant."""

    DETERMINISTIC = "deterministic"
    EXPECTATION = "in expectation"
    PROBABILITY = "with probability 1 - delta"
    COMPLEXITY = "iteration complexity"
    RATE = "rate"
    INFINITE = "infinite expectation"


@dataclass(frozen=True)
class Steps:
    """In a setting: choose this constant so that the claimed number of steps is `budget`."""

    budget: int


@dataclass(frozen=True)
class Declared:
    """Knowledge about the law of the metric without which a mean can never be supported
    (statistics.md, section 1.3).

    Give one of: at_most, an almost sure bound; relative_variance, Var X <= V (E X)^2; power_tail,
    P(X > t) varies like a power of t far out; with the reason.
    """

    reason: str
    at_most: Any = None
    relative_variance: Any = None
    power_tail: bool = False


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Theorem(Entry):
    """A guarantee: for every problem and oracle that satisfy `assumes`, the metric of `algorithm`
    run with `params` is at most `bound`.

    params and bound are sympy expressions in Constants; params may use k, the number of the step
    from 1. `where` are abbreviations, in order. settings: values of the constants that are free,
    among them `horizon` (unless the bound itself is a number of steps); witness: the problem on
    which the bound is nearly reached, made from a setting and the `witness_constants`.

    Raises EntryError if a symbol is unknown or, unless `as_printed`, if units do not fit.
    """

    assumes: tuple[Assumption, ...]
    algorithm: Algorithm
    params: Mapping[s.Constant, Any]
    metric: Metric
    bound: Any
    mode: Mode = Mode.DETERMINISTIC
    where: Mapping[s.Constant, Any] = field(default_factory=dict)
    valid_when: tuple[Any, ...] = ()
    settings: tuple[Setting, ...] = ({},)
    horizon: s.Constant = s.n
    witness: Callable[[Values], Problem] | None = None
    declares: tuple[Declared, ...] = ()
    rate_range: float = 1.25
    oracles: tuple[Oracle, ...] | None = None

    def __post_init__(self) -> None:
        self._check_settings()
        known = (
            {c for a in everything(self.assumes) for c in a.introduces}
            | {s.k, s.d, s.Delta_0, s.G_0, s.R}
            | set(self.settings[0])
        )
        if not self.bounds_steps:
            known.add(self.horizon)
        for abbreviation, expression in self.where.items():
            require_constants(self.name, f"where {abbreviation.name}", expression, known)
            known.add(abbreviation)
        for parameter, expression in self.params.items():
            require_constants(self.name, f"parameter {parameter.name}", expression, known)
            known.add(parameter)
        require_constants(self.name, "the bound", self.bound, known)
        for condition in self.valid_when:
            require_constants(self.name, "valid_when", condition, known)
        if (found := self.findings()) and not self.as_printed:
            raise EntryError(
                found[0]
                + "; if a publication prints it so, say as_printed=True: then it is a finding"
            )

    def _check_settings(self) -> None:
        if not self.settings or any(set(one) != set(self.settings[0]) for one in self.settings):
            raise EntryError(
                f"{self.name}: settings={self.settings!r}: give at least one, all with the same"
                " constants"
            )
        lacking = [c.name for c in self.algorithm.parameters if c not in self.params]
        if lacking:
            raise EntryError(
                f"{self.name}: {self.algorithm.name} needs the parameter {', '.join(lacking)}; add"
                " it to params"
            )
        if not self.bounds_steps and self.horizon not in self.settings[0]:
            raise EntryError(
                f"{self.name}: no setting gives {self.horizon.name}, the number of steps; add it to"
                " settings"
            )

    @property
    def kind(self) -> str:
        return "upper-bound"

    @property
    def bounds_steps(self) -> bool:
        """Whether the bound is a number of steps, and so says how long to run."""
        return self.mode is Mode.COMPLEXITY or self.metric.along == "return time"

    @property
    def bound_unit(self) -> s.Unit:
        return s.ONE if self.mode is Mode.COMPLEXITY else self.metric.unit

    def findings(self) -> tuple[str, ...]:
        """Unit mismatches of parameters, abbreviations and bound."""
        found = [
            f
            for c, e in {**self.where, **self.params}.items()
            for f in unit_findings(self.name, f"parameter {c.name}", e, c.unit)
        ]
        if self.mode is not Mode.RATE and self.mode is not Mode.INFINITE:
            found += unit_findings(self.name, "the bound", self.bound, self.bound_unit)
        return tuple(found)


def depends_on(expression: Any, symbol: sympy.Symbol) -> bool:
    """Whether a symbol occurs in an expression."""
    return symbol in sympy.sympify(expression).free_symbols
