"""A theorem with numbers: constants collected, free ones chosen, parameters tabulated over the
steps, the bound evaluated.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from theorybench import numbers
from theorybench.core import symbols as s
from theorybench.core.metrics import Metric
from theorybench.core.oracles import Oracle
from theorybench.core.problem import Problem
from theorybench.core.types import EntryError
from theorybench.entries.theorem import Steps, Theorem
from theorybench.numbers import MOST_STEPS, NotTestable, Values
from theorybench.run.recorders import trivial_baseline


@dataclass(frozen=True, eq=False)
class Prepared:
    """One setting of a theorem on one problem: values of all constants, params as (1, steps) or
    (1, 1) arrays, steps to run, the bound.
    """

    problem: Problem
    values: Values
    params: Mapping[s.Constant, np.ndarray]
    steps: int
    bound: float


def constants_of(problem: Problem, oracle: Oracle | None) -> Values:
    """The exact constants of a problem and of an oracle on it."""
    return {**problem.constants, **(oracle.constants(problem) if oracle is not None else {})}


def prepare(
    theorem: Theorem,
    problem: Problem,
    oracle: Oracle,
    setting: Mapping[s.Constant, Any],
    budget_multiplier: int = 1,
) -> Prepared:
    """Put numbers into a theorem.

    Raises NotTestable if the parameters are outside `valid_when`, the number of steps is out of
    reach or the bound is no number.
    """
    values: Values = {
        **constants_of(problem, oracle),
        **{c: v for c, v in setting.items() if not isinstance(v, Steps)},
    }
    for constant, chosen in setting.items():
        if isinstance(chosen, Steps):
            values[constant] = numbers.solve(
                theorem, values, constant, chosen.budget * budget_multiplier
            )
    numbers.derive(theorem, values)
    if (condition := numbers.excluded(theorem, values)) is not None:
        raise NotTestable(f"the theorem asks for {condition}, which is false here")
    bound = numbers.bound(theorem.bound, values, "upper")
    if math.isnan(bound):
        raise NotTestable(f"the bound {theorem.bound} is not a number here")
    if theorem.bounds_steps:
        bound = numbers.whole(bound)
    steps = bound if theorem.bounds_steps else values.get(theorem.horizon, 0)
    if not 0 <= steps < MOST_STEPS + 1:
        raise NotTestable(
            f"{steps:.6g} steps are out of reach (at most {MOST_STEPS}); choose another setting"
        )
    return Prepared(problem, values, _tabulated(theorem, values, int(steps)), int(steps), bound)


def _tabulated(theorem: Theorem, values: Values, steps: int) -> dict[s.Constant, np.ndarray]:
    params = numbers.tabulate(theorem, values, steps)
    for constant, table in params.items():
        if not np.isfinite(table).all():
            raise EntryError(
                f"{theorem.name}: parameter {constant.name} = {theorem.params[constant]} is not"
                " finite at some step"
            )
    return params


def baseline_of(metric: Metric, problem: Problem, values: Values) -> float:
    """The metric of doing nothing: x_t = x_0 for all t, returned at once."""
    level = None if metric.level is None else values[metric.level]
    return float(trivial_baseline(problem, metric.at(values), problem.start_point(), level)[0])
