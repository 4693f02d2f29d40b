"""Every e-function has mean at most 1 under its null: linear programs over all laws on a grid."""

from dataclasses import dataclass

import numpy as np
import pytest
from scipy.optimize import linprog

from theorybench.statistics.efunctions import (
    MeanAtLeastBounded,
    MeanAtLeastMoment,
    MeanAtLeastRelativeVariance,
    MeanAtMost,
    Mixture,
)
from theorybench.statistics.tails import StableLaw
from theorybench.statistics.zero_mean import (
    Symmetric,
    ZeroMeanBounded,
    ZeroMeanTruncated,
    ZeroMeanVariance,
)

POSITIVE = np.concatenate([[0], np.geomspace(1e-3, 1e4, 220), np.linspace(0.5, 3, 51)])
SIGNED = np.concatenate([-np.geomspace(1e-3, 1e3, 150)[::-1], [0], np.geomspace(1e-3, 1e3, 150)])
PERCENT = np.linspace(0.01, 1, 100)
MIRROR = np.eye(len(SIGNED)) - np.eye(len(SIGNED))[::-1]


def worst_mean(efunction, support, constraints, limits):
    """Largest E e_j over nodes j and laws on `support` with constraints @ p <= limits."""
    e = np.exp(np.minimum(efunction.log_e(support), 600)).T
    means = []
    for values in e[:: max(1, len(e) // 9)]:
        scale = max(1.0, values.max())
        solved = linprog(
            -values / scale,
            A_ub=constraints,
            b_ub=limits,
            A_eq=np.ones((1, len(support))),
            b_eq=[1],
        )
        assert solved.status == 0, solved.message
        means.append(-solved.fun * scale)
    return max(means)


def moments(x, *rows):
    """Rows (function of x, limit) as constraints E function(X) <= limit."""
    return np.array([f(x) for f, _ in rows]), [limit for _, limit in rows]


def up_to(limit):
    return (lambda x: x, limit)


def at_least(limit):
    return (lambda x: -x, -limit)


def square(limit):
    return (lambda x: x**2, limit)


def excess(c, limit):
    return (lambda x: np.maximum(np.abs(x) - c, 0), limit)


B7 = np.linspace(0, 7, 281)
M3 = np.linspace(-3, 3, 301)
CASES = {
    "mean <= B": (MeanAtMost(1.0), POSITIVE, [up_to(1)]),
    "mean <= 0": (MeanAtMost(0.0), np.array([0.0, 1.0]), [up_to(0)]),
    "mean >= B, X <= M": (MeanAtLeastBounded(1.0, 7.0), B7, [at_least(1)]),
    **{
        f"relative variance {v}, mean {m}": (
            MeanAtLeastRelativeVariance(1.0, v),
            POSITIVE * m,
            [at_least(m), up_to(m), square((1 + v) * m**2)],
        )
        for v in (0.05, 1.0, 20.0)
        for m in (1.0, 3.0)
    },
    **{
        f"moment {q}, {c}": (
            MeanAtLeastMoment(1.0, q, c),
            POSITIVE,
            [at_least(1), (lambda x, q=q: x**q, c)],
        )
        for q, c in ((2, 4.0), (1.3, 3.0), (1.05, 1.5))
    },
    "variance": (ZeroMeanVariance(2.0), SIGNED, [up_to(0), at_least(0), square(2)]),
    "variance, mean .5": (
        ZeroMeanVariance(2.0, 0.5),
        SIGNED + 0.5,
        [up_to(0.5), at_least(0.5), square(2.25)],
    ),
    **{
        f"variance, mean {m} >= .5": (
            ZeroMeanVariance(2.0, 0.5, "at least"),
            SIGNED + m,
            [up_to(m), at_least(m), square(2 + m**2)],
        )
        for m in (0.5, 1.0, 4.0, 30.0)
    },
    "variance, mean -1 <= -.5": (
        ZeroMeanVariance(2.0, -0.5, "at most"),
        SIGNED - 1,
        [up_to(-1), at_least(-1), square(3)],
    ),
    "bounded": (ZeroMeanBounded(3.0), M3, [up_to(0), at_least(0)]),
    "bounded, mean 1": (ZeroMeanBounded(3.0, 1.0), M3, [up_to(1), at_least(1)]),
    "bounded, mean >= 1": (ZeroMeanBounded(3.0, 1.0, "at least"), M3, [at_least(1)]),
    "bounded, mean <= -1": (ZeroMeanBounded(3.0, -1.0, "at most"), M3, [up_to(-1)]),
    "truncated": (ZeroMeanTruncated(2.0, 0.1), SIGNED, [up_to(0), at_least(0), excess(2, 0.1)]),
    "truncated, mean >= .3": (
        ZeroMeanTruncated(2.0, 0.1, 0.3, "at least"),
        SIGNED,
        [at_least(0.3), excess(2, 0.1)],
    ),
    "truncated, mean <= -.3": (
        ZeroMeanTruncated(2.0, 0.1, -0.3, "at most"),
        SIGNED,
        [up_to(-0.3), excess(2, 0.1)],
    ),
    "mixture": (
        Mixture((ZeroMeanVariance(2.0), ZeroMeanTruncated(2.0, 0.25))),
        SIGNED,
        [up_to(0), at_least(0), square(2)],
    ),
}


@pytest.mark.parametrize(("efunction", "support", "rows"), CASES.values(), ids=CASES)
def test_no_law_of_the_null_gives_a_mean_above_one(efunction, support, rows):
    assert worst_mean(efunction, support, *moments(support, *rows)) <= 1 + 1e-6
    assert np.isclose(np.exp(efunction.log_weights).sum(), 1)


@pytest.mark.parametrize(("side", "centre"), [("equal", 0.5), ("at least", 2.0), ("at most", -1.0)])
def test_symmetric_laws(side, centre):
    # every symmetric law is a mixture of pairs centre +- d: the mean over each pair is enough
    far = np.geomspace(1e-3, 1e3, 200)
    log_e = [Symmetric(1.5, 0.5, side).log_e(centre + sign * far) for sign in (-1, 1)]
    assert np.exp(log_e).mean(axis=0).max() <= 1 + 1e-12


@pytest.mark.parametrize(("alpha", "u"), [(1.5, 0.3), (2.0, 0.6), (0.7, 1.0)])
def test_stable_law_knows_the_mean_and_the_variance(alpha, u):
    y = np.linspace(-1, 1, 401)
    law = StableLaw(1.0, alpha, u)
    mean, square_mean = law.characteristic(u), (1 + law.characteristic(2 * u)) / 2
    rows = [up_to(mean), at_least(mean), square(square_mean)]
    assert worst_mean(law, np.arccos(y) / u, *moments(y, *rows)) <= 1 + 1e-6


@dataclass(frozen=True)
class HalvedCurvature:
    """A planted mistake: the hinge of ZeroMeanVariance with k halved."""

    log_weights = np.zeros(1)

    def log_e(self, x):
        lam, k = 0.5, 0.5**2 / (2 * (1 + np.sqrt(1 - 0.5**2))) / 2
        return (np.log(k) + 2 * np.log(np.abs(x + lam / (2 * k)) + 1e-300))[..., None]


@dataclass(frozen=True)
class OneSidedWithoutHinge:
    """A planted mistake: the square kept where means beyond the shift need the hinge."""

    log_weights = np.zeros(1)

    def log_e(self, x):
        lam, k = 0.5, 0.5**2 / (2 * (1 + np.sqrt(1 - 0.5**2)))
        return (np.log(k) + 2 * np.log(np.abs(-x + lam / (2 * k)) + 1e-300))[..., None]


WRONG = {
    "k halved": (HalvedCurvature(), SIGNED, [up_to(0), at_least(0), square(1)]),
    "no hinge": (
        OneSidedWithoutHinge(),
        SIGNED + 30,
        [up_to(30), at_least(30), square(1 + 30**2)],
    ),
    "bound too small": (MeanAtMost(0.99), POSITIVE, [up_to(1)]),
    "range too small": (MeanAtLeastBounded(1.0, 7.0), B7, [at_least(0.99)]),
    "variance too small": (ZeroMeanVariance(1.9), SIGNED, [up_to(0), at_least(0), square(2)]),
    "relative variance too small": (
        MeanAtLeastRelativeVariance(1.0, 0.9),
        POSITIVE,
        [at_least(1), up_to(1), square(2)],
    ),
    "moment too small": (MeanAtLeastMoment(1.0, 2, 3.9), POSITIVE, [at_least(1), square(4)]),
    "bias forgotten": (
        ZeroMeanTruncated(2.0, 0.0),
        SIGNED,
        [up_to(0), at_least(0), excess(2, 0.1)],
    ),
}


@pytest.mark.parametrize(("efunction", "support", "rows"), WRONG.values(), ids=WRONG)
def test_the_certificate_rejects_planted_mistakes(efunction, support, rows):
    assert worst_mean(efunction, support, *moments(support, *rows)) > 1 + 1e-4
