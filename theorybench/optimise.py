"""The one maximiser: random points, differential evolution, then uphill from the best point met.

scipy.optimize does the work; what is added is the budget, the memory of the best point, and that a
search can be continued, so that many of them may share a budget.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import differential_evolution, minimize

Objective = Callable[[np.ndarray], np.ndarray]
"""(points, variables) -> (points,); -inf where there is no value."""

Move = Callable[[np.ndarray, float, np.random.Generator], np.ndarray]
"""(points, radius, generator) -> neighbours of the points at about that distance."""

Slope = Callable[[np.ndarray], tuple[float, np.ndarray]]
"""One point (variables,) -> the objective and its gradient (variables,) there."""


@dataclass(frozen=True, eq=False)
class Maximum:
    """The largest value that a search met, the point where, (variables,), and the evaluations
    that it took.
    """

    value: float
    point: np.ndarray
    evaluations: int


def maximise(
    objective: Objective,
    box: Sequence[tuple[float, float]] | np.ndarray,
    seed: int,
    evaluations: int,
    starts: np.ndarray | None = None,
    slope: Slope | None = None,
) -> Maximum:
    """The largest value of an objective on a box that about so many evaluations find.

    starts: (points, variables), tried first; the worst of them give way to random points where they
    fill more than half of the population. slope: where it is given, L-BFGS goes uphill in place of
    a simplex.
    """
    rng = np.random.default_rng(seed)
    search = Search(objective, box, rng, population(box, rng, evaluations, objective, starts))
    search.evolve(0.9 * evaluations)
    search.climb(0.1 * evaluations, slope)
    return search.best


@dataclass(frozen=True)
class Cloud:
    """A cloud around the best points: how many are kept, in how many rounds it is drawn anew, and
    its radius, which is multiplied by `grow` when something better was found and else by `shrink`.
    """

    kept: int = 1
    rounds: int = 60
    radius: float = 0.5
    grow: float = 1.5
    shrink: float = 0.6


def ascend(
    objective: Objective,
    starts: np.ndarray,
    move: Move,
    rng: np.random.Generator,
    cloud: Cloud | None = None,
) -> Maximum:
    """Uphill by a cloud of neighbours of the best points, where walls, kinks and ridges stop a
    gradient or a simplex.

    starts: (points, variables); move says what a neighbour is.
    """
    cloud = cloud or Cloud()
    best, values, radius, evaluations = starts, objective(starts), cloud.radius, len(starts)
    for _ in range(cloud.rounds):
        order = np.argsort(-values, kind="stable")[: cloud.kept]
        best, values = best[order], values[order]
        near = move(best, radius, rng)
        there = objective(near)
        radius *= cloud.grow if there.max() > values[0] else cloud.shrink
        best, values = np.concatenate([best, near]), np.concatenate([values, there])
        evaluations += len(near)
    top = int(values.argmax())
    return Maximum(float(values[top]), best[top], evaluations)


def population(
    box: Sequence[tuple[float, float]] | np.ndarray,
    rng: np.random.Generator,
    evaluations: int,
    objective: Objective,
    starts: np.ndarray | None = None,
) -> np.ndarray:
    """The points with which a search begins, spread evenly, the best starts among them."""
    low, high = np.asarray(box, dtype=float).T
    size = int(np.clip(6 * len(low), 20, max(20, min(80, evaluations // 4))))
    points = rng.uniform(low, high, (size, len(low)))
    if starts is not None and len(starts):
        best = starts[np.argsort(-objective(starts), kind="stable")[: size // 2]]
        points[: len(best)] = best.clip(low, high)
    return points


class Search:
    """A search of a box that goes on for as long as it is asked to."""

    def __init__(
        self,
        objective: Objective,
        box: Sequence[tuple[float, float]] | np.ndarray,
        rng: np.random.Generator,
        points: np.ndarray,
    ) -> None:
        """points: the first population, (points, variables), inside the box."""
        self.objective, self.rng, self.population = objective, rng, points
        self.box = np.asarray(box, dtype=float)
        self.best = Maximum(-np.inf, points[0], 0)

    def _values(self, points: np.ndarray) -> np.ndarray:
        values = self.objective(points)
        top = int(values.argmax())
        better = values[top] > self.best.value
        self.best = Maximum(
            float(values[top]) if better else self.best.value,
            points[top].copy() if better else self.best.point,
            self.best.evaluations + len(points),
        )
        return values

    def evolve(self, evaluations: float) -> None:
        """Differential evolution of the population: about that many evaluations."""
        options: dict[str, Any] = {
            "maxiter": int(evaluations / len(self.population)),
            "init": self.population,
            "vectorized": True,
            "updating": "deferred",
            "polish": False,
            "tol": 0,
        }
        with np.errstate(all="ignore"):  # scipy squares the values to see how far they are apart
            result = differential_evolution(
                lambda columns: -self._values(columns.T), self.box, rng=self.rng, **options
            )
        self.population = result.population

    def climb(self, evaluations: float, slope: Slope | None = None) -> None:
        """Uphill from the best point: by L-BFGS where there is a slope, else by a simplex."""
        most, start = max(1, int(evaluations)), self.best.point.clip(*self.box.T)
        if slope is None:
            minimize(
                lambda point: -float(self._values(point[None])[0]),
                start,
                method="Nelder-Mead",
                bounds=self.box,
                options={"maxfev": most},
            )
            return

        def downhill(point: np.ndarray) -> tuple[float, np.ndarray]:
            value, gradient = slope(point)
            if value > self.best.value:
                self.best = Maximum(value, point.copy(), self.best.evaluations)
            return -value, -gradient

        with np.errstate(all="ignore"):
            minimize(
                downhill,
                start,
                jac=True,
                method="L-BFGS-B",
                bounds=self.box,
                options={"maxiter": most, "maxfun": 2 * most},
            )
