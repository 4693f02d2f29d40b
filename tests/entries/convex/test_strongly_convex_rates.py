"""Rates for smooth strongly convex functions: the runs against closed forms, and mutants of
every bound.
"""

from dataclasses import replace

import mpmath
import numpy as np
import pytest

from theorybench.catalogue.catalogue import load
from theorybench.catalogue.claim import Claim
from theorybench.core.oracles import exact
from theorybench.core.promises import check_promises
from theorybench.core.symbols import L, mu
from theorybench.problems.functions.huber_plus_quadratic import huber_plus_quadratic
from theorybench.verify.profile import Options
from theorybench.verify.suite import verify_claim

CATALOGUE = load()
SPECTRA = {
    "quadratic-well-conditioned": ([1, 0.5], [1, -1]),
    "quadratic-condition-3": ([1, 1 / 3], [0, 1]),
    "quadratic-condition-100": (100.0 ** -np.linspace(0, 1, 5), np.ones(5)),
    "quadratic-ill-conditioned": (1000.0 ** -np.linspace(0, 1, 10), np.ones(10)),
}


def evidence(entry, problem=None):
    claim = Claim(entry, problem, exact, is_witness=problem is None)
    return verify_claim(claim, Options())


def descent_gap(spectrum, start, steps, step=1.0):
    """f(x_n) of gradient descent: every coordinate is multiplied by 1 - step a_i."""
    a, x = np.asarray(spectrum, float), np.asarray(start, float)
    return 0.5 * np.sum(a * ((1 - step * a) ** steps * x) ** 2)


def nesterov_gap(spectrum, start, steps):
    """f(y_n): (y_{k+1}, y_k) is a power of a 2 x 2 matrix on every coordinate, x_k = (1 + beta)
    y_k - beta y_{k-1}.
    """
    total, condition = 0.0, 1 / min(spectrum)
    beta = (np.sqrt(condition) - 1) / (np.sqrt(condition) + 1)
    for a, x in zip(spectrum, start, strict=True):
        step = np.array([[(1 + beta) * (1 - a), -beta * (1 - a)], [1, 0]])
        total += 0.5 * a * (np.linalg.matrix_power(step, steps) @ [x, x])[0] ** 2
    return total


def ratios(name, gap, bound):
    spectrum, start = SPECTRA[name]
    q, radius = min(spectrum), float(np.dot(start, start))
    numbers = {n: (gap(spectrum, start, n), bound(n, q, radius)) for n in (1, 2, 5, 20, 100, 1000)}
    return {n: value / limit for n, (value, limit) in numbers.items() if limit > 0}


@pytest.mark.parametrize("name", SPECTRA)
@pytest.mark.parametrize(
    ("entry", "gap", "bound"),
    [
        (
            "zhang2022.sec-2.1.1.gd-rate",
            descent_gap,
            lambda n, q, radius: radius / 2 * (1 / (1 + q)) ** (2 * n),
        ),
        (
            "zhang2022.thm-2.1.3",
            nesterov_gap,
            lambda n, q, radius: radius * (1 + q) / 2 * np.exp(-(n - 1) * np.sqrt(q)),
        ),
    ],
)
def test_rates_on_quadratics_against_closed_forms(entry, gap, bound, name):
    expected = ratios(name, gap, bound)
    found = evidence(CATALOGUE.entry(entry), CATALOGUE.problem(name))
    sharpest = max(expected, key=expected.__getitem__)
    assert found.verdict == "supported"
    assert expected[sharpest] <= 1
    assert found.constants["n"] == sharpest
    assert found.sharpness == pytest.approx(expected[sharpest], rel=1e-9)


@pytest.mark.parametrize("name", SPECTRA)
def test_the_exact_rate_on_quadratics_against_closed_forms(name):
    spectrum, start = SPECTRA[name]
    q, radius = min(spectrum), float(np.dot(start, start))
    expected = {}
    for n in (1, 5, 20):
        for step in (0.5, 1.0, 1.5, 1.95):
            bound = (
                radius / 2 * max(q / (q - 1 + (1 - step * q) ** (-2 * n)), (1 - step) ** (2 * n))
            )
            expected[n, step] = descent_gap(spectrum, start, n, step) / bound
    found = evidence(CATALOGUE.entry("kim2024.exact-rate"), CATALOGUE.problem(name))
    assert found.verdict == "supported"
    assert found.sharpness == pytest.approx(max(expected.values()), rel=1e-9)


def worst_gap(q, bend, steps, step=1.0):
    """f(x_n) from x_0 = 1 on q x^2 / 2 + (1 - q) Huber, with 40 digits in a plain loop."""
    with mpmath.workdps(40):
        q, bend, x = mpmath.mpf(q), mpmath.mpf(bend), mpmath.mpf(1)
        for _ in range(steps):
            x -= mpmath.mpf(step) * (q * x + (1 - q) * max(-bend, min(bend, x)))
        near = min(abs(x), bend)
        return q * x**2 / 2 + (1 - q) * (near * abs(x) - near**2 / 2)


@pytest.mark.parametrize(
    ("entry", "q", "bound"),
    [
        ("zhang2022.sec-2.1.1.gd-rate", 0.25, lambda n: 0.5 * 0.8 ** (2 * n)),
        ("kim2024.exact-rate", 0.2, lambda n: 0.5 * 0.2 / (0.2 - 1 + 0.8 ** (-2 * n))),
    ],
)
def test_the_witness_is_the_worst_bend(entry, q, bound):
    """The gap as a function of the bend is largest at q / (q - 1 + (1 - q)^(-2n)), where the
    exact rate is reached.
    """
    for n in (1, 5):
        best = q / (q - 1 + (1 - q) ** (-2 * n))
        gap = worst_gap(q, best, n)
        assert all(worst_gap(q, best * factor, n) < gap for factor in (0.9, 0.999, 1.001, 1.1))
        assert float(gap) == pytest.approx(0.5 * best, rel=1e-12)
    found = evidence(CATALOGUE.entry(entry))
    assert found.verdict == "supported"
    assert found.sharpness == pytest.approx(
        1.0
        if entry.startswith("kim")
        else float(worst_gap(q, 0.25 / (16 / 9 - 0.75), 1)) / bound(1)
    )


def test_nesterovs_first_step_is_a_gradient_step():
    found = evidence(CATALOGUE.entry("zhang2022.thm-2.1.3"))
    bend = 0.01 / (0.99**-2 - 0.99)
    assert found.verdict == "supported"
    assert found.constants["n"] == 1
    assert found.measured == pytest.approx(float(worst_gap(0.01, bend, 1)), rel=1e-12)
    assert found.bound == pytest.approx(0.505)


@pytest.mark.parametrize(
    ("name", "factor"),
    [
        ("zhang2022.sec-2.1.1.gd-rate", 0.37),
        ("kim2024.exact-rate", 0.999),
        ("zhang2022.thm-2.1.3", 0.32),
        ("drori2014.thm-3.1", 0.999),
    ],
)
def test_smaller_bounds_are_refuted(name, factor):
    entry = CATALOGUE.entry(name)
    assert evidence(replace(entry, bound=factor * entry.bound)).verdict == "refuted"


@pytest.mark.parametrize("wrong", [{L: 0.99}, {mu: 0.101}])
def test_the_constants_of_the_witness_are_exact(wrong):
    problem = huber_plus_quadratic(1.0, 0.1, 1.0, 0.2)
    assert check_promises(problem) == []
    assert check_promises(replace(problem, constants={**problem.constants, **wrong}))
