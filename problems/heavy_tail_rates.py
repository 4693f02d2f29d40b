"""SGD, GClip, CClip, ACClip and Adam under noise of tail index alpha: mean gaps by number of steps, and how fast they should fall.

Data for a picture. On a bounded domain the mean exists for all of them, and SGD does converge: seldom enough does a jump throw it across
the domain. Predicted are exponents of the mean gap in k.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from theorybench.algorithms.acclip import acclip
from theorybench.algorithms.adam import adam
from theorybench.algorithms.algorithm import Algorithm, Params, Query, State
from theorybench.algorithms.cclip import cclip
from theorybench.algorithms.clipped_gradient_descent import gclip
from theorybench.algorithms.gradient_descent import gradient_descent
from theorybench.laws import by_coordinate, symmetric_pareto
from theorybench.metrics import gap, of_average
from theorybench.problems.functions.unequal_boxes import WEIGHTS, problem
from theorybench.runner import Run, simulate
from theorybench.symbols import B_1, B_alpha, Constant, alpha, beta_1, beta_2, epsilon_v, eta_X, gamma, mu, tau

NOISE = 0.2
"""Scale of the noise on the first coordinate, whose gradient is at most 1."""
ABOVE = 0.1
"""The law's tail index is the order alpha of the moment that is used, and this much more: at alpha itself the moment is infinite."""


def promised(order: float) -> float:
    """The exponent of theorems 4.4.2 and 4.5.1 (Zhang 2022), 2(alpha-1)/alpha."""
    return 2 * (order - 1) / order


def predicted(order: float) -> dict[str, float]:
    """Exponents of the mean gap for the law that is used, of tail index t = alpha + ABOVE < 2; as ABOVE -> 0 clipping has the promised one.

    Clipped at k^(1/alpha), noise has a variance of order k^((2-t)/alpha), which the average divides by k: 1 - (2-t)/alpha. SGD with steps
    of order 1/k leaves a neighbourhood of the minimum, whatever its size, by one of its last k/2 jumps with a probability of order
    k (1/k)^t: t - 1. Nothing is known of ACClip and Adam here.
    """
    tail = order + ABOVE
    clipped = 1 - (2 - tail) / order
    return {"SGD": tail - 1, "GClip": clipped, "CClip": clipped}


def mean_gaps(order: float, horizons: Sequence[int], seeds: Sequence[int]) -> Mapping[str, np.ndarray]:
    """Method -> mean of f - f* at the weighted average of x_0 .. x_{k-1} for every horizon k, over 32 runs a seed: (len(horizons),)."""
    scales = tuple(NOISE * w for w in WEIGHTS)
    oracle = by_coordinate(symmetric_pareto(order + ABOVE), scales, order, correlated=False, slopes=WEIGHTS)
    known, metric = oracle.constants(problem), of_average(gap, weighted=True)
    found = {}
    for name, (method, params) in _methods(max(horizons), {**problem.constants, **known}).items():
        rows = {c: np.atleast_2d(v) for c, v in params.items()}
        run = Run(problem, oracle, method, rows, tuple(horizons), (metric,))
        found[name] = simulate(run, seeds)[metric][:, 0].mean(-1)
    return found


def exponent(horizons: Sequence[int], gaps: np.ndarray) -> float:
    """p of the line log gap = c - p log k through all horizons."""
    return float(-np.polyfit(np.log(horizons), np.log(gaps), 1)[0])


def _methods(steps: int, known: Mapping[Constant, float]) -> dict[str, tuple[Algorithm, Mapping[Constant, Any]]]:
    k = np.arange(1.0, steps + 1)
    step, level = 4 / (known[mu] * (k + 1)), k ** (1 / known[alpha])
    adaptive = {gamma: step, beta_1: 0.9, beta_2: 0.99, alpha: known[alpha], epsilon_v: 1e-12}
    return {
        "SGD": (gradient_descent, {gamma: step}),
        "GClip": (gclip, {gamma: step, tau: known[B_alpha] * level}),
        "CClip": (cclip(WEIGHTS), {gamma: step, tau: known[B_1] * level}),
        "ACClip": (_projected(acclip), adaptive),
        "Adam": (_projected(adam), {eta_X: step, beta_1: 0.9, beta_2: 0.99, epsilon_v: 1e-12}),
    }


def _projected(method: Algorithm) -> Algorithm:
    """The method with its iterate moved back into the domain after every step; the sources have no domain."""

    def step(state: State, query: Query, params: Params) -> State:
        moved = method.step(state, query, params)
        return {**moved, "x": query.project(moved["x"])}

    return dataclasses.replace(method, name=f"projected {method.name}", step=step)
