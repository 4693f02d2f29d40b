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
from theorybench.core.fields import (
    Want,
    conditions,
    expression,
    function,
    instance,
    is_number,
    optional,
    require_fields,
    several,
    shown,
    table,
)
from theorybench.core.metrics import Metric
from theorybench.core.oracles import Oracle
from theorybench.core.problem import Problem
from theorybench.core.types import EntryError, Values
from theorybench.entries.entry import Entry, require_constants, unit_findings
from theorybench.entries.settings import Setting, require_given, require_settings
from theorybench.run.recorders import reading


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
    (docs/statistics.md, section 3).

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
        super().__post_init__()
        require_fields(self.described, self, GUARANTEE_WANTS | _WANTS)
        require_settings(self.described, self.settings, lambda value: isinstance(value, Steps))
        self._require_parameters()
        self._require_fitting_mode()
        known = (
            {c for a in everything(self.assumes) for c in a.introduces}
            | {s.k, s.d, s.Delta_0, s.G_0, s.R}
            | set(self.settings[0])
        )
        if not self.bounds_steps:
            known.add(self.horizon)
        for abbreviation, formula in self.where.items():
            require_constants(self.name, f"where {abbreviation.name}", formula, known)
            known.add(abbreviation)
        for parameter, formula in self.params.items():
            require_constants(self.name, f"parameter {parameter.name}", formula, known)
            known.add(parameter)
        require_constants(self.name, "the bound", self.bound, known)
        for condition in self.valid_when:
            require_constants(self.name, "valid_when", condition, known)
        self._require_known(known)
        require_units(self)

    def _require_parameters(self) -> None:
        lacking = [c.name for c in self.algorithm.parameters if c not in self.params]
        if lacking:
            raise EntryError(
                f"{self.name}: {self.algorithm.name} needs the parameter {', '.join(lacking)}; add"
                " it to params"
            )

    def _require_fitting_mode(self) -> None:
        """A mode needs a metric and settings of its kind."""
        if self.mode is Mode.COMPLEXITY and self.metric.unit != s.ONE:
            raise EntryError(
                f"{self.described}: metric={self.metric}: mode={self.mode} bounds a number of"
                " steps; give a metric that is one, e.g. hitting_time(gap, epsilon_f)"
            )
        if not self.bounds_steps:
            require_given(self.described, self.settings, {self.horizon: "the number of steps"})
        if self.mode is Mode.RATE:
            self._require_shape()
        if self.mode is Mode.RATE and len({setting[self.horizon] for setting in self.settings}) < 2:
            raise EntryError(
                f"{self.described}: settings={shown(self.settings)}: a rate is held from one"
                f" horizon to another; give two settings or more that differ in"
                f" {self.horizon.name}, e.g. ({{{self.horizon.name}: 100}},"
                f" {{{self.horizon.name}: 10000}})"
            )

    def _require_known(self, known: set[Any]) -> None:
        """Constants that the metric and the mode speak of have a value somewhere."""
        needed = {self.metric.level: "the level of the metric"}
        needed |= {s.delta: "the failure probability"} if self.mode is Mode.PROBABILITY else {}
        for constant, purpose in needed.items():
            if constant is not None and constant not in known:
                require_given(self.described, self.settings, {constant: purpose})

    def _require_shape(self) -> None:
        """A rate is compared with its shape, which must not vanish at a horizon."""
        for setting in self.settings:
            known = {c: v for c, v in setting.items() if not isinstance(v, Steps)}
            shape = sympy.sympify(self.bound).subs(known)
            if shape.is_number and not shape.is_positive:
                raise EntryError(
                    f"{self.described}: the rate {self.bound} is {shape} at {self.horizon.name} ="
                    f" {setting[self.horizon]}; give horizons at which it is positive"
                )

    @property
    def kind(self) -> str:
        return "upper-bound"

    @property
    def bounds_steps(self) -> bool:
        """Whether the bound is a number of steps, and so says how long to run."""
        return self.mode is Mode.COMPLEXITY or reading(self.metric).bounds_steps

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


def require_units(entry: Entry) -> None:
    """Raise EntryError where units do not fit, unless a publication prints it so."""
    if (wrong := entry.findings()) and not entry.as_printed:
        raise EntryError(
            wrong[0] + "; if a publication prints it so, say as_printed=True: then it is a finding"
        )


GUARANTEE_WANTS: dict[str, Want] = {
    "assumes": several(Assumption, "a tuple of assumptions, e.g. (smooth, convex)"),
    "metric": instance(Metric, "a Metric, e.g. gap or mean(gradient_norm)"),
    "bound": expression,
    "mode": instance(Mode, "a Mode, e.g. Mode.DETERMINISTIC"),
    "horizon": instance(s.Constant, "the Constant that counts the steps, e.g. n"),
    "declares": several(Declared, "a tuple of Declared(reason, ...)"),
}
"""What the fields of upper and lower bounds have in common."""

_WANTS: dict[str, Want] = {
    "algorithm": instance(Algorithm, "an Algorithm, e.g. gradient_descent"),
    "params": table(s.Constant, "a mapping from Constants to expressions, e.g. {gamma: 1 / L}"),
    "where": table(s.Constant, "a mapping from Constants to expressions"),
    "valid_when": conditions,
    "witness": optional(function("a function from a setting to a Problem")),
    "rate_range": (lambda value: is_number(value) and value >= 1, "a number of at least 1"),
    "oracles": optional(several(Oracle, "a tuple of oracles")),
}


def depends_on(expression: Any, symbol: sympy.Symbol) -> bool:
    """Whether a symbol occurs in an expression."""
    return symbol in sympy.sympify(expression).free_symbols
