"""Noise on many rows at a time: an outcome of few values a row, else common random numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch

from theorybench.attack.families.family import Functions
from theorybench.attack.noise.noise import ALONG, Direction
from theorybench.attack.noise.shapes import Shape
from theorybench.core.types import Tensor
from theorybench.run.outcomes import Paths
from theorybench.run.query import ProblemQuery, listed


def noisy(
    functions: Functions, shape: Shape, scale: Tensor, direction: Direction, paths: Paths
) -> ProblemQuery:
    """What a method may ask of functions (rows of paths, path after path) with noise along a
    direction.

    shape: one Z a row; scale: (rows, 1).
    """

    def answer(functions: Functions, x: Tensor, z: Tensor) -> Tensor:
        g = functions.gradient(x)
        return g + scale * z * ALONG[direction](g)

    rows = len(functions.start)
    if paths.chosen is not None:
        which = paths.chosen.repeat(rows // paths.count, 1)
        values = torch.stack([_rows(value, rows) for value, _ in shape.atoms], dim=1)
        return ProblemQuery(functions, listed(values.gather(1, which)[:, :, None]), answer)
    generator = torch.Generator().manual_seed(paths.seed)
    return ProblemQuery(
        functions,
        _sampled(shape, paths.count, rows, generator),
        answer,
        _uniforms(paths.count, rows, generator),
    )


def _sampled(shape: Shape, count: int, rows: int, generator: torch.Generator) -> Iterator[Tensor]:
    """Z of one draw after the other, (rows, 1): the same `count` raw numbers for all functions."""
    raw = torch.empty(count, 1, 1, dtype=torch.float64)
    while True:
        shape.law.fill(raw, generator)
        yield shape.law.transform(raw.repeat(rows // count, 1, 1))


def _uniforms(count: int, rows: int, generator: torch.Generator) -> Iterator[Tensor]:
    """The method's own randomness: (rows, 1)."""
    while True:
        own = torch.rand(count, 1, generator=generator, dtype=torch.float64)
        yield own.repeat(rows // count, 1)


def _rows(value: float | np.ndarray, rows: int) -> Tensor:
    return torch.as_tensor(np.broadcast_to(np.asarray(value, dtype=float), (rows,)).copy())


def probabilities(shape: Shape, rows: int) -> np.ndarray:
    """Those of the values of a shape: (rows, values)."""
    columns: Sequence[np.ndarray] = [
        np.broadcast_to(np.asarray(q, dtype=float), (rows,)) for _, q in shape.atoms
    ]
    return np.stack(columns, axis=1) if columns else np.empty((rows, 0))
