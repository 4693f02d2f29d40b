"""All outcomes of a run whose noise has few values, with their probabilities, and means and
quantiles over them.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
import torch

from theorybench.core.types import Tensor

MOST = 1024
"""Outcomes that are enumerated."""


@dataclass(frozen=True, eq=False)
class Paths:
    """Outcomes of a whole run: chosen (paths, draws), which value the noise takes at each draw;
    None: `count` samples from a seed.

    complete: these are all outcomes; else their probabilities sum to less than 1, and a mean over
    them bounds that of any metric >= 0 from below.
    """

    count: int
    chosen: Tensor | None = None
    complete: bool = False
    seed: int = 0

    def weights(self, probabilities: np.ndarray) -> np.ndarray:
        """The probability of each path, (rows, paths), from those of the values, (rows, values)."""
        if self.chosen is None:
            return np.full((len(probabilities), self.count), 1 / self.count)
        return probabilities[:, self.chosen.numpy()].prod(axis=-1)


def enumerable(values: int, draws: int, most: int = MOST) -> int:
    """How many draws may differ from the usual value in the outcomes that `outcomes` lists: all,
    or at least 2; 0 if they are too many.
    """
    sizes = np.cumsum(
        [math.comb(draws, j) * (values - 1) ** j for j in range(draws + 1)], dtype=float
    )
    deviations = int(np.searchsorted(sizes, most, side="right")) - 1
    return draws if deviations >= draws else deviations if deviations >= 2 else 0


@functools.lru_cache(maxsize=16)
def outcomes(values: int, draws: int, most: int = MOST) -> Paths | None:
    """All outcomes of so many draws of one of the values, or those with as few unusual ones as
    `enumerable` says; None for 0.
    """
    deviations = enumerable(values, draws, most)
    if not deviations:
        return None
    paths = [
        np.bincount(at, weights=which, minlength=draws)
        for j in range(deviations + 1)
        for at in map(list, combinations(range(draws), j))
        for which in product(range(1, values), repeat=j)
    ]
    return Paths(
        len(paths), torch.as_tensor(np.array(paths), dtype=torch.long), complete=deviations == draws
    )


def samples(count: int, seed: int) -> Paths:
    """Independent outcomes, the same whatever the shape: common random numbers."""
    return Paths(count, seed=seed)


def quantile(values: np.ndarray, weights: np.ndarray, share: float | np.ndarray) -> np.ndarray:
    """The least v with P(X <= v) >= share in each row, up to rounding: (rows, paths) -> (rows,);
    infinite where the weights end before.
    """
    order = np.argsort(values, axis=1)
    below = np.cumsum(np.take_along_axis(weights, order, axis=1), axis=1)
    sorted_values = np.concatenate(
        [np.take_along_axis(values, order, axis=1), np.full((len(values), 1), np.inf)], axis=1
    )
    place = (below < np.asarray(share, dtype=float).reshape(-1, 1) - 1e-12).sum(axis=1)
    return np.take_along_axis(sorted_values, place[:, None], axis=1)[:, 0]


def mean(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The mean of each row: (rows, paths) -> (rows,)."""
    with np.errstate(invalid="ignore"):
        return np.where(weights > 0, values * weights, 0.0).sum(axis=1)
