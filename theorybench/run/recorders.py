"""The ways of reading a metric along a run, one a line of a table, and their recorders: a metric
accumulates while the batch runs, no trajectory is stored.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import numpy as np
import torch

from theorybench.core.metrics import Along, Metric
from theorybench.core.types import Tensor


class Recorder(Protocol):
    @property
    def every_step(self) -> bool:
        """Whether `see` must be shown every iterate, from x_0 on; other recorders look at x_n
        alone, when they are read.
        """
        ...

    def see(self, t: int, x: Tensor, running: Tensor | None) -> None:
        """Look at x_t (rows, d); running: rows that have not returned yet, None when the method
        never returns.
        """
        ...

    def read(self, n: int, x: Tensor, running: Tensor | None) -> Tensor:
        """The metric after n steps (rows,), at x_n (rows, d)."""
        ...

    def settled(self, running: Tensor | None) -> bool:
        """No later step can change the metric of any row."""
        ...


@dataclass(frozen=True)
class Reading:
    """One way of reading a metric along a run.

    record: (problem, metric, level (rows,) or None) -> recorder; words: what it is called, of the
    metric's {name}, the {points} x_first .. x_{first+n-1}, the {horizon} and {weighted}; window: it
    is taken over these points, so that n >= 1; points: (metric, iterates x_0 .. x_n, first axis) ->
    those at which the metric is taken, None for a time and for a method that stops by itself;
    mean: the metric is the mean over these, else the least; waits: for a method to return;
    bounds_steps: its bound is a number of steps that says how long to run.
    """

    record: Callable[[Any, Metric, Tensor | None], Recorder]
    words: str
    points: Callable[[Metric, np.ndarray], np.ndarray] | None = None
    window: bool = False
    mean: bool = False
    waits: bool = False
    bounds_steps: bool = False

    def described(self, metric: Metric, horizon: object) -> str:
        """What is measured, and of which iterates."""
        return self.words.format(
            name=metric.name,
            event=metric.name.removeprefix("first t with "),
            points=f"x_{metric.first} .. x_{horizon if metric.first else f'{{{horizon}-1}}'}",
            weighted="weighted " if metric.weighted else "",
            horizon=horizon,
        )


class _AtEnd:
    """The metric at x_n; where the method must return, infinite until it has."""

    every_step = False

    def __init__(self, problem: Any, metric: Metric, level: Tensor | None, returned: bool) -> None:
        self.problem, self.metric, self.returned = problem, metric, returned

    def see(self, t: int, x: Tensor, running: Tensor | None) -> None:
        pass

    def read(self, n: int, x: Tensor, running: Tensor | None) -> Tensor:
        value = self.metric.of(self.problem, x)
        if self.returned and running is not None:
            value = torch.where(running, torch.inf, value)
        return value

    def settled(self, running: Tensor | None) -> bool:
        return self.returned and running is not None and not bool(running.any())


class _Window:
    """A fold of x_first .. x_{first+n-1}, from which the metric is made.

    fold: (total so far or None, x_t (rows, d), how many points that makes) -> total; close: (total
    of n points, n) -> the metric (rows,).
    """

    every_step = True

    def __init__(
        self,
        first: int,
        fold: Callable[[Tensor | None, Tensor, int], Tensor],
        close: Callable[[Tensor, int], Tensor],
    ) -> None:
        self.first, self.fold, self.close, self.count = first, fold, close, 0
        self.total: Tensor | None = None

    def see(self, t: int, x: Tensor, running: Tensor | None) -> None:
        if t < self.first:
            return
        self.previous, self.count = self.total, self.count + 1
        self.total = self.fold(self.total, x, self.count)

    def read(self, n: int, x: Tensor, running: Tensor | None) -> Tensor:
        # a metric over x_0 .. x_{n-1} must not contain x_n
        total = self.previous if self.count > n else self.total
        if total is None:
            raise ValueError(f"n={n}: a metric over n iterates needs n >= 1; run longer")
        return self.close(total, n)

    def settled(self, running: Tensor | None) -> bool:
        return False


def _best(problem: Any, metric: Metric, level: Tensor | None) -> Recorder:
    def fold(total: Tensor | None, x: Tensor, count: int) -> Tensor:
        value = metric.of(problem, x)
        return value if total is None else torch.fmin(total, value)

    return _Window(metric.first, fold, lambda total, n: total)


def _mean(problem: Any, metric: Metric, level: Tensor | None) -> Recorder:
    def fold(total: Tensor | None, x: Tensor, count: int) -> Tensor:
        value = metric.of(problem, x)
        return value if total is None else total + value

    return _Window(metric.first, fold, lambda total, n: total / n)


def _average(problem: Any, metric: Metric, level: Tensor | None) -> Recorder:
    """The metric at the mean of the points, weighted by 1, 2, 3, ... if it says so."""

    def fold(total: Tensor | None, x: Tensor, count: int) -> Tensor:
        weight = float(count) if metric.weighted else 1.0
        return x * weight if total is None else torch.add(total, x, alpha=weight)

    def close(total: Tensor, n: int) -> Tensor:
        return metric.of(problem, total / (n * (n + 1) / 2 if metric.weighted else n))

    return _Window(metric.first, fold, close)


def _needed(metric: Metric, level: Tensor | None) -> Tensor:
    if level is None:
        raise ValueError(f"metric '{metric}': a time needs a level; give one value a row")
    return level


class _Hitting:
    every_step = True

    def __init__(self, problem: Any, metric: Metric, level: Tensor | None) -> None:
        self.problem, self.metric, self.level = problem, metric, _needed(metric, level)
        self.time = torch.full_like(self.level, torch.inf)

    def see(self, t: int, x: Tensor, running: Tensor | None) -> None:
        # t only grows: a time that is finite already is the smaller one
        self.time = torch.where(
            self.metric.of(self.problem, x) <= self.level, self.time.clamp(max=t), self.time
        )

    def read(self, n: int, x: Tensor, running: Tensor | None) -> Tensor:
        return self.time

    def settled(self, running: Tensor | None) -> bool:
        return bool(self.time.isfinite().all())


class _ReturnTime:
    every_step = True

    def __init__(self, problem: Any, metric: Metric, level: Tensor | None) -> None:
        self.problem, self.metric, self.level = problem, metric, _needed(metric, level)
        self.steps = torch.zeros_like(self.level)

    def see(self, t: int, x: Tensor, running: Tensor | None) -> None:
        if running is not None:
            self.steps = self.steps + running

    def read(self, n: int, x: Tensor, running: Tensor | None) -> Tensor:
        good = self.metric.of(self.problem, x) <= self.level
        return torch.where(good if running is None else good & ~running, self.steps, torch.inf)

    def settled(self, running: Tensor | None) -> bool:
        return running is not None and not bool(running.any())


def _end(metric: Metric, iterates: np.ndarray) -> np.ndarray:
    return iterates[-1:]


def _among(metric: Metric, iterates: np.ndarray) -> np.ndarray:
    return iterates[metric.first : metric.first + len(iterates) - 1]


def _centre(metric: Metric, iterates: np.ndarray) -> np.ndarray:
    among = _among(metric, iterates)
    weights = np.arange(1.0, len(among) + 1) if metric.weighted else None
    return np.average(among, axis=0, weights=weights)[None]


READINGS: Mapping[Along, Reading] = {
    "last": Reading(partial(_AtEnd, returned=False), "{name} at x_{horizon}", _end),
    "best": Reading(_best, "min over {points} of {name}", _among, window=True),
    "mean": Reading(_mean, "mean over {points} of {name}", _among, window=True, mean=True),
    "average": Reading(_average, "{name} at the {weighted}mean of {points}", _centre, window=True),
    "hitting": Reading(_Hitting, "until {event}"),
    "returned": Reading(partial(_AtEnd, returned=True), "{name} at the point returned", waits=True),
    "return time": Reading(
        _ReturnTime, "number of steps until {name}", waits=True, bounds_steps=True
    ),
}
"""All that the program knows of `Metric.along`."""


def reading(metric: Metric) -> Reading:
    """How the metric is read along a run."""
    return READINGS[metric.along]


def recorder(problem: Any, metric: Metric, level: Tensor | None = None) -> Recorder:
    """The recorder of a metric on a problem, or on a function a row; level (rows,): for hitting
    and return times. Raises ValueError where a time has no level.
    """
    return reading(metric).record(problem, metric, level)


def trivial_baseline(problem: Any, metric: Metric, x0: Tensor, level: Any = None) -> Tensor:
    """The metric of doing nothing, x_t = x_0 (rows, d) for all t, returned at once: (rows,)."""
    value = metric.of(problem, x0)
    return value if level is None else torch.where(value <= level, 0.0, torch.inf).to(value)
