"""Mutants of lower bounds: larger than what a method of the class needs on all instances that
the entry names.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import sympy

from power.generation import Changed, generated, of_formula
from power.methods import CannotJudge
from power.mutant import Mutant, ReferenceValue
from power.reference import along_run
from theorybench import numbers
from theorybench.core.algorithm import Algorithm
from theorybench.core.assumptions import everything
from theorybench.entries.lower_bound import LowerBound
from theorybench.entries.theorem import Mode

EXCESSES, EXCESSES_OF_MEANS = (1.02, 1.1, 2.0), (1.1, 1.3, 2.0)
"""By how much a factor mutation lifts the bound above what the best method needs."""
FARTHEST = 20
MOST = 5_000


def mutants(entry: LowerBound, sharpness: float) -> Iterator[Mutant]:
    """Mutants of all kinds; sharpness: the largest bound / (what the best method needs) that is
    known.
    """
    near = (change for change in _bounds(entry, sharpness) if _near(entry, change[2]))
    yield from generated(
        entry, ((kind, f"bound{what}", {"bound": bound}) for kind, what, bound in near)
    )


def _near(entry: LowerBound, bound: Any) -> bool:
    """Not beyond a multiple of the true bound: to count so many steps takes long, and shows no
    more.
    """
    return all(
        numbers.evaluate(bound, one) <= FARTHEST * abs(numbers.evaluate(entry.bound, one))
        for one in entry.settings
    )


def _bounds(entry: LowerBound, sharpness: float) -> Iterator[Changed]:
    for c in (
        (EXCESSES_OF_MEANS if entry.mode is Mode.EXPECTATION else EXCESSES) if sharpness > 0 else ()
    ):
        yield "factor", f" times {c / sharpness:.6g}", sympy.Float(c / sharpness) * entry.bound
    known = {c for a in everything(entry.assumes) for c in a.introduces} | set(entry.settings[0])
    for kind, what, bound in of_formula(entry.bound, known, (entry.horizon,)):
        yield kind, f": {what}", bound


def closest(entry: LowerBound, cache: dict[Any, float]) -> tuple[float, str]:
    """The largest bound / (what the best method reaches on its worst instance) over the
    settings, and where.
    """
    best = (0.0, "")
    for i, setting in enumerate(entry.settings):
        bound = numbers.evaluate(entry.bound, setting)
        key = (entry.source, entry.metric, i)
        if key not in cache:
            cache[key] = _reached(entry, setting)
        shown = ", ".join(f"{c.name}={v:g}" for c, v in setting.items())
        if bound > 0 and math.isfinite(cache[key]):
            ratio = bound / cache[key] if cache[key] > 0 else math.inf
            best = max(
                best,
                (ratio, f"{bound:.6g} against {cache[key]:.6g} of a method of the class, {shown}"),
            )
    return best


def reference_value(entry: LowerBound, cache: dict[Any, float]) -> ReferenceValue | None:
    """A lower bound is not delivered where a method does better on all instances that the entry
    names.
    """
    ratio, at = closest(entry, cache)
    return ReferenceValue("exact value", at) if ratio > 1 + 1e-6 else None


def _reached(entry: LowerBound, setting: Mapping[Any, Any]) -> float:
    """What the best method reaches on its worst instance: steps, or the metric. Of noisy methods
    only the one that never moves counts.
    """
    best = math.inf
    instances = entry.instances(setting)
    for algorithm, tables in entry.methods(setting):
        for row in range(
            max((np.atleast_2d(_column(t)).shape[0] for t in tables.values()), default=1)
        ):
            params = {c: _column(t)[min(row, len(_column(t)) - 1)] for c, t in tables.items()}
            # a method without parameters moves, and steps are not what one that stands still shows
            still = bool(params) and all(np.all(v == 0) for v in params.values())
            still = still and entry.mode is not Mode.COMPLEXITY
            if still or all(i.oracle.law is None for i in instances):
                worst = max(
                    _value(entry, algorithm, params, i.problem, setting, best, still)
                    for i in instances
                )
                best = min(best, worst)
    return best


def _column(table: Any) -> np.ndarray:
    array = np.asarray(table, dtype=float)
    return array if array.ndim == 2 else array.reshape(-1, 1)


def _value(
    entry: LowerBound,
    algorithm: Algorithm,
    params: Any,
    problem: Any,
    setting: Mapping[Any, Any],
    best: float,
    still: bool,
) -> float:
    """A hitting time, or the metric at the horizon, on one instance."""
    metric = entry.metric.at(setting)
    if still:
        return float(metric.of(problem, problem.start_point())[0])
    steps = (
        int(min(best + 1, MOST)) if entry.mode is Mode.COMPLEXITY else int(setting[entry.horizon])
    )
    try:
        run = along_run(algorithm, problem, params, metric, steps)
    except CannotJudge:
        return math.inf
    if entry.mode is not Mode.COMPLEXITY:
        return float(run[-1])
    level = entry.metric.level
    assert level is not None
    reached = np.flatnonzero(run <= float(setting[level]))
    return float(reached[0]) if len(reached) else math.inf
