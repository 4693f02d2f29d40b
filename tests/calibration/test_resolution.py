"""The resolution of float64 is never below the true error, which mpmath knows, and seldom far above
it.
"""

from __future__ import annotations

import math
import statistics

import mpmath
import numpy as np
import pytest
import torch

from theorybench import resolution
from theorybench.algorithms.gradient_descent import gradient_descent
from theorybench.algorithms.heavy_ball import heavy_ball
from theorybench.core import symbols as s
from theorybench.core.metrics import distance, gap, gradient_norm
from theorybench.core.oracles import exact
from theorybench.core.problem import Problem
from theorybench.run.runner import Run, simulate_exactly

FAR, NEAR = 1e6 * math.pi, 1e4 * math.pi / 3

# name: (f, gradient, start, minimiser, f_star, step): of coordinates, in torch and in mpmath alike
PROBLEMS = {
    "square": (lambda c, m: 0.5 * c[0] ** 2, lambda c, m: [c[0]], (1.0,), (0.0,), 0.0, 0.3),
    "almost one step": (
        lambda c, m: 0.5 * c[0] ** 2, lambda c, m: [c[0]], (1.7,), (0.0,), 0.0, 1 - 1e-7
    ),
    "third": (
        lambda c, m: 1.5 * (c[0] - 0.1) ** 2 + 0.05 * (c[1] - 0.7) ** 2,
        lambda c, m: [3 * (c[0] - 0.1), 0.1 * (c[1] - 0.7)],
        (0.3, -0.2), (0.1, 0.7), 0.0, 0.3,
    ),
    "far": (
        lambda c, m: 0.5 * (c[0] - FAR) ** 2 + 0.15 * (c[1] - FAR) ** 2,
        lambda c, m: [c[0] - FAR, 0.3 * (c[1] - FAR)],
        (FAR + 1e-3, FAR - 1e-3), (FAR, FAR), 0.0, 0.7,
    ),
    "offset": (lambda c, m: 1e8 + 0.5 * c[0] ** 2, lambda c, m: [c[0]], (1.0,), (0.0,), 1e8, 0.3),
    "expanded": (
        lambda c, m: 0.5 * (c[0] * c[0] - 2 * NEAR * c[0] + NEAR * NEAR),
        lambda c, m: [c[0] - NEAR],
        (NEAR + 1.0,), (NEAR,), 0.0, 0.3,
    ),
    "flat cosh": (
        lambda c, m: (m.cosh(1e-4 * c[0]) - 1) * 1e8,
        lambda c, m: [1e4 * m.sinh(1e-4 * c[0])],
        (1.0,), (0.0,), 0.0, 0.3,
    ),
    "cancelling gradient": (
        lambda c, m: (m.exp(1e-6 * c[0]) + m.exp(-1e-6 * c[0]) - 2) * 0.5e12,
        lambda c, m: [(m.exp(1e-6 * c[0]) - m.exp(-1e-6 * c[0])) * 0.5e6],
        (2.0,), (0.0,), 0.0, 0.4,
    ),
    "quartic": (lambda c, m: 0.25 * c[0] ** 4, lambda c, m: [c[0] ** 3], (1.3,), (0.0,), 0.0, 0.1),
    "logistic": (
        lambda c, m: m.log(1 + m.exp(-c[0])) + 0.05 * c[0] ** 2,
        lambda c, m: [0.1 * c[0] - 1 / (1 + m.exp(c[0]))],
        (-2.0,), None, 0.0, 0.9,
    ),
    "saddle": (
        lambda c, m: 0.25 * (c[0] ** 2 - 1) ** 2 + 0.5 * c[1] ** 2,
        lambda c, m: [c[0] ** 3 - c[0], c[1]],
        (1e-3, 1.0), (1.0, 0.0), 0.0, 0.2,
    ),
    "chaos": (
        lambda c, m: 0.25 * (c[0] ** 2 - 1) ** 2,
        lambda c, m: [c[0] ** 3 - c[0]],
        (0.4,), (1.0,), 0.0, 1.9,
    ),
    "huge": (
        lambda c, m: 1.5e100 * (c[0] - 0.1) ** 2,
        lambda c, m: [3e100 * (c[0] - 0.1)],
        (0.3,), (0.1,), 0.0, 1e-101,
    ),
    "tiny": (
        lambda c, m: 1.5e-100 * (c[0] - 1e40) ** 2,
        lambda c, m: [3e-100 * (c[0] - 1e40)],
        (3e39,), (1e40,), 0.0, 1e99,
    ),
    "coupled": (
        lambda c, m: 0.5 * (c[0] + c[1] - 0.3) ** 2 + 0.5 * (c[0] - c[1]) ** 2,
        lambda c, m: [2 * c[0] - 0.3, 2 * c[1] - 0.3],
        (1.1, -0.7), (0.15, 0.15), 0.0, 0.21,
    ),
}  # fmt: skip
HORIZONS = (1, 5, 60)
METHODS = {"gradient descent": (gradient_descent, 0.0), "heavy ball": (heavy_ball, 0.4)}


