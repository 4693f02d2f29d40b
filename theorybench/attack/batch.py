"""A deterministic theorem on many functions at a time: what is measured and what is claimed, a row
each.

It only guides the search: the verdict on what is found comes from a plain Problem by the ordinary
path.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch

from theorybench.attack.families.family import Functions
from theorybench.core import symbols as s
from theorybench.core.algorithm import Algorithm, Query
from theorybench.core.metrics import Metric
from theorybench.core.types import Tensor
from theorybench.entries.theorem import Mode, Theorem
from theorybench.numbers import claimed, column, derive, tabulate
from theorybench.run.iterate import Schedule, points
from theorybench.run.query import ProblemQuery
from theorybench.run.recorders import reading, recorder, trivial_baseline

Columns = dict[Any, np.ndarray]
"""Values of constants, (rows, 1) each."""

_LARGE = 1e100
_ROUNDING = 1e-11


@dataclass(frozen=True)
class Measured:
    """ratio: measured / claimed, NaN where the theorem says nothing; vacuous: doing nothing meets
    the bound too; (rows,) each.

    calls: how often the functions and gradients were evaluated, for all rows at once.
    """

    ratio: np.ndarray
    vacuous: np.ndarray
    calls: int = 0


def measure(
    theorem: Theorem, functions: Functions, free: Mapping[s.Constant, np.ndarray], most_steps: int
) -> Measured:
    """Run a theorem on functions.

    free: values of the theorem's free constants, (rows,) each, and the horizon, one number. Rows
    whose claimed number of steps exceeds most_steps count as saying nothing.
    """
    with np.errstate(all="ignore"):
        f, gradient = _Remembering(functions.f), _Remembering(functions.gradient)
        functions = replace(functions, f=f, gradient=gradient)
        values = values_of(theorem, functions, free)
        bound = claimed(theorem, values, len(functions.start))
        valid = np.isfinite(bound) & (bound >= 0)
        complexity = theorem.mode is Mode.COMPLEXITY
        if complexity:
            valid &= bound <= most_steps
        if not valid.any():
            return Measured(np.full(len(bound), np.nan), np.ones(len(bound), dtype=bool))
        steps = (
            int(np.floor(bound[valid]).max())
            if complexity
            else int(values[theorem.horizon].flat[0])
        )
        value, idle = run(theorem, functions, values, steps)
        ratio = _late(value, bound) if complexity else _high(value, bound, idle)
        return Measured(
            np.where(valid, ratio, np.nan), (idle <= bound) & ~(ratio > 1), f.calls + gradient.calls
        )


def _late(steps: np.ndarray, bound: np.ndarray) -> np.ndarray:
    """Numbers of steps against the claimed ones, which count in full."""
    return np.where(steps > np.floor(bound), np.inf, steps / np.maximum(bound, 1e-300))


def _high(value: np.ndarray, bound: np.ndarray, idle: np.ndarray) -> np.ndarray:
    """What is measured against its bound, where the rounding of the metric at the start is
    forgiven.
    """
    beyond_rounding = np.where(np.isfinite(value), value - _ROUNDING * np.abs(idle), value)
    return np.maximum(beyond_rounding, 0.0) / np.maximum(bound, 1e-300)


class _Remembering:
    """A function that knows its last answer: metric and method often ask at the same point."""

    def __init__(self, function: Callable[[Tensor], Tensor]) -> None:
        self.function, self.calls = function, 0
        self.x: Tensor | None = None

    def __call__(self, x: Tensor) -> Tensor:
        if x is not self.x:
            self.x, self.answer, self.calls = x, self.function(x), self.calls + 1
        return self.answer


def values_of(
    theorem: Theorem, functions: Functions, free: Mapping[s.Constant, np.ndarray]
) -> Columns:
    """All constants of a theorem on functions: theirs, the free ones, and what the theorem
    derives of them.
    """
    start = functions.start
    values: Columns = {c: v.numpy()[:, None] for c, v in functions.constants.items()}
    values[s.d] = np.array(float(functions.dim))
    values[s.Delta_0] = (functions.value(start) - functions.f_star).numpy()[:, None]
    values[s.G_0] = functions.gradient(start).norm(dim=1, keepdim=True).numpy()
    if functions.minimiser is not None:
        values[s.R] = (start - functions.minimiser).norm(dim=1, keepdim=True).numpy()
    values |= {c: v[:, None] if v.ndim else v for c, v in free.items()}
    derive(theorem, values)
    return values


def run(
    theorem: Theorem,
    functions: Functions,
    values: Columns,
    steps: int,
    query: Query | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """The metric after so many steps and at the start, (rows,) each; infinite where the run
    overflows. query: what answers the method.
    """
    algorithm, metric, start = theorem.algorithm, theorem.metric, functions.start
    level = (
        None if metric.level is None else torch.as_tensor(column(values[metric.level], len(start)))
    )
    watching = recorder(functions, metric, level)
    schedule = Schedule(tabulate(theorem, values, steps))
    diverged, x = torch.zeros(len(start), dtype=torch.bool), start
    query = query or ProblemQuery(functions)
    for t, x in enumerate(points(algorithm, query, start, schedule.at, steps)):
        if t:
            diverged |= ~(x.abs().amax(1) < _LARGE) & ~x.isnan().any(1)
        if watching.every_step:
            watching.see(t, x, None)
    value = torch.where(diverged, torch.inf, watching.read(steps, x, None))
    return value.numpy(), trivial_baseline(functions, metric, start, level).numpy()


def can_run(algorithm: Algorithm, metric: Metric) -> bool:
    """Whether rows of functions are all that the method and the metric ask for."""
    return algorithm.finished is None and metric.radius is None and not reading(metric).waits
