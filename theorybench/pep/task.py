"""One setting of a theorem as a performance estimation problem: class, initial condition, method
and metric put together.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from theorybench.core.metrics import (
    Metric,
    distance,
    gap,
    gradient_norm,
    gradient_norm_squared,
)
from theorybench.core.symbols import STEP
from theorybench.entries.theorem import Mode, Theorem
from theorybench.pep.classes import (
    FunctionClass,
    Scale,
    function_class,
    scale_of,
    start_of,
)
from theorybench.pep.sdp import Measure, Task
from theorybench.pep.trace import Unfit, trace
from theorybench.run.recorders import reading
from theorybench.verify.prepare import Prepared

_MEASURES: dict[Metric, tuple[Measure, float]] = {
    gap: ("gap", 1.0),
    gradient_norm_squared: ("gradient", 1.0),
    gradient_norm: ("gradient", 0.5),
    distance: ("distance", 0.5),
}
"""What the metric is a power of."""


@dataclass(frozen=True, eq=False)
class Posed:
    """A task with what makes its optimum a value of the theorem's metric: `power`, then one
    `unit` in actual units.
    """

    task: Task
    of: FunctionClass
    scale: Scale
    power: float
    unit: float

    def value(self, optimum: float) -> float:
        """The metric that belongs to an optimum of the task."""
        return self.unit * max(optimum, 0.0) ** self.power


def pose(theorem: Theorem, prepared: Prepared) -> Posed:
    """The exact worst case over the theorem's class, with the constants of a prepared setting,
    as a task. Raises Unfit if there is none.
    """
    if theorem.mode is not Mode.DETERMINISTIC:
        raise Unfit(f"it is no deterministic bound but one {theorem.mode.value}")
    measure, power = _measure(theorem.metric)
    start, of = start_of(theorem), function_class(theorem, prepared.values)
    traced = trace(theorem.algorithm, prepared.params, prepared.steps)
    scale = scale_of(
        of, start, prepared.values, float(np.abs(traced.iterates[:, 1:]).max(initial=0.0)) or 1.0
    )
    units = np.ones(traced.iterates.shape[1])
    units[list(traced.answers)] = 1 / scale.of(STEP)
    points, weights = _evaluations(theorem.metric, traced.asked * units, traced.iterates * units)
    normal = of.normalised(scale)
    low = None if of.convex else 1 / (2 * normal.smoothness)
    task = Task(
        of.kind,
        normal.constants,
        low,
        start,
        points,
        traced.answers,
        traced.orthogonal * units,
        measure,
        weights,
    )
    return Posed(task, of, scale, power, scale.of(theorem.metric.unit))


def _measure(metric: Metric) -> tuple[Measure, float]:
    if reading(metric).points is None:
        raise Unfit(
            f"the metric '{metric}' is a number of steps, or waits for the method to return"
        )
    plain = replace(metric, along="last", first=0, weighted=False)
    if plain not in _MEASURES:
        raise Unfit(
            f"the metric '{metric}' is not linear in values, or in inner products of points and"
            " gradients"
        )
    measure, power = _MEASURES[plain]
    if reading(metric).mean and power != 1:
        raise Unfit(f"the metric '{metric}' is a mean of roots of what is linear in inner products")
    return measure, power


def _evaluations(
    metric: Metric, asked: np.ndarray, iterates: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """All points whose values matter, those asked for first, x_0 and the measured ones among
    them; weights of these in each measure.
    """
    points = list(asked)
    _place(points, iterates[0])
    taken_at = reading(metric).points
    measured = [] if taken_at is None else taken_at(metric, iterates)
    rows = [_place(points, point) for point in measured]
    each = np.zeros((len(rows), len(points)))
    each[np.arange(len(rows)), rows] = 1.0
    return np.array(points), each.mean(axis=0, keepdims=True) if reading(metric).mean else each


def _place(points: list[np.ndarray], point: np.ndarray) -> int:
    """Where a point stands among the points; it is appended if it is new."""
    for i, one in enumerate(points):
        if np.allclose(one, point, rtol=0, atol=1e-12):
            return i
    points.append(point)
    return len(points) - 1
