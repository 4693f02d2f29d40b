"""Planted falsehoods die, and true claims are supported, with the measured number of seeds."""

import numpy as np
import pytest

from theorybench.statistics.bounds import upper_bound
from theorybench.statistics.declarations import Moment
from theorybench.statistics.efunctions import (
    MeanAtLeastBounded,
    MeanAtLeastMoment,
    MeanAtLeastRelativeVariance,
    MeanAtMost,
    Mixture,
)
from theorybench.statistics.engine import paths
from theorybench.statistics.ratios import halving_of_medians, ratio_of_medians
from theorybench.statistics.tails import StableLaw, characteristic_check, tail_index
from theorybench.statistics.zero_mean import Symmetric, ZeroMeanTruncated, ZeroMeanVariance

LOG_REFUTE = np.log(1 / 5e-9)
LOG_SUPPORT = np.log(1000)
FACTOR = 1.5
"""Medians of 90 runs agree with the tables within this factor."""

REFUTE = [
    # law of mean 1, bound halved: seeds; bound 0.8: seeds
    ("constant", 32, 98),
    ("gamma 25.0", 33, 108),
    ("chi2_10", 38, 186),
    ("gamma 1.0", 84, 793),
    ("chi2_1", 152, 1556),
    ("lognormal 1.0", 83, 1178),
    ("lognormal 2.0", 1120, None),
    ("pareto 3.0", 36, 142),
    ("pareto 2.0", 44, 488),
    ("pareto 1.5", 79, None),
    ("pareto 1.2", 1258, None),
]
SUPPORT = [
    # law, null of the false claim at bound 1, mean / bound, seeds
    ("gamma 25.0", MeanAtLeastRelativeVariance(1.0, 0.04), 0.9, 68),
    ("gamma 25.0", MeanAtLeastRelativeVariance(1.0, 0.04), 0.2, 4),
    ("chi2_10", MeanAtLeastRelativeVariance(1.0, 0.2), 0.7, 32),
    ("gamma 1.0", MeanAtLeastRelativeVariance(1.0, 1.0), 0.7, 164),
    ("gamma 1.0", MeanAtLeastRelativeVariance(1.0, 1.0), 0.2, 18),
    ("chi2_1", MeanAtLeastRelativeVariance(1.0, 2.0), 0.5, 92),
    ("chi2_1", MeanAtLeastRelativeVariance(1.0, 2.0), 0.7, 289),
    ("chi2_10", MeanAtLeastBounded(1.0, 10.0), 0.5, 170),
    ("chi2_10", MeanAtLeastBounded(1.0, 100.0), 0.5, 1820),
    ("pareto 1.5", MeanAtLeastMoment(1.0, 1.3, 3.0), 0.2, 753),
]


def median_crossing(efunction, x, log_threshold):
    hit = paths(efunction, x) >= log_threshold
    return np.median(np.where(hit.any(axis=1), 1 + hit.argmax(axis=1), np.inf))


def close(found, expected):
    return expected / FACTOR - 1 <= found <= expected * FACTOR + 1


@pytest.mark.parametrize(("name", "halved", "fifth_off"), REFUTE)
def test_seeds_to_refute(name, halved, fifth_off, laws, rng):
    for bound, expected in ((0.5, halved), (0.8, fifth_off)):
        if expected is not None:
            x = laws[name](rng, (90, 3 * expected))
            assert close(median_crossing(MeanAtMost(bound), x, LOG_REFUTE), expected)


@pytest.mark.parametrize(("name", "null", "rho", "expected"), SUPPORT)
def test_seeds_to_support(name, null, rho, expected, laws, rng):
    x = rho * laws[name](rng, (90, 3 * expected + 10))
    assert close(
        median_crossing(null, np.minimum(x, getattr(null, "M", np.inf)), LOG_SUPPORT), expected
    )


@pytest.mark.slow
def test_rare_events_need_as_many_seeds_as_measured(laws, rng):
    x = laws["two-point 0.01"](rng, (20, 20_000))
    assert close(median_crossing(MeanAtMost(0.5), x, LOG_REFUTE), 10_578)


IDENTITIES = {
    # sample, null, seeds that refute E D = 0
    "cauchy moved": (lambda g, s: g.standard_cauchy(s) + 1, Symmetric(1.0), 400),
    "gauss moved": (lambda g, s: g.normal(0.3, 1, s), ZeroMeanVariance(1.1), 1000),
    "truncated beats variance": (
        lambda g, s: g.normal(0.3, 0.3, s),
        Mixture((ZeroMeanTruncated(2.0, 0.1), ZeroMeanVariance(1.0))),
        400,
    ),
    "gauss for stable": (lambda g, s: g.normal(0, 1, s), StableLaw(1.0, 1.5, 0.3), 300),
}


