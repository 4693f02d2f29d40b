"""SGD on smooth nonconvex functions (Cevher 2020): printed and corrected bounds against exact
moments.
"""

import dataclasses
import itertools
import math

import numpy as np
import pytest

from theorybench.catalogue.claim import Claim
from theorybench.core import symbols as s
from theorybench.core.oracles import coin, gaussian
from theorybench.problems.functions.quadratic import quadratic
from theorybench.problems.functions.sine_well import sine_well
from theorybench.problems.theorems.nonconvex.sgd_cevher import corrected, printed
from theorybench.verify.profile import Options
from theorybench.verify.suite import verify_claim


def exact_mean(smoothness, start, steps, sigma=1.0):
    """E 1/N sum ||g_t||^2 for f = L x^2/2: g_{t+1} = (1 - theta) g_t - theta z with theta =
    1/sqrt N.
    """
    theta, second, total = 1 / math.sqrt(steps), (smoothness * start) ** 2, 0.0
    for _ in range(steps):
        total += second
        second = (1 - theta) ** 2 * second + theta**2 * sigma**2
    return total / steps


def bounds(smoothness, start, steps, sigma=1.0):
    height = smoothness * start**2 / 2
    return 2 * smoothness * (height + sigma**2) / math.sqrt(steps), (
        2 * smoothness * height + sigma**2
    ) / math.sqrt(steps)


def verdict(entry, problem, oracle):
    return verify_claim(Claim(dataclasses.replace(entry, oracles=None), problem, oracle), Options())


@pytest.mark.parametrize("smoothness", [0.01, 0.1, 0.2, 0.3, 1.0, 5.0])
@pytest.mark.parametrize("steps", [1, 4, 100, 10_000])
def test_corrected_bound_holds_exactly_on_quadratics(smoothness, steps):
    for start in (0.0, 0.3, 5.0, 100.0):
        measured, (_, true) = exact_mean(smoothness, start, steps), bounds(smoothness, start, steps)
        assert measured <= true


def test_printed_bound_fails_below_a_quarter():
    """Started at the minimum with N large the mean is sigma^2/(2 sqrt N), and the printed bound
    2 L sigma^2/sqrt N.
    """
    for smoothness, fails in ((0.1, True), (0.2, True), (0.3, False), (1.0, False)):
        measured, (false, _) = exact_mean(smoothness, 0.0, 10_000), bounds(smoothness, 0.0, 10_000)
        assert (measured > false) is fails


@pytest.mark.parametrize("oracle", [coin(1.0), gaussian(1.0)], ids=str)
@pytest.mark.parametrize(
    ("entry", "wanted"),
    [(printed, "refuted"), (corrected, "supported")],
    ids=["printed", "corrected"],
)
def test_verdict_on_the_shallow_quadratic(entry, wanted, oracle):
    """The exact mean lies in the interval that the harness reports; without a sure bound
    (Gaussian noise) nothing is supported, only not refuted.
    """
    entry = dataclasses.replace(entry, settings=({s.n: 400},))
    found = verdict(entry, quadratic("shallow", (0.1,), (5.0,)), oracle)
    exact, (false, true) = exact_mean(0.1, 5.0, 400), bounds(0.1, 5.0, 400)
    assert false < exact < true
    assert found.bound == pytest.approx(false if entry.name == printed.name else true)
    assert found.low <= exact <= found.high
    assert found.verdict == (
        "consistent" if wanted == "supported" and oracle.name.startswith("gaussian") else wanted
    )


def test_the_printed_bound_adds_two_units():
    assert any("different units" in finding for finding in printed.findings())
    assert corrected.findings() == ()


@pytest.mark.parametrize("steps", [4, 12])
@pytest.mark.parametrize("start", [0.0, 2.0, 8.0])
def test_sure_bound_for_bounded_noise(steps, start):
    """All sequences of coins on the sine well: 1/N sum ||g_t||^2 <= 2L Delta_0/sqrt N + tau^2,
    which the support of the mean rests on.
    """
    coins = np.array(list(itertools.product((-1.0, 1.0), repeat=steps)))
    x, total = np.full(len(coins), start), np.zeros(len(coins))
    for t in range(steps):
        g = 3.0 * np.sin(x / 3.0)
        total += g**2
        x = x - (g + coins[:, t]) / math.sqrt(steps)
    height = 9.0 * (1 - math.cos(start / 3.0))
    assert total.max() / steps <= 2 * height / math.sqrt(steps) + 1 + 1e-12


def test_corrected_bound_on_the_sine_well_by_enumeration():
    """N = 12: the exact mean over all 4096 sequences of coins, against the bound and against the
    interval of the harness.
    """
    steps, start = 12, 8.0
    coins = np.array(list(itertools.product((-1.0, 1.0), repeat=steps)))
    x, total = np.full(len(coins), start), np.zeros(len(coins))
    for t in range(steps):
        g = 3.0 * np.sin(x / 3.0)
        total += g**2
        x = x - (g + coins[:, t]) / math.sqrt(steps)
    exact = float(total.mean() / steps)
    found = verdict(
        dataclasses.replace(corrected, settings=({s.n: steps},)),
        sine_well(1.0, 3.0, start),
        coin(1.0),
    )
    assert exact <= found.bound
    assert found.low <= exact <= found.high
    below = dataclasses.replace(
        corrected, settings=({s.n: steps},), bound=0.7 * exact / found.bound * corrected.bound
    )
    assert verdict(below, sine_well(1.0, 3.0, start), coin(1.0)).verdict == "refuted"
