"""Where AdaGrad beats gradient descent: logistic regression with decaying features."""

import math
from collections.abc import Iterator

import numpy as np

from theorybench.problems.functions.anisotropic_logistic import anisotropic_logistic, decay
from theorybench.problems.functions.anisotropic_logistic import mini_batches
from theorybench.run.runner import Run, simulate_exactly
from theorybench.vocabulary import D_2, Comparison, Construction, D_inf, L_max, L_sum, Problem
from theorybench.vocabulary import Source, Values, adagrad, d, epsilon_AdaGrad, eta_X, exact, gamma
from theorybench.vocabulary import gap, gradient_descent, of_average, sigma_2, sigma_sum


def _bounds(c: Values) -> Iterator[Comparison]:
    """The explicit bounds of both proofs for T steps and batches of M."""
    for steps, size in ((16, 16), (256, 1), (256, 64), (4096, 1024)):
        root = math.sqrt(size * steps)
        mine = 4.5 * c[L_sum] * c[D_inf] ** 2 / steps + 3 * c[D_inf] * c[sigma_sum] / root
        other = c[L_max] * c[D_2] ** 2 / steps + 2 * math.sqrt(2) * c[D_2] * c[sigma_2] / root
        what = "the bound for AdaGrad is the smaller one"
        yield Comparison(what, mine, other, f"T={steps}, M={size}")


def _runs(problem: Problem, c: Values) -> Iterator[Comparison]:
    """Both methods with the whole gradient, M -> infinity."""
    metric, gaps = of_average(gap), []
    for method, params in (
        (adagrad, {eta_X: np.array([c[D_inf]]), epsilon_AdaGrad: np.array([1e-8])}),
        (gradient_descent, {gamma: np.array([1 / c[L_max]])}),
    ):
        run = Run(problem, exact, method, params, (16, 256), (metric,))
        gaps.append(simulate_exactly(run)[metric][:, 0])
    for t, a, b in zip((16, 256), *gaps, strict=True):
        yield Comparison("AdaGrad's gap is the smaller one", float(a), float(b), f"T={t}")


def _advantage(problem: Problem, values: Values) -> tuple[Comparison, ...]:
    c = {**problem.constants, **mini_batches(problem, 1, values[decay]).constants(problem)}
    return (*_bounds(c), *_runs(problem, c))


construction = Construction(
    name="liu2025.sec-4.1",
    source=Source("Liu, Pan, Zhang", 2025, "section 4.1", "https://arxiv.org/abs/2406.15244"),
    as_printed=True,
    statement="When sigma and L are sparse and the domain is a hypercube, AdaGrad converges faster"
    " than gradient descent.",
    build=lambda values: anisotropic_logistic(values[decay], int(values[d])),
    settings=tuple({decay: rate, d: 12.0} for rate in (1.0, 2.0)),
    parts=_advantage,
)
