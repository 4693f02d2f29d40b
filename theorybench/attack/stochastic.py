"""Theorems about noise attacked: the function, the constants and the noise on which the mean, or
the quantile, comes nearest its bound.

Noise with few values and few steps is integrated exactly; other noise is sampled, with the same
random numbers for all candidates.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import torch

from theorybench.attack.batch import (
    Measured,
    run,
    values_of,
)
from theorybench.attack.families.family import (
    Family,
    Functions,
    Instance,
    Range,
    written,
)
from theorybench.attack.noise.noise import (
    Direction,
    Noise,
    constants_of_noise,
    noise,
    slopes,
)
from theorybench.attack.noise.paths import (
    Noisy,
    Paths,
    TooManyDraws,
    enumerable,
    mean,
    outcomes,
    probabilities,
    quantile,
    samples,
)
from theorybench.attack.noise.shapes import (
    FAMILIES,
    NoiseFamily,
    Shape,
    serves,
)
from theorybench.attack.noise.spaces import (
    directions_for,
    functions_for,
    leaves_alpha,
    order_for,
    why_not,
)
from theorybench.attack.search import (
    RESCALED,
    Candidate,
    Place,
    scored,
    scores,
    search,
    searched,
)
from theorybench.core import assumptions as a
from theorybench.core import symbols as s
from theorybench.core.assumptions import everything
from theorybench.core.scaling import rescaled
from theorybench.core.types import EntryError
from theorybench.entries.theorem import Mode, Theorem
from theorybench.numbers import claimed, evaluate
from theorybench.statistics.seeds import torch_seed

HORIZONS = (1, 2, 4, 8, 24, 100)
EXACT = (1, 3, 8)
"""Horizons at which all noise with few values is integrated."""
BUDGETS = (10, 40)
"""Claimed numbers of steps at which iteration complexities are attacked."""
SAMPLES = 256
"""Runs of a candidate whose noise is sampled; the best are measured again with 16 times as many."""

_THRESHOLDS = 60
"""Rows with noise at a clipping level that are tried."""
_RESCALED_PROJECT = """

unit_project = project


def project(x):
    return length * unit_project(x / length)
