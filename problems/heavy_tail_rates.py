"""SGD, GClip, CClip, ACClip and Adam under noise of tail index alpha: gaps by number of steps, and
how fast their means should fall.

Data of two pictures. On a bounded domain the mean exists for all of them, and SGD does converge:
seldom enough does a jump throw it across the domain. Predicted are exponents of the mean gap in k.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from theorybench.problems.functions.unequal_boxes import WEIGHTS, problem
from theorybench.run.runner import Run, simulate
from theorybench.vocabulary import B_1, Algorithm, B_alpha, Constant, Oracle, acclip, adam, alpha
from theorybench.vocabulary import beta_1, beta_2, by_coordinate, cclip, epsilon_v, eta_X, gamma
from theorybench.vocabulary import gap, gclip, gradient_descent, mu, of_average, projected
from theorybench.vocabulary import symmetric_pareto, tau

NOISE = 0.2
"""Scale of the noise on the first coordinate, whose gradient is at most 1."""
ABOVE = 0.1
"""The law's tail index is the order alpha of the moment that is used, and this much more: at
alpha itself the moment is infinite.
"""


def promised(order: float) -> float:
    """The exponent of theorems 4.4.2 and 4.5.1 (Zhang 2022), 2(alpha-1)/alpha."""
    return 2 * (order - 1) / order


def predicted(order: float) -> dict[str, float]:
    """Exponents of the mean gap for the law that is used, of tail index t = alpha + ABOVE; as ABOVE
    -> 0 clipping has the promised one.

    Clipped at k^(1/alpha), noise has a variance of order k^((2-t)/alpha), which the average divides
    by k: 1 - (2-t)/alpha. SGD with steps of order 1/k leaves a neighbourhood of the minimum,
    whatever its size, by one of its last k/2 jumps with a probability of order k (1/k)^t: t - 1.
    From t = 2 on the variance is finite, and nobody is faster than 1/k. Nothing is known of ACClip
    and Adam here.
    """
    tail = order + ABOVE
    clipped = 1 - max(0.0, 2 - tail) / order
    return {"SGD": min(1.0, tail - 1), "GClip": clipped, "CClip": clipped}


def noise(order: float) -> Oracle:
    """Symmetric Pareto noise, independent in both coordinates, that promises the moment of the
    order.
    """
    scales = tuple(NOISE * w for w in WEIGHTS)
    return by_coordinate(
        symmetric_pareto(order + ABOVE), scales, order, correlated=False, slopes=WEIGHTS
    )


def gaps(order: float, horizons: Sequence[int], seeds: Sequence[int]) -> Mapping[str, np.ndarray]:
    """Method -> f - f* at the weighted average of x_0 .. x_{k-1} for every horizon k, of 32 runs
    a seed: (len(horizons), runs).
    """
    oracle, metric = noise(order), of_average(gap, weighted=True)
    found = {}
    for name, (method, params) in _methods(
        max(horizons), {**problem.constants, **oracle.constants(problem)}
    ).items():
        rows = {c: np.atleast_2d(v) for c, v in params.items()}
        run = Run(problem, oracle, method, rows, tuple(horizons), (metric,))
        found[name] = simulate(run, seeds)[metric][:, 0]
    return found


def exponent(horizons: Sequence[int], means: np.ndarray) -> np.ndarray:
    """p of the line log mean = c - p log k through all horizons: (len(horizons), ...) -> (...)."""
    k = np.log(horizons) - np.log(horizons).mean()
    return -np.tensordot(k, np.log(means), 1) / (k @ k)


def resampled(samples: np.ndarray, seed: int, times: int = 400) -> np.ndarray:
    """Means of as many runs, drawn with replacement: (horizons, runs) -> (horizons, times)."""
    runs = samples.shape[1]
    weights = np.random.default_rng(seed).multinomial(runs, np.full(runs, 1 / runs), size=times)
    return samples @ weights.T / runs


def _methods(
    steps: int, known: Mapping[Constant, float]
) -> dict[str, tuple[Algorithm, Mapping[Constant, Any]]]:
    k = np.arange(1.0, steps + 1)
    step, level = 4 / (known[mu] * (k + 1)), k ** (1 / known[alpha])
    adaptive = {gamma: step, beta_1: 0.9, beta_2: 0.99, alpha: known[alpha], epsilon_v: 1e-12}
    return {
        "SGD": (gradient_descent, {gamma: step}),
        "GClip": (gclip, {gamma: step, tau: known[B_alpha] * level}),
        "CClip": (cclip(WEIGHTS), {gamma: step, tau: known[B_1] * level}),
        "ACClip": (projected(acclip), adaptive),
        "Adam": (projected(adam), {eta_X: step, beta_1: 0.9, beta_2: 0.99, epsilon_v: 1e-12}),
    }
