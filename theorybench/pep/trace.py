"""A deterministic method as linear combinations of x_0 and of the gradients it is answered, read
off from the method itself.

Nothing is transcribed: `Algorithm.step` is run on answers that are unit vectors, and the
coordinates of its iterates are the coefficients. Runs on random answers, small and large, show
whether the method is linear at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import torch

from theorybench.core.algorithm import Algorithm
from theorybench.core.symbols import Constant
from theorybench.core.types import Number, Tensor
from theorybench.pep.methods import IDEAL
from theorybench.run.iterate import Schedule, points
from theorybench.run.query import ProblemQuery, Unanswered

MOST_CALLS = 8
"""Vectors that a method may be answered in a step."""


class Unfit(Exception):
    """There is no exact worst case to compute here; the message says why."""


@dataclass(frozen=True, eq=False)
class Trace:
    """Coordinates in a basis of x_0 and the vectors that the method was answered: gradients, and
    displacements that line searches found.

    asked: (calls, width) points whose gradients are basis vectors, those with the indices
    `answers`; iterates: (steps + 1, width), x_0 .. x_n, what the metric looks at; orthogonal: pairs
    of vectors (pairs, 2, width) whose inner product is 0.
    """

    asked: np.ndarray
    answers: tuple[int, ...]
    iterates: np.ndarray
    orthogonal: np.ndarray


class _Symbols:
    """A function that answers with given vectors (count, dim) one after the other, the first being
    x_0, whatever is asked; the same to the same point.
    """

    f_star = 0.0
    project = None

    def __init__(self, name: str, vectors: Tensor) -> None:
        self.name, self.vectors, self.used = name, vectors, 1
        self.points: list[Tensor] = []
        self.answers: list[int] = []
        self.orthogonal: list[tuple[Tensor, Tensor]] = []

    def gradient(self, x: Tensor) -> Tensor:
        for point, answer in zip(self.points, self.answers, strict=True):
            if torch.equal(point, x):
                return self._vector(answer)
        return self._record(x, self._new())

    def prox(self, x: Tensor, gamma: Number) -> Tensor:
        """y = x - gamma g, g being a subgradient at y."""
        answer = self._new()
        y = x - gamma * self._vector(answer)
        self._record(y, answer)
        return y

    def minimise_along(self, x: Tensor, direction: Tensor) -> Tensor:
        """y = x + a new vector; the gradient at y is orthogonal to that and to the direction
        (that they are parallel is not said).
        """
        moved = self._vector(self._new())
        g = self._record(x + moved, self._new())
        self.orthogonal += [(g, moved), (g, direction)]
        return x + moved

    def value(self, x: Tensor) -> Tensor:
        raise Unfit(f"{self.name} asks for values of f: its steps are not linear in the gradients")

    def directional(self, x: Tensor, direction: Tensor) -> Tensor:
        raise Unfit(
            f"{self.name} asks for directional derivatives, which no interpolation condition"
            " describes"
        )

    def _new(self) -> int:
        if self.used == len(self.vectors):
            raise Unfit(f"{self.name} asks for more than {MOST_CALLS} gradients in a step")
        self.used += 1
        return self.used - 1

    def _vector(self, index: int) -> Tensor:
        return self.vectors[index : index + 1]

    def _record(self, x: Tensor, answer: int) -> Tensor:
        self.points.append(x)
        self.answers.append(answer)
        return self._vector(answer)


def trace(algorithm: Algorithm, params: Mapping[Constant, np.ndarray], steps: int) -> Trace:
    """The method with params (1, steps) or (1, 1) as linear combinations. Raises Unfit where it
    is none.
    """
    symbols, iterates = _run(
        algorithm, params, steps, torch.eye(1 + MOST_CALLS * (steps + 1), dtype=torch.float64)
    )
    width = symbols.used
    pairs = [torch.cat(pair)[:, :width].numpy() for pair in symbols.orthogonal]
    made = Trace(
        _rows(symbols.points, width),
        tuple(symbols.answers),
        _rows(iterates, width),
        np.array(pairs) if pairs else np.zeros((0, 2, width)),
    )
    generator = torch.Generator().manual_seed(0)
    for scale in (1e-3, 1.0, 1e3):
        vectors = scale * torch.randn(width, 3, generator=generator, dtype=torch.float64)
        other, seen = _run(algorithm, params, steps, vectors)
        for coefficients, found in ((made.asked, other.points), (made.iterates, seen)):
            expected = coefficients @ vectors.numpy()
            if len(found) != len(expected) or not np.allclose(
                _rows(found, 3), expected, rtol=1e-9, atol=1e-9 * scale
            ):
                raise Unfit(f"the steps of {algorithm.name} are not linear in the gradients")
    if not np.allclose(np.vstack([made.asked, made.iterates])[:, 0], 1.0, rtol=0, atol=1e-12):
        raise Unfit(f"{algorithm.name} is not the same method after a shift of the origin")
    return made


def _rows(points: list[Tensor], width: int) -> np.ndarray:
    return torch.cat(points)[:, :width].numpy() if points else np.zeros((0, width))


def _run(
    algorithm: Algorithm, params: Mapping[Constant, np.ndarray], steps: int, vectors: Tensor
) -> tuple[_Symbols, list[Tensor]]:
    """What was asked for, and the iterates x_0 .. x_n, (1, dim) each."""
    symbols, ideal = _Symbols(algorithm.name, vectors), IDEAL.get(algorithm)
    if ideal is not None:
        algorithm = replace(
            algorithm, step=lambda state, query, params: ideal(state, symbols, params)
        )
    query = ProblemQuery(symbols)
    try:
        return symbols, [*points(algorithm, query, vectors[:1], Schedule(params).at, steps)]
    except Unanswered as lack:
        raise Unfit(str(lack)) from lack
