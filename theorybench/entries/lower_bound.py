"""A lower bound: for every method of a class some hard instance keeps the metric, or the number
of steps, large.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sympy

from theorybench.core import symbols as s
from theorybench.core.algorithm import Algorithm
from theorybench.core.assumptions import Assumption, everything
from theorybench.core.fields import Want, function, require_fields
from theorybench.core.metrics import Metric
from theorybench.core.oracles import Oracle
from theorybench.core.oracles import exact as exact_oracle
from theorybench.core.problem import Problem
from theorybench.core.types import Values
from theorybench.entries.entry import Entry, require_constants, unit_findings
from theorybench.entries.settings import Setting, require_given, require_settings
from theorybench.entries.theorem import GUARANTEE_WANTS, Declared, Mode, require_units


@dataclass(frozen=True)
class Instance:
    """A hard problem with the oracle that belongs to it."""

    problem: Problem
    oracle: Oracle = exact_oracle


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class LowerBound(Entry):
    """For every method of a class some hard instance keeps the metric, or the number of steps, at
    least at `bound`.

    methods: (algorithm, params) with params constant -> value or array of values, made from a
    setting: each is one method of the class; instances: the hard problems of a setting. Every
    instance must itself satisfy `assumes` with the setting's constants.
    """

    assumes: tuple[Assumption, ...]
    methods: Callable[[Values], tuple[tuple[Algorithm, Mapping[s.Constant, Any]], ...]]
    instances: Callable[[Values], tuple[Instance, ...]]
    metric: Metric
    bound: Any
    mode: Mode = Mode.DETERMINISTIC
    settings: tuple[Setting, ...] = ({},)
    horizon: s.Constant = s.n
    declares: tuple[Declared, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        require_fields(self.described, self, GUARANTEE_WANTS | _WANTS)
        require_settings(self.described, self.settings)
        known = (
            {c for a in everything(self.assumes) for c in a.introduces}
            | {self.horizon, s.Delta_0, s.R}
            | set(self.settings[0])
        )
        require_constants(self.name, "the bound", self.bound, known)
        spoken_of = sorted(sympy.sympify(self.bound).free_symbols, key=str)
        needed: dict[Any, str] = dict.fromkeys(spoken_of, "which the bound speaks of")
        if self.metric.level is not None:
            needed[self.metric.level] = "the level of the metric"
        if self.mode is not Mode.COMPLEXITY:
            needed[self.horizon] = "the number of steps"
        require_given(self.described, self.settings, needed)
        require_units(self)

    @property
    def kind(self) -> str:
        return "lower-bound"

    def findings(self) -> tuple[str, ...]:
        """Unit mismatches of the bound."""
        wanted = s.ONE if self.mode is Mode.COMPLEXITY else self.metric.unit
        return tuple(unit_findings(self.name, "the bound", self.bound, wanted))


_WANTS: dict[str, Want] = {
    "methods": function("a function from a setting to pairs (algorithm, {constant: values})"),
    "instances": function("a function from a setting to a tuple of Instance(problem, oracle)"),
}
