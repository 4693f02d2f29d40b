"""Clipped gradient descent against gradient descent with the best fixed step, on a steep function
and on a gentle one: steps counted.
"""

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from theorybench.problems.functions.slope_into_bend import slope_into_bend
from theorybench.run.runner import Run, simulate_exactly
from theorybench.vocabulary import L0, L1, M, Algorithm, Comparison, Constant, Delta_0, Problem
from theorybench.vocabulary import Values, clipped_gradient_descent, epsilon, eta_c, exact, gamma
from theorybench.vocabulary import gamma_c, gradient_descent, gradient_norm, hitting_time

RELATIVE = np.array([0.5, 0.9, 0.98, 0.99, 1.01, 1.2, 2.0, 10.0])
"""Fixed steps in units of the one above which the run from the steep start diverges."""


def gentle(c: Values) -> Problem:
    """A line hardly steeper than epsilon that bends as sharply as L0 allows."""
    return slope_into_bend(1.0001 * c[epsilon], c[L0], c[Delta_0], c[L1])


def _steps(
    problem: Problem, algorithm: Algorithm, tables: Mapping[Constant, Any], level: float, most: int
) -> np.ndarray:
    """First t with ||grad f(x_t)|| <= level for every row of the tables, infinite if beyond
    `most`: (rows,).
    """
    metric = hitting_time(gradient_norm, epsilon)
    params = {name: np.reshape(values, (-1, 1)) for name, values in tables.items()}
    run = Run(problem, exact, algorithm, params, (most,), (metric,), {metric: np.array([level])})
    return simulate_exactly(run)[metric][0]


class Race(NamedTuple):
    """Iterations on the cliff and on the gentle slope: fixed (2, steps tried), clipped (2,);
    heights (2,) of the starts above the minima; iterations needed by any fixed step on the worse of
    the two.
    """

    fixed: np.ndarray
    clipped: np.ndarray
    heights: np.ndarray
    needed: float


def race(cliff: Problem, length: float, c: Values) -> Race:
    """Fixed steps and clipped ones of at most `length`, on both functions."""
    pair, limit, level = (cliff, gentle(c)), 2 * cliff.start[0] / c[M], c[epsilon]
    needed = (c[Delta_0] - 15 * level**2 / (16 * c[L0])) / (limit * level**2)
    sizes, most = {gamma: RELATIVE * limit}, int(1.2 * needed)
    clipping = {eta_c: 1 / (10 * c[L0]), gamma_c: 10 * c[L0] * length}
    return Race(
        np.array([_steps(p, gradient_descent, sizes, level, most) for p in pair]),
        np.array([_steps(p, clipped_gradient_descent, clipping, level, 10**5)[0] for p in pair]),
        np.array([p.constants[Delta_0] for p in pair]),
        needed,
    )


def compared(cliff: Problem, length: float, share: float, c: Values) -> tuple[Comparison, ...]:
    """Both methods on the worse of the two functions; share: see the last comparison."""
    run, where = race(cliff, length, c), f"M={c[M]:g}"
    fixed, clipped = float(run.fixed.max(0).min()), float(run.clipped.max())
    height = float(run.heights.max())
    claimed = share * c[L1] * c[M] / (c[L0] * math.log(c[M]))
    allowed = 20 * c[L0] * height / c[epsilon] ** 2 + height / (5 * c[L0] * length**2)
    ratio = "L1 M / (L0 log M) against the steps of the best fixed step over clipped ones"
    return (
        Comparison("the lower bound on the steps of the best fixed step", run.needed, fixed, where),
        Comparison("the steps of clipped gradient descent", clipped, allowed, where),
        Comparison(f"{share:g} {ratio}", claimed, fixed / clipped, where),
    )
