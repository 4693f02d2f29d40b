"""Metrics accumulated while the batch runs: one small object per metric, no trajectory is
stored.
"""

from __future__ import annotations

from typing import Protocol

import torch

from theorybench.core.metrics import Metric
from theorybench.core.problem import Problem
from theorybench.core.types import Tensor


class Recorder(Protocol):
    always: bool
    """Whether `see` must be shown every iterate, from x_0 on; other recorders look at x_n alone,
    when they are read.
    """

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


class _Last:
    always = False

    def __init__(self, problem: Problem, metric: Metric) -> None:
        self.problem, self.metric = problem, metric

    def see(self, t: int, x: Tensor, running: Tensor | None) -> None:
        pass

    def read(self, n: int, x: Tensor, running: Tensor | None) -> Tensor:
        value = self.metric.of(self.problem, x)
        if self.metric.along == "returned" and running is not None:
            value = torch.where(running, torch.inf, value)
        return value

    def settled(self, running: Tensor | None) -> bool:
        return self.metric.along == "returned" and running is not None and not bool(running.any())


class _Fold:
    """Best or mean of the metric over x_first .. x_{first+n-1}."""

    always = True

    def __init__(self, problem: Problem, metric: Metric) -> None:
        self.problem, self.metric, self.count = problem, metric, 0
        self.total: Tensor | None = None

    def see(self, t: int, x: Tensor, running: Tensor | None) -> None:
        if t < self.metric.first:
            return
        value = self.metric.of(self.problem, x)
        self.previous, self.count = self.total, self.count + 1
        if self.total is None:
            self.total = value
        else:
            self.total = (
                torch.fmin(self.total, value) if self.metric.along == "best" else self.total + value
            )

    def read(self, n: int, x: Tensor, running: Tensor | None) -> Tensor:
        # a metric over x_0 .. x_{n-1} must not contain x_n
        total = self.previous if self.count > n else self.total
        assert total is not None
        return total if self.metric.along == "best" else total / n

    def settled(self, running: Tensor | None) -> bool:
        return False


class _Average:
    """Metric at the weighted mean of x_first .. x_{first+n-1}."""

    always = True

    def __init__(self, problem: Problem, metric: Metric) -> None:
        self.problem, self.metric, self.count = problem, metric, 0
        self.sum: Tensor | None = None

    def see(self, t: int, x: Tensor, running: Tensor | None) -> None:
        if t < self.metric.first:
            return
        self.previous, self.count = self.sum, self.count + 1
        weight = float(self.count) if self.metric.weighted else 1.0
        self.sum = x * weight if self.sum is None else torch.add(self.sum, x, alpha=weight)

    def read(self, n: int, x: Tensor, running: Tensor | None) -> Tensor:
        total = self.previous if self.count > n else self.sum
        assert total is not None
        return self.metric.of(
            self.problem, total / (n * (n + 1) / 2 if self.metric.weighted else n)
        )

    def settled(self, running: Tensor | None) -> bool:
        return False


class _Hitting:
    always = True

    def __init__(self, problem: Problem, metric: Metric, level: Tensor) -> None:
        self.problem, self.metric, self.level = problem, metric, level
        self.time = torch.full_like(level, torch.inf)

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
    always = True

    def __init__(self, problem: Problem, metric: Metric, level: Tensor) -> None:
        self.problem, self.metric, self.level = problem, metric, level
        self.steps = torch.zeros_like(level)

    def see(self, t: int, x: Tensor, running: Tensor | None) -> None:
        assert running is not None
        self.steps = self.steps + running

    def read(self, n: int, x: Tensor, running: Tensor | None) -> Tensor:
        good = self.metric.of(self.problem, x) <= self.level
        return torch.where(good if running is None else good & ~running, self.steps, torch.inf)

    def settled(self, running: Tensor | None) -> bool:
        return running is not None and not bool(running.any())


def recorder(problem: Problem, metric: Metric, level: Tensor | None = None) -> Recorder:
    """The recorder of a metric; level (rows,): for hitting and return times."""
    if metric.along in ("last", "returned"):
        return _Last(problem, metric)
    if metric.along in ("best", "mean"):
        return _Fold(problem, metric)
    if metric.along == "average":
        return _Average(problem, metric)
    if level is None:
        raise ValueError(f"metric '{metric}': a time needs a level; give one value a row")
    return (
        _ReturnTime(problem, metric, level)
        if metric.along == "return time"
        else _Hitting(problem, metric, level)
    )