@pytest.mark.parametrize(("sample", "null", "budget"), IDENTITIES.values(), ids=IDENTITIES)
def test_false_identities_die(sample, null, budget, rng):
    x = sample(rng, (20, budget))
    assert (paths(null, x).max(axis=1) >= LOG_REFUTE).mean() >= 0.9


def gamma_rate(rng, shape, t, n, p=1.0):
    """A metric of exact mean t^-p."""
    return rng.gamma(shape, 1 / shape, n) * t**-p


RATES = [
    # shape of the metric, claimed exponent (truth 1), seeds
    (5.0, 1.1, 1024),
    (5.0, 1.2, 256),
    (1.0, 1.2, 2048),
]


@pytest.mark.parametrize(("shape", "claimed", "n"), RATES)
def test_false_exponents_die_and_true_ones_do_not(shape, claimed, n, rng):
    t0, t1, tolerance = 100, 10_000, 1.25 if claimed > 1.1 else 1.0
    x0, x1 = gamma_rate(rng, shape, t0, n), gamma_rate(rng, shape, t1, n)

    def evidence(p):
        return ratio_of_medians(x1, x0, tolerance * (t1 / t0) ** -p)

    assert evidence(claimed) >= LOG_REFUTE
    assert evidence(1.0) < LOG_REFUTE


def test_ratio_with_heavy_tails(rng):
    heavy0, heavy1 = rng.standard_cauchy(1500) ** 2, rng.standard_cauchy(1500) ** 2
    assert ratio_of_medians(heavy1, heavy0, 0.2) >= LOG_REFUTE
    assert ratio_of_medians(heavy1, heavy0, 1.0) < LOG_REFUTE


def test_the_three_horizon_rule_forgives_a_plateau_and_not_a_wrong_exponent(rng):
    def sample(mean):
        return rng.lognormal(np.log(mean), 0.3, 1024)

    plateau = [sample(1 / (t + 300)) for t in (100, 1000, 10_000)]
    straight = [sample(t**-1.0) for t in (100, 1000, 10_000)]
    assert ratio_of_medians(plateau[2], plateau[0], 1.25 / 100) >= LOG_REFUTE

    def against(samples, power):
        return halving_of_medians(
            *(x * t**power for x, t in zip(samples, (100, 1000, 10_000), strict=True))
        )

    assert against(plateau, 1) < 0
    assert against(straight, 1) < 0
    assert against(plateau, 1.3) < LOG_REFUTE
    assert against(straight, 1.2) >= LOG_REFUTE
    assert against([x[:64] for x in straight], 3) >= LOG_REFUTE


def test_moment_declaration_bounds_a_heavy_tail(laws, rng):
    x = laws["pareto 2.0"](rng, 2000)
    declared = Moment(1.5, 0.5**1.5 * 4, "pareto 2")
    bound = upper_bound(x, 1e-3, declared)
    assert 1 <= bound < declared.C ** (1 / declared.q)


TAILS = {
    "pareto 1.5": (lambda g, n: 1 + g.pareto(1.5, n), "heavier"),
    "gauss": (lambda g, n: g.normal(0, 1, n), "lighter"),
    "pareto 2": (lambda g, n: 1 + g.pareto(2.0, n), "undecided"),
}


@pytest.mark.parametrize(("sample", "expected"), TAILS.values(), ids=TAILS)
def test_tail_index(sample, expected, rng):
    found = tail_index(sample(rng, 300_000), 5e-9)
    assert found.verdict == expected
    assert [tail.excesses > 500 for tail in found.radii] == [True, True]


def test_a_lognormal_looks_heavy_at_one_radius_only(rng):
    found = tail_index(np.exp(2 * rng.normal(0, 1, 100_000)), 5e-9)
    near, far = found.radii
    assert near.log_e_heavier >= LOG_REFUTE
    assert far.estimate > near.estimate + 0.1, "the trend that gives it away"


def test_characteristic_check(rng):
    gauss = rng.normal(0, np.sqrt(2), 1000)
    assert characteristic_check(gauss, 1.0, 1.5, 0.3) >= LOG_REFUTE
    assert characteristic_check(gauss, 1.0, 2.0, 0.3) < LOG_REFUTE
    assert characteristic_check(gauss, 1.5, 2.0, 0.6) >= LOG_REFUTE