def measured(name, method):
    """Metric -> values and resolutions, (horizons,) each, in float64."""
    f, gradient, start, minimiser, f_star, step = PROBLEMS[name]
    problem = Problem(
        name,
        f=lambda x: f(x.unbind(-1), torch),
        gradient=lambda x: torch.stack(gradient(x.unbind(-1), torch), dim=-1),
        start=start,
        f_star=f_star,
        minimiser=minimiser,
    )
    algorithm, beta = METHODS[method]
    params = {s.gamma: np.array([[step]]), s.momentum: np.array([[beta]])}
    params = {c: v for c, v in params.items() if c in algorithm.parameters}
    metrics = (gap, gradient_norm, *((distance,) if minimiser else ()))
    run = Run(problem, exact, algorithm, params, HORIZONS, metrics)
    plain = simulate_exactly(run)
    its = resolution.of_run(run, plain)
    return {m: (plain[m][:, 0], its[m][:, 0]) for m in metrics}


def true(name, method):
    """Metric -> values, (horizons,), with 60 digits and from the same floats."""
    f, gradient, start, minimiser, f_star, step = PROBLEMS[name]
    beta = mpmath.mpf(METHODS[method][1])
    x = before = [mpmath.mpf(v) for v in start]
    found = {gap: [], gradient_norm: [], distance: []}
    for t in range(1, max(HORIZONS) + 1):
        g = gradient(x, mpmath)
        x, before = (
            [a - step * d + beta * (a - b) for a, b, d in zip(x, before, g, strict=True)],
            x,
        )
        if t in HORIZONS:
            found[gap].append(f(x, mpmath) - f_star)
            found[gradient_norm].append(mpmath.norm(gradient(x, mpmath)))
            if minimiser:
                found[distance].append(
                    mpmath.norm([a - b for a, b in zip(x, minimiser, strict=True)])
                )
    return found


@pytest.fixture(scope="module")
def compared():
    """(problem, method, metric, horizon, error, resolution)."""
    rows = []
    with mpmath.workdps(60):
        for name in PROBLEMS:
            for method in METHODS if name != "chaos" else ("gradient descent",):
                exactly = true(name, method)
                for metric, (values, its) in measured(name, method).items():
                    for n, value, r, truth in zip(
                        HORIZONS, values, its, exactly[metric], strict=True
                    ):
                        error = float(abs(mpmath.mpf(float(value)) - truth))
                        rows.append((name, method, str(metric), n, error, float(r)))
    return rows


def test_no_error_is_above_the_resolution(compared):
    assert len(compared) > 200
    assert [row for row in compared if row[4] > row[5]] == []


def test_the_resolution_is_within_a_factor_of_a_hundred_in_the_median(compared):
    ratios = [r / error for *_, error, r in compared if error > 0]
    assert statistics.median(ratios) < 100


def test_a_contraction_has_a_fine_resolution_and_chaos_has_none(compared):
    by = {row[:4]: row[5] for row in compared}
    assert by["square", "gradient descent", "||x - x*||", 60] < 1e-20
    assert by["chaos", "gradient descent", "||x - x*||", 60] > 1e-3
