"""Clipped gradient descent against gradient descent with the best fixed step, as the gradient at
the start grows: steps counted.
"""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import torch
from scipy.optimize import brentq

from theorybench.problems.functions.fastest_growth import fastest_growth
from theorybench.problems.functions.slope_into_bend import slope_into_bend
from theorybench.run.runner import Run, simulate_exactly
from theorybench.vocabulary import L0, L1, M, Algorithm, Comparison, Constant, Construction, Delta_0
from theorybench.vocabulary import Problem, Source, Values, clipped_gradient_descent, epsilon, eta_c
from theorybench.vocabulary import exact, gamma, gamma_c, gradient_descent, gradient_norm
from theorybench.vocabulary import hitting_time, pointwise

RELATIVE = np.array([0.5, 0.9, 0.98, 0.99, 1.01, 1.2, 2.0, 10.0])
"""Fixed steps in units of the one above which the run from the steep start diverges."""


def gentle(c: Values) -> Problem:
    """A line hardly steeper than epsilon that bends as sharply as L0 allows."""
    return slope_into_bend(1.0001 * c[epsilon], c[L0], c[Delta_0], c[L1])


def steps(
    problem: Problem, algorithm: Algorithm, tables: Mapping[Constant, Any], level: float, most: int
) -> np.ndarray:
    """First t with ||grad f(x_t)|| <= level for every row of the tables, infinite if beyond
    `most`: (rows,).
    """
    metric = hitting_time(gradient_norm, epsilon)
    params = {k: np.reshape(v, (-1, 1)) for k, v in tables.items()}
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
    fixed = np.array(
        [
            steps(p, gradient_descent, {gamma: RELATIVE * limit}, level, int(1.2 * needed))
            for p in pair
        ]
    )
    clipping = {eta_c: 1 / (10 * c[L0]), gamma_c: 10 * c[L0] * length}
    clipped = np.array(
        [steps(p, clipped_gradient_descent, clipping, level, 100_000)[0] for p in pair]
    )
    return Race(fixed, clipped, np.array([p.constants[Delta_0] for p in pair]), needed)


def compared(cliff: Problem, length: float, share: float, c: Values) -> tuple[Comparison, ...]:
    """Both methods on the worse of the two functions; share: see the last comparison."""
    run, where = race(cliff, length, c), f"M={c[M]:g}"
    best, clipped, height = (
        float(run.fixed.max(0).min()),
        float(run.clipped.max()),
        float(run.heights.max()),
    )
    claimed = share * c[L1] * c[M] / (c[L0] * math.log(c[M]))
    allowed = 20 * c[L0] * height / c[epsilon] ** 2 + height / (5 * c[L0] * length**2)
    return (
        Comparison("the lower bound on the steps of the best fixed step", run.needed, best, where),
        Comparison("the steps of clipped gradient descent", clipped, allowed, where),
        Comparison(
            f"{share:g} L1 M / (L0 log M) against the steps of the best fixed step over clipped"
            " ones",
            claimed,
            best / clipped,
            where,
        ),
    )


exponential = Construction(
    name="zhang2022.rem-3.4.1.faster",
    source=Source("Zhang", 2022, "Remark 3.4.1"),
    statement=(
        "Clipped gradient descent can be arbitrarily faster than gradient descent with a fixed step"
        " when L1 M is large"
    ),
    as_printed=True,
    build=gentle,
    settings=tuple({L0: 1.0, L1: 1.0, epsilon: 1.0, Delta_0: 10.0, M: m} for m in (10.0, 1e3, 1e4)),
    parts=lambda problem, c: compared(
        fastest_growth(c[L0], c[L1], c[M]), 1 / (10 * c[L1]), 0.045, c
    ),
)


def superexponential(c: Values) -> Problem:
    """f(x) = L0 (e^(x^2) - 1) / 2, whose f'' / |f'| = 2 |x| + 1 / |x| grows without bound, from
    where f' = M.
    """
    start = brentq(lambda x: c[L0] * x * math.exp(x**2) - c[M], 0.0, 20.0)
    return Problem(
        name=f"superexponential-{c[M]:g}",
        f=pointwise(lambda x: c[L0] / 2 * torch.expm1(x.square())),
        gradient=lambda x: c[L0] * x * torch.exp(x.square()),
        start=(float(start),),  # pyright: ignore[reportArgumentType]: full_output is off
        f_star=0.0,
        minimiser=(0.0,),
    )


def _beyond(problem: Problem, c: Values) -> tuple[Comparison, ...]:
    cliff = superexponential(c)
    steepest = 2 * cliff.start[0] + 1 / cliff.start[0]
    return compared(cliff, 1 / (10 * steepest), 0.022, c)


beyond = replace(
    exponential,
    name="zhang2022.rem-3.2.1",
    source=Source("Zhang", 2022, "Remark 3.2.1"),
    statement=(
        "The linear relation of ||hess f|| and ||grad f|| is not needed: where they grow together,"
        " clipping is faster than a fixed step"
    ),
    settings=tuple(
        {L0: 1.0, L1: 1.0, epsilon: 1.0, Delta_0: 10.0, M: m} for m in (100.0, 1e3, 3e3)
    ),
    parts=_beyond,
)
