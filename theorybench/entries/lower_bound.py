"""A lower bound: for every method of a class some hard instance keeps the metric, or the number
of steps, large.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from theorybench.core import symbols as s
from theorybench.core.algorithm import Algorithm
from theorybench.core.assumptions import Assumption, everything
from theorybench.core.metrics import Metric
from theorybench.core.oracles import Oracle
from theorybench.core.oracles import exact as exact_oracle
from theorybench.core.problem import Problem
from theorybench.core.types import EntryError, Values
from theorybench.entries.entry import Entry, require_constants, unit_findings
from theorybench.entries.theorem import Declared, Mode, Setting


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
        known = (
            {c for a in everything(self.assumes) for c in a.introduces}
            | {self.horizon, s.Delta_0, s.R}
            | set(self.settings[0])
        )
        require_constants(self.name, "the bound", self.bound, known)
        if (found := self.findings()) and not self.as_printed:
            raise EntryError(
                found[0]
                + "; if a publication prints it so, say as_printed=True: then it is a finding"
            )

    @property
    def kind(self) -> str:
        return "lower-bound"

    def findings(self) -> tuple[str, ...]:
        """Unit mismatches of the bound."""
        wanted = s.ONE if self.mode is Mode.COMPLEXITY else self.metric.unit
        return tuple(unit_findings(self.name, "the bound", self.bound, wanted))
