"""One search of theorems about noise: a family of functions, one of noise with its direction, and a
horizon.

Noise with few values and few steps is integrated exactly; other noise is sampled, with the same
random numbers for all candidates.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from theorybench.attack.batch import Measured, run, values_of
from theorybench.attack.families.family import Family, Range
from theorybench.attack.instance import Instance
from theorybench.attack.noise.noise import Direction, constants_of_noise, noise, slopes
from theorybench.attack.noise.paths import noisy, probabilities
from theorybench.attack.noise.shapes import NoiseFamily, Shape
from theorybench.attack.search_space import FunctionSubspace
from theorybench.core import assumptions as a
from theorybench.core import symbols as s
from theorybench.core.assumptions import everything
from theorybench.entries.theorem import Mode, Theorem
from theorybench.numbers import claimed
from theorybench.run.outcomes import Paths, mean, outcomes, quantile, samples
from theorybench.run.query import Unanswered

SAMPLES = 256
"""Runs of a candidate whose noise is sampled; the best are measured again with 16 times as many."""


@dataclass(frozen=True, eq=False)
class NoiseSubspace:
    """Functions with noise from a family along a direction.

    functions: its ranges are the family's, the theorem's free constants', sigma, alpha where the
    theorem leaves it open, the shape's, then f-scale and x-scale where units do not fit. seed,
    count: of the samples.
    """

    functions: FunctionSubspace
    noise: NoiseFamily
    direction: Direction
    seed: int
    count: int = SAMPLES

    @property
    def theorem(self) -> Theorem:
        return self.functions.theorem

    @property
    def family(self) -> Family:
        return self.functions.family

    @property
    def horizon(self) -> int:
        return self.functions.horizon

    @property
    def ranges(self) -> tuple[Range, ...]:
        return self.functions.ranges

    @property
    def key(self) -> Hashable:
        return self.functions.key, self.noise.name, self.direction

    def measure(self, numbers: np.ndarray) -> Measured:
        """The theorem on rows of numbers."""
        with np.errstate(all="ignore"):
            return self._measure(Rows(self, numbers))

    def _measure(self, rows: Rows) -> Measured:
        theorem, count = self.theorem, len(rows.numbers)
        values = values_of(theorem, rows.functions, rows.constants)
        bound = claimed(theorem, values, count)
        valid = np.isfinite(bound) & (bound >= 0)
        if theorem.bounds_steps:
            valid &= bound <= self.horizon
        if not valid.any():
            return Measured(np.full(count, np.nan), np.ones(count, dtype=bool))
        steps = int(np.floor(bound[valid]).max()) if theorem.bounds_steps else self.horizon
        (value, idle), paths = self._typical(rows, values, steps)
        allowed = np.floor(bound) if theorem.bounds_steps else bound
        ratio = np.where(
            value > allowed,
            np.maximum(value / np.maximum(bound, 1e-300), 1 + 1e-15),
            value / np.maximum(bound, 1e-300),
        )
        return Measured(
            np.where(valid, ratio, np.nan),
            (idle <= bound) & ~(ratio > 1),
            calls=steps * (1 + paths // 64),
        )

    def _typical(
        self, rows: Rows, values: dict[Any, np.ndarray], steps: int
    ) -> tuple[tuple[np.ndarray, np.ndarray], int]:
        """What the theorem bounds, mean or quantile, and the metric of doing nothing, (rows,)
        each; and the number of paths.
        """
        exact = outcomes(len(rows.shape.atoms), steps) if rows.shape.atoms else None
        try:
            paths = exact or samples(self.count, self.seed)
            value, idle = self._run(rows, values, steps, paths)
        except Unanswered:
            paths = samples(self.count, self.seed)
            value, idle = self._run(rows, values, steps, paths)
        weights = paths.weights(probabilities(rows.shape, len(rows.numbers)))
        return (
            typical(self.theorem, value, weights, values, paths.chosen is None),
            idle,
        ), paths.count

    def _run(
        self, rows: Rows, values: dict[Any, np.ndarray], steps: int, paths: Paths
    ) -> tuple[np.ndarray, np.ndarray]:
        """The metric on every path, (rows, paths), and at the start, (rows,)."""
        count = len(rows.numbers)
        functions = self.functions.functions(np.repeat(rows.numbers, paths.count, axis=0))
        repeated = {
            c: np.repeat(v, paths.count, axis=0) if v.ndim and len(v) == count else v
            for c, v in values.items()
        }
        query = noisy(
            functions,
            rows.shapes(paths.count),
            torch.as_tensor(np.repeat(rows.scale, paths.count))[:, None],
            self.direction,
            paths,
        )
        value, idle = run(self.theorem, functions, repeated, steps, query)
        lower = self.theorem.metric.lower
        value = value if lower is None else np.maximum(value, lower)
        return value.reshape(count, paths.count), idle[:: paths.count]

    def instance(self, numbers: Sequence[float]) -> Instance:
        """The plain problem, the oracle and the setting of one row of numbers."""
        named = dict(zip((r.name for r in self.ranges), numbers, strict=True))
        problem, scales = self.functions.problem(numbers)
        f_scale, x_scale = scales or (1.0, 1.0)
        alpha = named.get("alpha", 2.0)
        shape = self.noise.make(alpha, named)
        promised = {s.sigma: named["sigma"] * f_scale / x_scale}
        with_noise = noise(problem, shape, alpha, promised, self.direction)
        setting: dict[s.Constant, Any] = {
            c: round(named[c.name]) if c.is_integer else named[c.name] for c in self.functions.free
        }
        return Instance(
            problem,
            with_noise.oracle,
            setting | self.functions.fixed,
            self.family.function(numbers[: len(self.family.parameters)]),
            scales,
            {
                "family": self.family.name,
                "noise": self.noise.name,
                "direction": self.direction,
                "horizon": self.horizon,
                "numbers": named,
            },
            f"{self.family.name} with noise {with_noise.oracle.name} and"
            f" {', '.join(f'{k} = {v:.6g}' for k, v in named.items())}",
            with_noise,
        )


class Rows:
    """Functions, shapes and constants of rows of numbers of a subspace."""

    def __init__(self, subspace: NoiseSubspace, numbers: np.ndarray) -> None:
        self.subspace, self.numbers = subspace, numbers
        self.named = named = {r.name: numbers[:, i] for i, r in enumerate(subspace.ranges)}
        self.functions = subspace.functions.functions(numbers)
        self.shape, alpha = self.shapes(1), named.get("alpha", 2.0)
        slope = named["f-scale"] / named["x-scale"] if subspace.functions.rescales else 1.0
        self.scale = slope * named["sigma"] / self.shape.moment(alpha) ** (1 / alpha)
        is_convex = a.convex in everything(subspace.family.promises)
        ends = slopes(self.functions, is_convex, subspace.direction)
        known = constants_of_noise(
            self.functions.dim, ends, self.shape, alpha, self.scale, subspace.direction
        )
        self.constants: dict[s.Constant, np.ndarray] = {
            c: np.asarray(v, dtype=float) for c, v in known.items()
        }
        self.constants |= {
            c: np.round(named[c.name]) if c.is_integer else named[c.name]
            for c in subspace.functions.free
        }
        self.constants |= {c: np.array(float(v)) for c, v in subspace.functions.fixed.items()}

    def shapes(self, paths: int) -> Shape:
        """One shape a path."""
        wide = {name: np.repeat(v, paths) for name, v in self.named.items()}
        return self.subspace.noise.make(wide.get("alpha", 2.0), wide)


def typical(
    theorem: Theorem,
    value: np.ndarray,
    weights: np.ndarray,
    values: Mapping[Any, Any],
    sampled: bool,
) -> np.ndarray:
    """The mean of the metric, or the quantile that the theorem is about: (rows, paths) -> (rows,).

    A sampled mean is told less two standard errors, else a search finds its luck, and by 5 % less
    than a sum over all outcomes, which no seed decides.
    """
    if theorem.mode is Mode.EXPECTATION:
        total = mean(value, weights)
        error = value.std(axis=1) / math.sqrt(value.shape[1])
        return (
            np.where(np.isfinite(total), 0.95 * np.maximum(total - 2 * error, 0.0), total)
            if sampled
            else total
        )
    return quantile(
        value,
        weights,
        0.5 if theorem.mode is Mode.COMPLEXITY else 1 - np.asarray(values[s.delta], dtype=float),
    )