"""
_ALPHA = Range("alpha", 1.05, 2.0, stick=0.15)
_SIZE = Range("sigma", 1e-3, 1e3, log=True)


@dataclass(frozen=True, eq=False)
class NoisyInstance(Instance):
    """An instance whose oracle was made from a noise family."""

    noise: Noise = field(kw_only=True)
    direction: Direction = field(kw_only=True)


@dataclass(frozen=True, eq=False)
class NoisyPlace(Place):
    """Where one search takes place: a family of functions, one of noise with its direction, and a
    horizon.

    ranges: the family's, the theorem's free constants', sigma, alpha where the theorem leaves it
    open, the shape's, then height and length where units do not fit. seed, count: of the samples.
    """

    noise: NoiseFamily
    direction: Direction
    seed: int
    count: int = SAMPLES

    def same(self, other: Place) -> bool:
        """Whether numbers at one place are numbers at the other."""
        return (
            super().same(other)
            and isinstance(other, NoisyPlace)
            and (self.noise, self.direction) == (other.noise, other.direction)
        )

    def measure(self, numbers: np.ndarray) -> Measured:
        """The theorem on rows of numbers."""
        with np.errstate(all="ignore"):
            return self._measure(_Row(self, numbers))

    def _measure(self, row: _Row) -> Measured:
        theorem, count = self.theorem, len(row.numbers)
        values = values_of(theorem, row.functions, row.constants)
        bound = claimed(theorem, values, count)
        valid = np.isfinite(bound) & (bound >= 0)
        if theorem.bounds_steps:
            valid &= bound <= self.horizon
        if not valid.any():
            return Measured(np.full(count, np.nan), np.ones(count, dtype=bool))
        steps = int(np.floor(bound[valid]).max()) if theorem.bounds_steps else self.horizon
        (value, idle), paths = self._typical(row, values, steps)
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
        self, row: _Row, values: dict[Any, np.ndarray], steps: int
    ) -> tuple[tuple[np.ndarray, np.ndarray], int]:
        """What the theorem bounds, mean or quantile, and the metric of doing nothing, (rows,)
        each; and the number of paths.
        """
        exact = outcomes(len(row.shape.atoms), steps) if row.shape.atoms else None
        try:
            paths = exact or samples(self.count, self.seed)
            value, idle = self._run(row, values, steps, paths)
        except TooManyDraws:
            paths = samples(self.count, self.seed)
            value, idle = self._run(row, values, steps, paths)
        weights = paths.weights(probabilities(row.shape, len(row.numbers)))
        return (
            typical(self.theorem, value, weights, values, paths.chosen is None),
            idle,
        ), paths.count

    def _run(
        self, row: _Row, values: dict[Any, np.ndarray], steps: int, paths: Paths
    ) -> tuple[np.ndarray, np.ndarray]:
        """The metric on every path, (rows, paths), and at the start, (rows,)."""
        count = len(row.numbers)
        functions, shape, scale = (
            _made(self, np.repeat(row.numbers, paths.count, axis=0)),
            row.shape_of(paths.count),
            row.scale,
        )
        repeated = {
            c: np.repeat(v, paths.count, axis=0) if v.ndim and len(v) == count else v
            for c, v in values.items()
        }
        query = Noisy(
            functions,
            shape,
            torch.as_tensor(np.repeat(scale, paths.count))[:, None],
            self.direction,
            paths,
        )
        value, idle = run(self.theorem, functions, repeated, steps, query)
        lower = self.theorem.metric.lower
        value = value if lower is None else np.maximum(value, lower)
        return value.reshape(count, paths.count), idle[:: paths.count]

    def instance(self, numbers: Sequence[float]) -> NoisyInstance:
        """The plain problem, the oracle and the setting of one row of numbers."""
        named = dict(zip((r.name for r in self.ranges), numbers, strict=True))
        problem, height, length = (
            self.family.build(numbers[: len(self.family.parameters)]),
            1.0,
            1.0,
        )
        if self.rescales:
            height, length = numbers[-2:]
            problem = rescaled(problem, height, length)
        alpha = named.get("alpha", 2.0)
        shape = self.noise.make(alpha, named)
        made = noise(
            problem, shape, alpha, {s.sigma: named["sigma"] * height / length}, self.direction
        )
        setting: dict[s.Constant, Any] = {
            c: round(named[c.name]) if c.is_integer else named[c.name] for c in self.free
        } | self.fixed
        story = {
            "family": self.family.name,
            "noise": self.noise.name,
            "direction": self.direction,
            "horizon": self.horizon,
            "numbers": named,
        }
        words = (
            f"{self.family.name} with noise {made.oracle.name} and"
            f" {', '.join(f'{k} = {v:.6g}' for k, v in named.items())}"
        )
        source = dict(self.family.source(numbers[: len(self.family.parameters)]))
        if self.rescales:
            source["f"] += RESCALED.format(height=written(height), length=written(length))
            source |= (
                {"project": source["project"] + _RESCALED_PROJECT} if "project" in source else {}
            )
        return NoisyInstance(
            problem,
            made.oracle,
            setting,
            story,
            words,
            source,
            noise=made,
            direction=self.direction,
        )


def _made(place: NoisyPlace, numbers: np.ndarray) -> Functions:
    """The functions of rows of numbers, in their units."""
    functions = place.family.rows(numbers[:, : len(place.family.parameters)])
    return (
        functions.rescaled(*(torch.as_tensor(numbers[:, [i]].copy()) for i in (-2, -1)))
        if place.rescales
        else functions
    )


class _Row:
    """Functions, shapes and constants of rows of numbers."""

    def __init__(self, place: NoisyPlace, numbers: np.ndarray) -> None:
        self.place, self.numbers = place, numbers
        self.named = named = {r.name: numbers[:, i] for i, r in enumerate(place.ranges)}
        self.functions, self.shape, alpha = (
            _made(place, numbers),
            self.shape_of(1),
            named.get("alpha", 2.0),
        )
        slope = named["height"] / named["length"] if place.rescales else 1.0
        self.scale = slope * named["sigma"] / self.shape.moment(alpha) ** (1 / alpha)
        ends = slopes(
            self.functions, a.convex in everything(place.family.promises), place.direction
        )
        known = constants_of_noise(
            self.functions.dim, ends, self.shape, alpha, self.scale, place.direction
        )
        self.constants: dict[s.Constant, np.ndarray] = {
            c: np.asarray(v, dtype=float) for c, v in known.items()
        }
        self.constants |= {
            c: np.round(named[c.name]) if c.is_integer else named[c.name] for c in place.free
        }
        self.constants |= {c: np.array(float(v)) for c, v in place.fixed.items()}

    def shape_of(self, paths: int) -> Shape:
        """One shape a path."""
        wide = {name: np.repeat(v, paths) for name, v in self.named.items()}
        return self.place.noise.make(wide.get("alpha", 2.0), wide)


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


def noisy_places(theorem: Theorem, seed: int, exactly: bool = False) -> list[NoisyPlace]:
    """Every family of functions and of noise that serve the theorem, with every direction and
    horizon; none if `why_not`.

    exactly: only noise with few values for so few steps that the mean is an exact sum.
    """
    if why_not(theorem):
        return []
    horizons = BUDGETS if theorem.bounds_steps else EXACT if exactly else _horizons(theorem)
    return [
        noisy_place(theorem, family, law, direction, horizon, seed)
        for family in functions_for(theorem)
        for law in FAMILIES
        if serves(law, theorem.assumes, order_for(theorem))
        for direction in directions_for(theorem, family, law)[: 1 if exactly else None]
        for horizon in horizons
        if family.suits(horizon)
        and (not exactly or (law.values and enumerable(law.values, horizon)))
    ]


def _horizons(theorem: Theorem) -> tuple[int, ...]:
    """Where the theorem's own settings say that it needs many steps, no few ones."""
    needed = min(float(one[theorem.horizon]) for one in theorem.settings)
    return tuple(n for n in HORIZONS if 4 * n >= needed) or HORIZONS[-1:]


