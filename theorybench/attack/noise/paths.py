"""Noise on many rows at a time: all outcomes of noise with few values with their probabilities,
else common random numbers.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
import torch

from theorybench.attack.batch import Exactly
from theorybench.attack.families.family import Functions
from theorybench.attack.noise.noise import ALONG, Direction
from theorybench.attack.noise.shapes import Shape
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


class TooManyDraws(Exception):
    """The method asks for more gradients than the outcomes were enumerated for."""


class Noisy(Exactly):
    """What a method may ask of functions (rows of paths, path after path) with noise along a
    direction.

    shape: one Z a row; scale: (rows, 1).
    """

    def __init__(
        self, functions: Functions, shape: Shape, scale: Tensor, direction: Direction, paths: Paths
    ) -> None:
        super().__init__(functions)
        self.shape, self.scale, self.paths, self.asked = shape, scale, paths, 0
        self.direction: Direction = direction
        self.rows = len(functions.start)
        self.generator = torch.Generator().manual_seed(paths.seed)
        self.exactly = self.gradient
        self.gradient = self.noisily

    def noisily(self, x: Tensor) -> Tensor:
        """A stochastic gradient: (rows, d) -> (rows, d)."""
        g, z = self.exactly(x), self._draw()
        self.asked += 1
        return g + self.scale * z * ALONG[self.direction](g)

    def _draw(self) -> Tensor:
        """Z of this draw, (rows, 1)."""
        repeats = self.rows // self.paths.count
        if self.paths.chosen is None:
            raw = torch.empty(self.paths.count, 1, 1, dtype=torch.float64)
            self.shape.law.fill(raw, self.generator)
            return self.shape.law.transform(raw.repeat(repeats, 1, 1))
        if self.asked >= self.paths.chosen.shape[1]:
            raise TooManyDraws
        which = self.paths.chosen[:, self.asked].repeat(repeats)
        values = torch.stack([_rows(v, self.rows) for v, _ in self.shape.atoms])
        return values.gather(0, which[None])[0, :, None]

    def uniform(self) -> Tensor:
        """The method's own randomness: (rows, 1)."""
        if self.paths.chosen is not None:
            raise TooManyDraws
        own = torch.rand(self.paths.count, 1, generator=self.generator, dtype=torch.float64)
        return own.repeat(self.rows // self.paths.count, 1)


def _rows(value: float | np.ndarray, rows: int) -> Tensor:
    return torch.as_tensor(np.broadcast_to(np.asarray(value, dtype=float), (rows,)).copy())


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


def probabilities(shape: Shape, rows: int) -> np.ndarray:
    """Those of the values of a shape: (rows, values)."""
    columns: Sequence[np.ndarray] = [
        np.broadcast_to(np.asarray(q, dtype=float), (rows,)) for _, q in shape.atoms
    ]
    return np.stack(columns, axis=1) if columns else np.empty((rows, 0))
