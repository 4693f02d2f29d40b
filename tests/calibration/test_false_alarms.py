"""On the boundary of each null, watched at every sample, the level is kept: simulated and exact."""

import numpy as np
import pytest

from theorybench.statistics.bounds import lower_bound, quantile_bounds, upper_bound
from theorybench.statistics.budget import ErrorBudget
from theorybench.statistics.declarations import Bounded, Moment, RelativeVariance
from theorybench.statistics.efunctions import (
    MeanAtLeastBounded,
    MeanAtLeastMoment,
    MeanAtLeastRelativeVariance,
    MeanAtMost,
)
from theorybench.statistics.engine import log_sum_exp, paths
from theorybench.statistics.tails import StableLaw
from theorybench.statistics.zero_mean import (
    Symmetric,
    ZeroMeanBounded,
    ZeroMeanTruncated,
    ZeroMeanVariance,
)

LEVELS = (0.05, 0.01, 1e-3, 1e-4)


def alarms(efunction, x):
    """Alarms per level among the rows of x, each watched at all times."""
    top = paths(efunction, x).max(axis=1)
    return [int((top >= -np.log(level)).sum()) for level in LEVELS]


def test_mean_on_its_bound(law, rng, allowed):
    found = alarms(MeanAtMost(1.0), law(rng, (200, 1000)))
    assert all(f <= allowed(200, level) for f, level in zip(found, LEVELS, strict=True)), found


AT_LEAST = {
    "gamma 25, D2": ("gamma 25.0", MeanAtLeastRelativeVariance(1.0, 0.04)),
    "chi2_10, D2": ("chi2_10", MeanAtLeastRelativeVariance(1.0, 0.2)),
    "exponential, D2": ("gamma 1.0", MeanAtLeastRelativeVariance(1.0, 1.0)),
    "chi2_1, D2": ("chi2_1", MeanAtLeastRelativeVariance(1.0, 2.0)),
    "lognormal 1, D2": ("lognormal 1.0", MeanAtLeastRelativeVariance(1.0, np.e - 1)),
    "lognormal 2, D2": ("lognormal 2.0", MeanAtLeastRelativeVariance(1.0, np.exp(4) - 1)),
    "two-point .01, D2": ("two-point 0.01", MeanAtLeastRelativeVariance(1.0, 99.0)),
    "contaminated, D2": (
        "contaminated",
        MeanAtLeastRelativeVariance(1.0, (0.99 + 100) / 1.99**2 - 1),
    ),
    "two-point .1, D1": ("two-point 0.1", MeanAtLeastBounded(1.0, 10.0)),
    "beta, D1": ("beta .1 .1", MeanAtLeastBounded(1.0, 2.0)),
    "exponential, D3": ("gamma 1.0", MeanAtLeastMoment(1.0, 2.0, 2.0)),
    "pareto 2, D3": ("pareto 2.0", MeanAtLeastMoment(1.0, 1.5, 0.5**1.5 * 4)),
}


@pytest.mark.parametrize(("name", "efunction"), AT_LEAST.values(), ids=AT_LEAST)
def test_support_of_a_mean_on_its_bound(name, efunction, laws, rng, allowed):
    found = alarms(efunction, laws[name](rng, (200, 1000)))
    assert all(f <= allowed(200, level) for f, level in zip(found, LEVELS, strict=True)), found


SIGNED = {
    "gauss, variance": (lambda g, s: g.normal(0, 1, s), ZeroMeanVariance(1.0)),
    "t3, variance": (lambda g, s: g.standard_t(3, s), ZeroMeanVariance(3.0)),
    "exponential, variance": (lambda g, s: g.exponential(1, s) - 1, ZeroMeanVariance(1.0)),
    "skew, bounded": (
        lambda g, s: np.where(g.random(s) < 0.01, 0.99, -0.01),
        ZeroMeanBounded(0.99),
    ),
    "exponential, truncated": (
        lambda g, s: g.exponential(1, s) - 1,
        ZeroMeanTruncated(2.0, float(np.exp(-3))),
    ),
    "cauchy, symmetric": (lambda g, s: g.standard_cauchy(s), Symmetric(1.0)),
    "cauchy, stable": (lambda g, s: g.standard_cauchy(s), StableLaw(1.0, 1.0, 0.3)),
    "gauss beyond the margin": (
        lambda g, s: g.normal(0.3, 1, s),
        ZeroMeanVariance(1.0, 0.3, "at least"),
    ),
}


