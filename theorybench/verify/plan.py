"""The plan of a theorem's claim: its settings in numbers, laid out as runs, and why others are
left out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from theorybench.catalogue.claim import Claim
from theorybench.core.oracles import Oracle, exact
from theorybench.core.problem import Problem
from theorybench.entries.theorem import Mode, Theorem
from theorybench.numbers import NotTestable
from theorybench.verify.prepare import Prepared, prepare
from theorybench.verify.runs import Layout, layout


@dataclass(frozen=True, eq=False)
class Plan:
    """A theorem's claim made ready: its testable settings, what they are run as (a layout with the
    numbers of its settings), and why other settings are left out.
    """

    claim: Claim
    theorem: Theorem
    prepared: tuple[Prepared, ...]
    layouts: tuple[tuple[Layout, tuple[int, ...]], ...]
    left_out: tuple[str, ...]

    @property
    def oracle(self) -> Oracle:
        return self.claim.oracle or exact

    @property
    def allowed(self) -> list[float]:
        """What the metric, or the number of steps, may be at most in each setting."""
        steps = self.theorem.mode is Mode.COMPLEXITY
        return [float(p.steps) if steps else p.bound for p in self.prepared]


def make_plan(claim: Claim, budget_multiplier: int = 1) -> Plan:
    """Put numbers into every setting of a theorem and group the settings by problem.

    budget_multiplier: factor on the step budgets that settings ask for.
    """
    theorem = claim.entry_of(Theorem)
    oracle = claim.oracle or exact
    prepared: list[Prepared] = []
    left_out: list[str] = []
    for setting in horizons(theorem) if theorem.mode is Mode.RATE else theorem.settings:
        problem = claim.problem or _witness(theorem, setting)
        try:
            prepared.append(_multiplied(theorem, problem, oracle, setting, budget_multiplier))
        except NotTestable as reason:
            left_out.append(str(reason))
    groups: dict[int, list[int]] = {}
    for j, one in enumerate(prepared):
        groups.setdefault(id(one.problem), []).append(j)
    layouts = [
        (layout([prepared[j] for j in js], theorem.algorithm, oracle, theorem.metric), tuple(js))
        for js in groups.values()
    ]
    return Plan(claim, theorem, tuple(prepared), tuple(layouts), tuple(left_out))


def _multiplied(
    theorem: Theorem, problem: Problem, oracle: Oracle, setting: Mapping[Any, Any], multiplier: int
) -> Prepared:
    """The setting with its budget of steps multiplied, or as it is where no accuracy needs that
    many steps (a logarithmic bound).
    """
    try:
        return prepare(theorem, problem, oracle, setting, multiplier)
    except NotTestable:
        return prepare(theorem, problem, oracle, setting)


def _witness(theorem: Theorem, setting: Mapping[Any, Any]) -> Problem:
    if theorem.witness is None:
        raise TypeError(f"{theorem.name}: a claim without a problem needs a theorem with a witness")
    return theorem.witness(setting)


def horizons(theorem: Theorem) -> tuple[Mapping[Any, Any], ...]:
    """What a rate is tested in: the settings of the shortest and the longest horizon and of
    their geometric mean, if that lies between.
    """
    n = theorem.horizon
    first, last = (
        choose(theorem.settings, key=lambda setting: setting[n]) for choose in (min, max)
    )
    middle = round(math.sqrt(first[n] * last[n]))
    return (first, {**first, n: middle}, last) if first[n] < middle < last[n] else (first, last)


def plans_by_run(plans: Sequence[Plan]) -> list[list[Plan]]:
    """Plans that share a run stand together; each list is one unit of work."""
    groups: dict[tuple[str, ...], list[Plan]] = {}
    for plan in plans:
        key = tuple(layout.key for layout, _ in plan.layouts) or (plan.claim.name,)
        groups.setdefault(key, []).append(plan)
    return list(groups.values())
