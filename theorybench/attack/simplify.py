"""Round numbers for what a search has found: few digits, simple fractions, small integers that
still refute, or lose little.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from theorybench.attack.search import Candidate, scores
from theorybench.attack.search_space import Subspace

_KEPT = math.log(0.99)
"""What may be lost of the ratio where nothing refutes."""


def readable(found: Sequence[Candidate]) -> Candidate:
    """The simplest of the candidates (sorted, best first) that is nearly as good as the best, in
    round numbers.
    """
    best = found[0]
    enough = wanted(best.score)
    near = [c for c in found if c.score >= (enough if best.score > 0 else best.score - 1e-4)]
    return shrunk(min(near, key=lambda c: (len(c.subspace.ranges), c.subspace.horizon)), enough)


def wanted(score: float) -> float:
    """The score that a simpler instance must keep: half of a violation (of 1, if it is larger),
    else 99 % of the ratio.
    """
    return math.log1p(min(math.expm1(min(score, 1.0)), 1.0) / 2) if score > 1e-9 else score + _KEPT


def shrunk(candidate: Candidate, enough: float) -> Candidate:
    """The candidate with each number in turn as simple as the score allows, until nothing gets
    simpler.
    """
    subspace, numbers = candidate.subspace, list(candidate.numbers)
    for _ in range(3):
        before = list(numbers)
        for i, one in enumerate(subspace.ranges):
            simpler = [v for v in simple_numbers(numbers[i]) if one.low <= v <= one.high]
            if numbers[i] in simpler:
                simpler = simpler[: simpler.index(numbers[i])]
            fine = np.flatnonzero(_scores(subspace, numbers, i, simpler) >= enough)
            if len(fine):
                numbers[i] = simpler[fine[0]]
        if numbers == before:
            break
    return replace(
        candidate,
        numbers=tuple(numbers),
        score=float(scores(subspace.measure(np.array([numbers])))[0]),
    )


def _scores(
    subspace: Subspace, numbers: Sequence[float], i: int, values: Sequence[float]
) -> np.ndarray:
    """Scores with the i-th number replaced by each of the values."""
    if not values:
        return np.empty(0)
    rows = np.tile(np.array(numbers), (len(values), 1))
    rows[:, i] = values
    return scores(subspace.measure(rows))


def simple_numbers(value: float) -> list[float]:
    """Numbers to be tried in place of one, the simplest first; the last ones differ from it by
    less than rounding.
    """
    return list(dict.fromkeys(v for v in _simple(value) if math.isfinite(v)))


def _simple(value: float) -> Iterator[float]:
    yield from (1.0, 0.0, 0.5, 2.0)
    yield from map(
        float,
        range(max(0, math.floor(value) - 1), math.ceil(value) + 2) if abs(value) < 1000 else (),
    )
    yield float(f"{value:.0e}")
    for denominator in range(2, 13):
        yield round(value * denominator) / denominator
    if value != 0:
        for numerator in range(1, 4):
            if abs(numerator / value) < 1e4 and (whole := round(numerator / value)):
                yield numerator / whole
    for digits in range(1, 15):
        yield float(f"{value:.{digits}e}")