@pytest.mark.parametrize(("sample", "efunction"), SIGNED.values(), ids=SIGNED)
def test_identities_that_hold(sample, efunction, rng, allowed):
    found = alarms(efunction, sample(rng, (200, 1000)))
    assert all(f <= allowed(200, level) for f, level in zip(found, LEVELS, strict=True)), found


def crossing_probability(efunction, values, p, log_threshold, n_max):
    """Exact P(sup_{n <= n_max} log E_n >= threshold), values[1] with probability p, else
    values[0].
    """
    steps = np.maximum(efunction.log_e(np.array(values)), -1e6)
    alive, crossed = np.ones(1), 0.0
    for n in range(1, n_max + 1):
        grown = np.zeros(n + 1)
        grown[:-1] += (1 - p) * alive
        grown[1:] += p * alive
        ones = np.arange(n + 1)[:, None]
        log_e = log_sum_exp(ones * steps[1] + (n - ones) * steps[0] + efunction.log_weights)
        hit = log_e >= log_threshold
        crossed += grown[hit].sum()
        alive = np.where(hit, 0.0, grown)
    return crossed


@pytest.mark.parametrize("p", [0.01, 0.1, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("kind", ["upper", "lower"])
def test_exact_level_of_two_point_laws(p, kind):
    efunction = MeanAtMost(p) if kind == "upper" else MeanAtLeastBounded(p, 1.0)
    alpha = 1e-6
    exact = crossing_probability(efunction, (0.0, 1.0), p, -np.log(alpha), 600)
    assert exact <= alpha
    if 0.1 <= p <= 0.9:
        assert exact > alpha / 30, "the test is far more conservative than it was measured to be"


def test_wrong_declarations_are_load_bearing(laws, rng):
    x = laws["two-point 0.01"](rng, (100, 1000))  # relative variance 99, mean 1
    honest, wrong = (MeanAtLeastRelativeVariance(0.5, v) for v in (99.0, 4.0))
    assert (paths(wrong, x).max(axis=1) >= np.log(1000)).mean() > 0.5
    assert (paths(honest, x).max(axis=1) >= np.log(1000)).mean() < 0.1


def test_bounds_cover_at_every_look(laws, rng, allowed):
    misses = np.zeros(5, int)
    looks = (20, 50, 100, 300)
    for _ in range(100):
        x = laws["gamma 1.0"](rng, 300)
        spread = rng.standard_cauchy(300)
        bounded = rng.beta(0.3, 0.3, 300)
        outside = [
            any(lower_bound(x[:n], 0.05) > 1 for n in looks),
            any(upper_bound(x[:n], 0.05, RelativeVariance(1.0, "exponential")) < 1 for n in looks),
            any(upper_bound(bounded[:n], 0.05, Bounded(1.0, "beta")) < 0.5 for n in looks),
            any(upper_bound(x[:n], 0.05, Moment(2.0, 2.0, "exponential")) < 1 for n in (50, 300)),
            any(
                not low <= 0 <= high
                for low, high in (quantile_bounds(spread[:n], 0.05) for n in looks)
            ),
        ]
        misses += outside
    assert (misses <= allowed(100, 0.05)).all(), misses


def test_whole_suites_keep_their_budget(laws, rng, allowed):
    budget = ErrorBudget(alpha=0.5, claims=30)
    assert budget.level == 0.5 / 30
    false = 0
    for _ in range(60):
        x = laws["lognormal 1.0"](rng, (30, 200))
        log_sup = paths(MeanAtMost(1.0), x).max(axis=1)
        false += bool((log_sup >= -np.log(budget.level)).any())
    assert false <= allowed(60, 0.5)


def test_averaging_keeps_the_level_of_dependent_columns_and_a_product_does_not(rng, allowed):
    base = rng.lognormal(-2, 2, (300, 300, 1))
    x = base * rng.lognormal(-0.005, 0.1, (300, 300, 5))
    each = np.stack([paths(MeanAtMost(1.0), x[:, :, j]) for j in range(5)], axis=-1)
    average = log_sum_exp(each) - np.log(5)
    assert (average.max(axis=1) >= np.log(100)).sum() <= allowed(300, 0.01)
    assert (each.sum(axis=-1).max(axis=1) >= np.log(100)).sum() > 2 * 300 * 0.01
