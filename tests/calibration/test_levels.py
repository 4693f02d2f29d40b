"""Each error probability is spent once: the reported numbers, recomputed from the tests they
invert.
"""

import numpy as np
import pytest

from theorybench.statistics.bounds import (
    count_log_wealth,
    lower_bound,
    quantile_bounds,
    upper_bound,
)
from theorybench.statistics.declarations import Bounded, Moment, RelativeVariance
from theorybench.statistics.efunctions import MeanAtMost
from theorybench.statistics.engine import Process, log_wealth
from theorybench.statistics.panels import Panel
from theorybench.statistics.ratios import halving_of_medians
from theorybench.statistics.sequential import Design, decide
from theorybench.statistics.tails import tail_index

VARIED = RelativeVariance(1.0, "exponential")


@pytest.fixture
def x(rng):
    return rng.exponential(1.0, 512)


def test_copies_of_a_column_are_worth_one_column(x):
    null = MeanAtMost(0.7)
    alone, _ = Process.start(null).advance(x)
    for every in (False, True):
        panel = Panel.start([(j, null) for j in range(3)], every, 1e-3).advance(
            np.stack([x] * 3, axis=1)
        )
        assert panel.log_e == pytest.approx(alone.log_sup)


@pytest.mark.parametrize("every", [False, True])
def test_a_panel_crosses_at_the_first_sample_that_suffices(every, x):
    pairs = [(0, MeanAtMost(0.5)), (1, MeanAtMost(0.6))]
    columns = np.stack([x, x[::-1]], axis=1)
    whole = Panel.start(pairs, every, 1e-4).advance(columns)
    at, before = (
        Panel.start(pairs, every, 1e-4).advance(columns[: whole.crossed - back]) for back in (0, 1)
    )
    assert before.log_e < np.log(1e4) <= at.log_e
    assert before.crossed is None
    cut = Panel.start(pairs, every, 1e-4).advance(columns[:50]).advance(columns[50:])
    assert (cut.crossed, cut.log_e) == (whole.crossed, whole.log_e)
    assert Panel.start([], every, 0.1).advance(columns).crossed is None


@pytest.mark.parametrize(
    ("direction", "quantifier", "low_level", "high_level"),
    [
        ("upper", "all", 1e-6 / 3, 1e-3),
        ("upper", "some", 1e-6, 1e-3 / 3),
        ("lower", "all", 1e-3, 1e-6 / 3),
        ("lower", "some", 1e-3 / 3, 1e-6),
    ],
)
def test_levels_of_the_reported_bounds(direction, quantifier, low_level, high_level, x):
    columns = np.outer(x, [1.0, 2.0, 3.0])
    found = decide(
        lambda first, last: columns[32 * first : 32 * last],
        [1.0, 2.0, 3.0],
        VARIED,
        Design(1e-6, 1e-3, 512),
        direction=direction,
        quantifier=quantifier,
    )
    assert found.crossed is None
    assert found.low == pytest.approx([lower_bound(c, low_level) for c in columns.T])
    assert found.high == pytest.approx([upper_bound(c, high_level, VARIED) for c in columns.T])
    sharpness = found.low / [1, 2, 3] if direction == "upper" else [1, 2, 3] / found.high
    assert found.sharpness == pytest.approx(sharpness[0])
    ratio = found.means / found.low if direction == "upper" else found.high / found.means
    assert found.detectable == pytest.approx(ratio.max())


@pytest.mark.parametrize(
    "declared", [VARIED, Bounded(30.0, "made up"), Moment(2.0, 4.0, "made up")], ids=repr
)
def test_bounds_lie_on_the_rejected_side(declared, x):
    alpha = 1e-4
    low, high = lower_bound(x, alpha), upper_bound(x, alpha, declared)
    assert 0 <= log_wealth(MeanAtMost(low), x) + np.log(alpha) < 1e-3
    surplus = log_wealth(declared.null_at_least(high), x) + np.log(alpha)
    assert 0 <= surplus < (30.0 if isinstance(declared, Moment) else 1e-3)


@pytest.mark.parametrize("q", [0.2, 0.5])
def test_quantile_bounds_split_their_level(q, x):
    low, high = quantile_bounds(x, 1e-4, q)
    ordered = np.sort(x)
    evidence = {
        "high": [log_wealth(MeanAtMost(q), x <= v) for v in (high, ordered[ordered < high][-1])],
        "low": [log_wealth(MeanAtMost(1 - q), x >= v) for v in (low, ordered[ordered > low][0])],
    }
    for enough, too_little in evidence.values():
        assert too_little < np.log(2e4) <= enough


@pytest.mark.parametrize("sizes", [(40, 40, 40), (30, 700, 50), (1, 2, 3)])
def test_the_least_e_value_of_halving_is_below_the_one_at_every_pair_of_medians(sizes, rng):
    """At Q0, Q1 and Qm = (Q1^2 Q0)^(1/3) the product of the three e-values, from counts."""
    x0, xm, x1 = samples = [rng.lognormal(0, 1, n) for n in sizes]
    samples[2] *= 8
    found = halving_of_medians(*samples)
    wealth = [count_log_wealth(np.arange(n + 1), n, 0.5) for n in sizes]
    least = np.inf
    for a in (0.0, *x0):
        for b in (0.0, *x1):
            counts = (x0 > a).sum(), (xm < np.cbrt(b**2 * a)).sum(), (x1 > b).sum()
            least = min(
                least, sum(table[count] for table, count in zip(wealth, counts, strict=True))
            )
    assert found <= least + 1e-9


def test_halving_at_the_boundary_is_hardly_ever_refuted(rng):
    """Medians 1, 2 and 2^1.5: what is to settle halves exactly; 400 suites of three heavy-tailed
    samples at level 0.05.
    """
    alarms = 0
    for _ in range(400):
        x0, xm, x1 = (
            median * 0.5 ** (1 / 1.2) * (1 + rng.pareto(1.2, 300)) for median in (1, 2, 2**1.5)
        )
        alarms += halving_of_medians(x0, xm, x1) >= np.log(20)
    assert alarms <= 20


def test_tail_radii_come_from_the_pilot_and_excesses_from_the_rest(rng):
    x = 1 + rng.pareto(1.5, 4000)
    found = tail_index(x, 1e-6)
    for tail, q in zip(found.radii, (0.95, 0.99), strict=True):
        radius = np.quantile(x[:1000], q)
        beyond = np.log(x[1000:][x[1000:] > radius] / radius)
        assert (tail.radius, tail.excesses) == (radius, len(beyond))
        assert tail.estimate == pytest.approx(1 / beyond.mean())
        assert tail.log_e_heavier == Process.start(MeanAtMost(0.5)).advance(beyond)[0].log_sup