def noisy_place(
    theorem: Theorem,
    family: Family,
    law: NoiseFamily,
    direction: Direction,
    horizon: int,
    seed: int,
) -> NoisyPlace:
    """One place with the ranges of all that is searched there."""
    free, ranges, scales = searched(theorem)
    kept = [
        (c, r) for c, r in zip(free, ranges, strict=True) if c not in (s.sigma, s.alpha)
    ]  # which the oracle has
    shape = [
        Range(name, low, high, log=True, stick=0.1) for name, (low, high) in law.parameters.items()
    ]
    alpha = [_ALPHA] if leaves_alpha(theorem) else []
    every = (*family.parameters, *(r for _, r in kept), _SIZE, *alpha, *shape, *scales)
    own = torch_seed(seed, f"attack-noise/{theorem.name}", 0)
    return NoisyPlace(
        theorem,
        family,
        horizon,
        tuple(c for c, _ in kept),
        every,
        bool(scales),
        law,
        direction,
        own,
    )


def place_of(
    theorem: Theorem, family: str, law: str, direction: str, horizon: int, seed: int
) -> NoisyPlace:
    """The place of these names. Raises EntryError if the theorem has no such place."""
    functions = next((one for one in functions_for(theorem) if one.name == family), None)
    noises = next(
        (
            one
            for one in FAMILIES
            if one.name == law and serves(one, theorem.assumes, order_for(theorem))
        ),
        None,
    )
    if functions is not None and noises is not None:
        for along in directions_for(theorem, functions, noises):
            if along == direction:
                return noisy_place(theorem, functions, noises, along, horizon, seed)
    raise EntryError(f"{family} with {law} noise along {direction!r} does not serve {theorem.name}")


def search_noise(
    theorem: Theorem,
    evaluations: int,
    seed: int,
    known: Sequence[Candidate] = (),
    exactly: bool = False,
) -> list[Candidate]:
    """The best candidate of each place that was searched, best first by a second measurement on
    other random numbers.

    exactly: search only where the mean is a sum over all outcomes.
    """
    found = search(theorem, evaluations, seed, known, noisy_places(theorem, seed, exactly))
    edge = [
        scored(one.place, row) for one in found[:3] for row in at_threshold(one.place, one.numbers)
    ]
    return sorted((_again(one) for one in (*found, *edge)), key=lambda one: -one.score)


def at_threshold(place: Place, numbers: Sequence[float]) -> list[list[float]]:
    """The same numbers with noise whose rare value lies just below, at and just above a clipping
    level that the theorem prescribes.

    Alone, or added to the steepest gradient; none for other noise, or for methods that do not clip.
    """
    level = next((c for c in (s.tau, s.gamma_c) if c in place.theorem.params), None)
    column_of = {r.name: i for i, r in enumerate(place.ranges)}
    if (
        level is None
        or "probability" not in column_of
        or not isinstance(place, NoisyPlace)
        or place.theorem.bounds_steps
    ):
        return []
    i = column_of["probability"]
    grid = np.geomspace(place.ranges[i].low, place.ranges[i].high, 400)
    rows = np.tile(np.array(numbers, dtype=float), (len(grid), 1))
    rows[:, i] = grid
    with np.errstate(all="ignore"):
        row = _Row(place, rows)
        values = {
            **values_of(place.theorem, row.functions, row.constants),
            s.k: np.arange(1.0, place.horizon + 1)[None],
        }
        levels = np.broadcast_to(
            evaluate(place.theorem.params[level], values), (len(grid), place.horizon)
        )
        steepest = values[s.L_f].reshape(-1) if s.L_f in values else np.zeros(len(grid))
        beyond = [
            np.log(np.abs(row.scale * row.shape.largest + c)[:, None] / levels)
            for c in (0.0, steepest, -steepest)
        ]
    crossings = [_crossings(np.log(grid), one) for many in beyond for one in many.T]
    found = np.unique(np.exp(np.concatenate(crossings))) if crossings else np.empty(0)
    sides = (found[:, None] * np.array([1 - 2e-3, 1.0, 1 + 2e-3])).ravel().clip(grid[0], grid[-1])
    return [[*numbers[:i], float(p), *numbers[i + 1 :]] for p in sides[:_THRESHOLDS]]


def _crossings(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Where the broken line through the points crosses 0."""
    at = np.flatnonzero(np.sign(y[:-1]) * np.sign(y[1:]) < 0)
    return x[at] - y[at] * (x[at + 1] - x[at]) / (y[at + 1] - y[at])


def _again(candidate: Candidate) -> Candidate:
    place = candidate.place
    assert isinstance(place, NoisyPlace)
    fresh = replace(place, seed=place.seed + 1, count=16 * place.count)
    return replace(candidate, score=float(scores(fresh.measure(np.array([candidate.numbers])))[0]))
