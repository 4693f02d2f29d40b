"""Finitely supported distributions, as symbols: what a lemma claims of an expectation becomes an
inequality in their coordinates and weights.

A mean of one function under k conditions on the means of others is largest at a law with at most k
+ 1 values (Winkler 1988).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import sympy

from theorybench.vocabulary import GRADIENT, Constant


Vector = tuple[sympy.Expr, ...]


def norm(v: Vector) -> sympy.Expr:
    """Euclidean norm."""
    return sympy.sqrt(sympy.Add(*(x**2 for x in v)))


def inner(v: Vector, w: Vector) -> sympy.Expr:
    return sympy.Add(*(x * y for x, y in zip(v, w, strict=True)))


def minus(v: Vector, w: Vector) -> Vector:
    return tuple(x - y for x, y in zip(v, w, strict=True))


def clipped(v: Vector, level: sympy.Expr) -> Vector:
    """min{level / ||v||, 1} v, for 0 too."""
    shrink = sympy.Max(
        1, norm(v) / level, evaluate=False
    )  # to compare the two by algebra takes seconds
    return tuple(x / shrink for x in v)


@dataclass(frozen=True)
class FinitelySupported:
    """A vector that is points[i] with a probability proportional to weights[i]; the first weight
    is 1.
    """

    points: tuple[Vector, ...]
    weights: tuple[sympy.Expr, ...]

    @property
    def dim(self) -> int:
        return len(self.points[0])

    def mean(self, of: Callable[[Vector], sympy.Expr]) -> sympy.Expr:
        """E of(g)."""
        total = sympy.Add(*self.weights)
        return (
            sympy.Add(*(w * of(v) for v, w in zip(self.points, self.weights, strict=True))) / total
        )

    def mean_vector(self, of: Callable[[Vector], Vector] = lambda v: v) -> Vector:
        """E of(g) by coordinates; of(v) = v: the gradient that g estimates."""
        images = {v: of(v) for v in self.points}
        return tuple(self.mean(lambda v, i=i: images[v][i]) for i in range(self.dim))

    def moment(self, power: sympy.Expr, about: Vector | None = None) -> sympy.Expr:
        """E||g - about||^power."""
        return self.mean(lambda v: norm(v if about is None else minus(v, about)) ** power)

    def clipped_moments(self, level: sympy.Expr) -> tuple[sympy.Expr, sympy.Expr]:
        """E||g clipped||^2 and ||E g clipped - E g||^2."""
        second = self.mean(lambda v: norm(clipped(v, level)) ** 2)
        off = minus(self.mean_vector(lambda v: clipped(v, level)), self.mean_vector())
        return second, norm(off) ** 2

    def ranges(
        self, size: float = 10.0, rarest: float = 1e-3
    ) -> Mapping[Constant, tuple[float, float]]:
        """For a search: coordinates up to a size, of either sign; weights from `rarest` to its
        inverse, where the first weight is 1.
        """
        coordinates = {x: (-size, size) for v in self.points for x in v if isinstance(x, Constant)}
        return coordinates | {
            w: (rarest, 1 / rarest) for w in self.weights if isinstance(w, Constant)
        }


def finitely_supported(count: int, dim: int, letter: str = "g") -> FinitelySupported:
    """A law of `count` values in R^dim, all of them free: coordinates g_ij, weights w_i."""
    points = tuple(
        tuple(
            Constant(f"{letter}_{i}{j}", f"coordinate {j} of value {i}", GRADIENT, real=True)
            for j in range(1, dim + 1)
        )
        for i in range(1, count + 1)
    )
    weights = (
        sympy.S.One,
        *(
            Constant(f"w_{i}", f"weight of value {i}; the first has weight 1")
            for i in range(2, count + 1)
        ),
    )
    return FinitelySupported(points, weights)
