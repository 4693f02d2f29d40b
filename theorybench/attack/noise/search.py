"""Finds the function, the constants and the noise on which the mean, or the quantile, comes nearest
its bound.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from theorybench.attack.batch import values_of
from theorybench.attack.families.family import Family, Range
from theorybench.attack.noise.noise import Direction
from theorybench.attack.noise.shapes import FAMILIES, NoiseFamily, serves
from theorybench.attack.noise.spaces import (
    directions_for,
    functions_for,
    leaves_alpha,
    order_for,
    why_not,
)
from theorybench.attack.noise.subspace import NoiseSubspace, Rows
from theorybench.attack.search import Candidate, scored, scores, search
from theorybench.attack.search_space import FunctionSubspace, Subspace, searched
from theorybench.core import symbols as s
from theorybench.core.types import EntryError
from theorybench.entries.theorem import Theorem
from theorybench.numbers import evaluate
from theorybench.run.outcomes import enumerable
from theorybench.statistics.seeds import torch_seed

HORIZONS = (1, 2, 4, 8, 24, 100)
EXACT = (1, 3, 8)
"""Horizons at which all noise with few values is integrated."""
BUDGETS = (10, 40)
"""Claimed numbers of steps at which iteration complexities are attacked."""

_THRESHOLDS = 60
"""Rows with noise at a clipping level that are tried."""
_ALPHA = Range("alpha", 1.05, 2.0, stick=0.15)
_SIZE = Range("sigma", 1e-3, 1e3, log=True)


def noise_subspaces(theorem: Theorem, seed: int, exactly: bool = False) -> list[NoiseSubspace]:
    """Every family of functions and of noise that serve the theorem, with every direction and
    horizon; none if `why_not`.

    exactly: only noise with few values for so few steps that the mean is an exact sum.
    """
    if why_not(theorem):
        return []
    horizons = BUDGETS if theorem.bounds_steps else EXACT if exactly else _horizons(theorem)
    return [
        noise_subspace(theorem, family, law, direction, horizon, seed)
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


def noise_subspace(
    theorem: Theorem,
    family: Family,
    law: NoiseFamily,
    direction: Direction,
    horizon: int,
    seed: int,
) -> NoiseSubspace:
    """One subspace with the ranges of all that is searched there."""
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
    functions = FunctionSubspace(
        theorem, family, horizon, tuple(c for c, _ in kept), every, bool(scales)
    )
    return NoiseSubspace(functions, law, direction, own)


def subspace_named(
    theorem: Theorem, family: str, law: str, direction: str, horizon: int, seed: int
) -> NoiseSubspace:
    """The subspace of these names. Raises EntryError if the theorem has no such subspace."""
    for functions in functions_for(theorem):
        for noises in FAMILIES:
            names = functions.name == family and noises.name == law
            if names and serves(noises, theorem.assumes, order_for(theorem)):
                for along in directions_for(theorem, functions, noises):
                    if along == direction:
                        return noise_subspace(theorem, functions, noises, along, horizon, seed)
    raise EntryError(f"{family} with {law} noise along {direction!r} does not serve {theorem.name}")


def search_noise(
    theorem: Theorem,
    evaluations: int,
    seed: int,
    known: Sequence[Candidate] = (),
    exactly: bool = False,
) -> list[Candidate]:
    """The best candidate of each subspace that was searched, best first by a second measurement on
    other random numbers.

    exactly: search only where the mean is a sum over all outcomes.
    """
    found = search(theorem, evaluations, seed, known, noise_subspaces(theorem, seed, exactly))
    edge = [
        scored(candidate.subspace, row)
        for candidate in found[:3]
        for row in at_threshold(candidate.subspace, candidate.numbers)
    ]
    return sorted(map(_again, (*found, *edge)), key=lambda candidate: -candidate.score)


def at_threshold(subspace: Subspace, numbers: Sequence[float]) -> list[list[float]]:
    """The same numbers with noise whose rare value lies just below, at and just above a clipping
    level that the theorem prescribes.

    Alone, or added to the steepest gradient; none for other noise, or for methods that do not clip.
    """
    level = next((c for c in (s.tau, s.gamma_c) if c in subspace.theorem.params), None)
    rare = next((i for i, r in enumerate(subspace.ranges) if r.name == "probability"), None)
    if (
        level is None
        or rare is None
        or not isinstance(subspace, NoiseSubspace)
        or subspace.theorem.bounds_steps
    ):
        return []
    grid = np.geomspace(subspace.ranges[rare].low, subspace.ranges[rare].high, 400)
    numbers_of = np.tile(np.array(numbers, dtype=float), (len(grid), 1))
    numbers_of[:, rare] = grid
    crossings = [
        _crossings(np.log(grid), above)
        for beyond in _beyond_level(subspace, numbers_of, level)
        for above in beyond.T
    ]
    at_level = np.unique(np.exp(np.concatenate(crossings))) if crossings else np.empty(0)
    sides = (at_level[:, None] * np.array([1 - 2e-3, 1.0, 1 + 2e-3])).ravel()
    return [
        [*numbers[:rare], float(p), *numbers[rare + 1 :]]
        for p in sides.clip(grid[0], grid[-1])[:_THRESHOLDS]
    ]


def _beyond_level(
    subspace: NoiseSubspace, numbers: np.ndarray, level: s.Constant
) -> list[np.ndarray]:
    """log(rare value / clipping level), (rows, steps): of the noise alone, and of the noise with
    the steepest gradient on either side.
    """
    with np.errstate(all="ignore"):
        rows = Rows(subspace, numbers)
        values = {
            **values_of(subspace.theorem, rows.functions, rows.constants),
            s.k: np.arange(1.0, subspace.horizon + 1)[None],
        }
        levels = np.broadcast_to(
            evaluate(subspace.theorem.params[level], values), (len(numbers), subspace.horizon)
        )
        steepest = values[s.L_f].reshape(-1) if s.L_f in values else np.zeros(len(numbers))
        return [
            np.log(np.abs(rows.scale * rows.shape.largest + c)[:, None] / levels)
            for c in (0.0, steepest, -steepest)
        ]


def _crossings(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Where the broken line through the points crosses 0."""
    at = np.flatnonzero(np.sign(y[:-1]) * np.sign(y[1:]) < 0)
    return x[at] - y[at] * (x[at + 1] - x[at]) / (y[at + 1] - y[at])


def _again(candidate: Candidate) -> Candidate:
    subspace = candidate.subspace
    assert isinstance(subspace, NoiseSubspace)
    fresh = replace(subspace, seed=subspace.seed + 1, count=16 * subspace.count)
    return replace(candidate, score=float(scores(fresh.measure(np.array([candidate.numbers])))[0]))
