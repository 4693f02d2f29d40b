"""A theorem with numbers: constants collected, free ones chosen, parameters tabulated over the
steps, the bound evaluated.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy
from scipy.optimize import brentq

from theorybench.core import symbols as s
from theorybench.core.metrics import Metric
from theorybench.core.oracles import Oracle
from theorybench.core.problem import Problem
from theorybench.core.types import EntryError
from theorybench.entries.theorem import Steps, Theorem, depends_on

Values = dict[Any, float]
MOST_STEPS = 5_000_000


class NotTestable(Exception):
    """A setting cannot be tested here; the message says why."""


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
            values[constant] = _solve(theorem, values, constant, chosen.budget * budget_multiplier)
    derive(theorem, values)
    for condition in theorem.valid_when:
        if not bool(_truth(condition, values)):
            raise NotTestable(f"the theorem asks for {condition}, which is false here")
    bound = float(s.evaluate(theorem.bound, values))
    if math.isnan(bound):
        raise NotTestable(f"the bound {theorem.bound} is not a number here")
    steps = (
        math.floor(bound)
        if theorem.bounds_steps and math.isfinite(bound)
        else int(values.get(theorem.horizon, 0))
    )
    if not 0 <= steps <= MOST_STEPS:
        raise NotTestable(
            f"{steps} steps are out of reach (at most {MOST_STEPS}); choose another setting"
        )
    return Prepared(problem, values, _tabulate(theorem, values, steps), steps, bound)


def _truth(condition: Any, values: Values) -> bool:
    condition = sympy.sympify(condition)
    if condition in (sympy.true, sympy.false):
        return bool(condition)
    lhs, rhs = float(s.evaluate(condition.lhs, values)), float(s.evaluate(condition.rhs, values))
    # a condition met with equality must not fail by rounding
    slack = 1e-12 * max(abs(lhs), abs(rhs))
    return {"<=": lhs <= rhs + slack, ">=": lhs >= rhs - slack, "<": lhs < rhs, ">": lhs > rhs}[
        condition.rel_op
    ]


def derive(theorem: Theorem, values: Values) -> None:
    """Put the abbreviations and the constant parameters in, made of the other values."""
    for constant, expression in {**theorem.where, **theorem.params}.items():
        if not depends_on(expression, s.k):
            values[constant] = float(s.evaluate(expression, values))


def _solve(theorem: Theorem, known: Values, unknown: s.Constant, budget: int) -> float:
    """The value at which the claimed number of steps is `budget`; the bound is monotone in it."""

    def excess(log_value: float) -> float:
        values = {**known, unknown: math.exp(log_value)}
        derive(theorem, values)
        # a logarithm in the bound may fall below 0
        return math.log(max(float(s.evaluate(theorem.bound, values)), 1e-300) / (budget + 0.5))

    grid = np.linspace(-40, 40, 161)
    levels = np.array([excess(v) for v in grid])
    change = np.flatnonzero(np.sign(levels[:-1]) * np.sign(levels[1:]) < 0)
    if not len(change):
        low, high = (math.exp(v) * budget for v in (levels.min(), levels.max()))
        raise NotTestable(
            f"no {unknown.name} makes the bound {budget} steps: from e^-40 to e^40 it lies between"
            f" {low:.3g} and {high:.3g}"
        )
    i = int(change[0])
    return math.exp(float(brentq(excess, grid[i], grid[i + 1], xtol=1e-12)))  # pyright: ignore[reportArgumentType]: full_output is off


def _tabulate(theorem: Theorem, values: Values, steps: int) -> dict[s.Constant, np.ndarray]:
    table = {**values, s.k: np.arange(1, max(steps, 1) + 1, dtype=float)}
    params = {}
    for constant, expression in theorem.params.items():
        table[constant] = np.asarray(s.evaluate(expression, table), dtype=float)
        params[constant] = np.atleast_1d(table[constant])[None, :]
        if not np.isfinite(params[constant]).all():
            raise EntryError(
                f"{theorem.name}: parameter {constant.name} = {expression} is not finite at some"
                " step"
            )
    return params


def trivial_baseline(metric: Metric, problem: Problem, values: Values) -> float:
    """The metric of doing nothing: x_t = x_0 for all t, returned at once."""
    value = float(metric.at(values).of(problem, problem.start_point())[0])
    if metric.level is None:
        return value
    return 0.0 if value <= values[metric.level] else math.inf
