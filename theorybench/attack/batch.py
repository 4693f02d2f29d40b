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
from theorybench.core.algorithm import Algorithm, Params
from theorybench.core.metrics import Metric
from theorybench.core.types import EntryError, Number, Tensor
from theorybench.entries.theorem import Mode, Theorem
from theorybench.numbers import claimed, column, derive, tabulate
from theorybench.run.recorders import recorder

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


class Exactly:
    """What a method may ask of functions without noise."""

    def __init__(self, functions: Functions) -> None:
        self.functions = functions

    def gradient(self, x: Tensor) -> Tensor:
        return self.functions.gradient(x)

    def value(self, x: Tensor) -> Tensor:
        return self.functions.value(x)

    def directional(self, x: Tensor, direction: Tensor) -> Tensor:
        if self.functions.directional is None:
            raise EntryError("the family gives no directional gradients")
        return self.functions.directional(x, direction)

    def gap(self, x: Tensor) -> Tensor:
        return self.functions.value(x) - self.functions.f_star

    def prox(self, x: Tensor, gamma: Number) -> Tensor:
        if self.functions.prox is None:
            raise EntryError("the family gives no proximal points")
        return self.functions.prox(x, gamma)

    def project(self, x: Tensor) -> Tensor:
        return x if self.functions.project is None else self.functions.project(x)

    def uniform(self) -> Tensor:
        raise EntryError("the method draws random numbers")


def run(
    theorem: Theorem,
    functions: Functions,
    values: Columns,
    steps: int,
    query: Exactly | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """The metric after so many steps and at the start, (rows,) each; infinite where the run
    overflows. query: what answers the method.
    """
    algorithm, metric = theorem.algorithm, theorem.metric
    schedule = _schedule(theorem, values, steps)
    level = (
        None
        if metric.level is None
        else torch.as_tensor(column(values[metric.level], len(functions.start)))
    )
    watching = recorder(functions, metric, level)  # pyright: ignore[reportArgumentType]: Functions answer as a Problem does, a row each
    x = functions.start
    state, query = algorithm.init(x, schedule[0]), query or Exactly(functions)
    diverged = torch.zeros(len(x), dtype=torch.bool)
    for t in range(steps + 1):
        if t:
            state = algorithm.step(state, query, schedule[t - 1])
            x = algorithm.point(state)
            diverged |= ~(x.abs().amax(1) < _LARGE) & ~x.isnan().any(1)
        if watching.always:
            watching.see(t, x, None)
    value = torch.where(diverged, torch.inf, watching.read(steps, x, None))
    at_start = metric.of(functions, functions.start)
    idle = at_start if level is None else torch.where(at_start <= level, 0.0, torch.inf)
    return value.numpy(), idle.numpy()


def _schedule(theorem: Theorem, values: Columns, steps: int) -> list[Params]:
    """Parameters of step 1, 2, ..."""
    columns = {
        c: torch.as_tensor(table.copy()) for c, table in tabulate(theorem, values, steps).items()
    }

    def at(step: int) -> Params:
        params: dict[s.Constant, float | Tensor] = {
            c: v[:, [min(step, v.shape[1] - 1)]] for c, v in columns.items()
        }
        return {**params, s.k: float(step + 1)}

    return [at(step) for step in range(max(steps, 1))]


def can_run(algorithm: Algorithm, metric: Metric) -> bool:
    """Whether rows of functions are all that the method and the metric ask for."""
    return (
        algorithm.finished is None
        and metric.radius is None
        and metric.along not in ("returned", "return time")
    )
