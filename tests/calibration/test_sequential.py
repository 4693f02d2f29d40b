"""Every decision shown true and false claims, both ways; and the numbers it reports."""

import numpy as np
import pytest

from theorybench.statistics.declarations import Bounded, Moment, RelativeVariance
from theorybench.statistics.efunctions import MeanAtMost
from theorybench.statistics.engine import Process
from theorybench.statistics.ranges import DeclarationViolated
from theorybench.statistics.sequential import Design, decide, decide_probability

DESIGN = Design(alpha=5e-9, delta_s=1e-6, n_max=8192)
VARIED = RelativeVariance(1.0, "exponential")
BOUNDED = Bounded(20.0, "made up")
MOMENT = Moment(2.0, 5.0, "made up")


def exponential(g, size):
    return g.exponential(1.0, size)


def clipped(g, size):
    return np.minimum(g.exponential(1.0, size), 20.0)


def fixed(x):
    """The draw that returns given samples."""
    return lambda first, last: x[32 * first : 32 * last]


def three(g, size):
    """Dependent columns of means 1, 2, 4."""
    return g.exponential(1.0, (size[0], 1)) * np.array([1.0, 2.0, 4.0])


MEANS = {
    # bound on the mean 1, declaration, direction, verdict
    "halved": (0.5, None, "upper", "refuted"),
    "halved, declared": (0.5, VARIED, "upper", "refuted"),
    "tight, undeclared": (1.0, None, "upper", "inconclusive"),
    "tight, declared": (1.0, VARIED, "upper", "supported-within"),
    "slack, undeclared": (2.0, None, "upper", "inconclusive"),
    "slack, D1": (3.0, BOUNDED, "upper", "supported"),
    "slack, D2": (2.0, VARIED, "upper", "supported"),
    "slack, D3": (1.7, MOMENT, "upper", "supported"),
    "zero": (0.0, VARIED, "upper", "refuted"),
    "lower, true": (0.5, None, "lower", "supported"),
    "lower, true, declared": (0.5, VARIED, "lower", "supported"),
    "lower, tight": (1.0, VARIED, "lower", "supported-within"),
    "lower, false, undeclared": (2.0, None, "lower", "inconclusive"),
    "lower, false, D1": (3.0, BOUNDED, "lower", "refuted"),
    "lower, false, D2": (2.0, VARIED, "lower", "refuted"),
    "lower, false, D3": (1.7, MOMENT, "lower", "refuted"),
}


@pytest.mark.parametrize(("bound", "declared", "direction", "verdict"), MEANS.values(), ids=MEANS)
def test_means(bound, declared, direction, verdict, draws):
    sample = clipped if declared is BOUNDED else exponential
    found = decide(draws(sample), bound, declared, DESIGN, direction=direction)
    assert found.verdict == verdict
    assert (found.crossed is None) == (verdict in ("inconclusive", "supported-within"))
    assert found.low[0] <= 1.1 <= found.high[0] * 1.2
    assert (found.high[0] < np.inf) == (declared is not None)
    assert (found.sharpness > 1 - 1e-6) == (verdict == "refuted")
    assert found.detectable > 1
    if verdict == "supported":
        assert (found.high[0] if direction == "upper" else bound) <= max(bound, found.low[0]) * 1.06


COLUMNS = {
    # bounds of the means 1, 2, 4; declaration; direction; quantifier; verdict; column
    "all, one false": ((9, 9, 2), None, "upper", "all", "refuted", 2),
    "all, tight": ((1, 2, 4), None, "upper", "all", "inconclusive", None),
    "all, true": ((2, 3.9, 8), VARIED, "upper", "all", "supported", 1),
    "all, one undeclared": ((2, 3.9, 8), (VARIED, None, VARIED), "upper", "all", "inconclusive", 1),
    "all, one at zero": ((2, 0, 8), VARIED, "upper", "all", "refuted", 1),
    "some, one true": ((0.5, 8, 1), VARIED, "upper", "some", "supported", 1),
    "some, true one undeclared": (
        (0.5, 8, 1),
        (VARIED, None, None),
        "upper",
        "some",
        "inconclusive",
        1,
    ),
    "some, none true": ((0.5, 1, 2), None, "upper", "some", "refuted", None),
    "lower all, true": ((0.5, 1, 2), None, "lower", "all", "supported", None),
    "lower all, one false": ((0.5, 1, 9), VARIED, "lower", "all", "refuted", 2),
    "lower all, false one undeclared": (
        (0.8, 1, 9),
        (VARIED, None, None),
        "lower",
        "all",
        "inconclusive",
        0,
    ),
    "lower some, one true": ((9, 9, 2), None, "lower", "some", "supported", None),
    "lower some, none true": ((2, 4, 8), VARIED, "lower", "some", "refuted", None),
    "lower some, one undeclared": (
        (2, 4, 8),
        (VARIED, None, VARIED),
        "lower",
        "some",
        "inconclusive",
        1,
    ),
}


@pytest.mark.parametrize("case", COLUMNS.values(), ids=COLUMNS)
def test_columns(case, draws):
    bounds, declared, direction, quantifier, verdict, column = case
    found = decide(
        draws(three, (3,)), bounds, declared, DESIGN, direction=direction, quantifier=quantifier
    )
    assert found.verdict == verdict
    assert column is None or found.column == column
    assert found.means.shape == found.low.shape == found.high.shape == (3,)
    assert (found.low <= found.high).all()


@pytest.mark.parametrize("seed", range(20))
def test_sharpness_says_which_constants_die(seed, laws):
    """A claim refuted on these data is refuted with every smaller constant, and L/B is the
    limit.
    """
    x = laws["lognormal 1.0"](np.random.default_rng(seed), 4096)
    found = decide(fixed(x), 1.0, None, Design(5e-9, n_max=4096))
    n, limit = found.n, found.sharpness
    assert (found.verdict, n) == ("inconclusive", 4096)
    for factor, dies in ((1 - 1e-5, True), (1 + 1e-5, False)):
        _, path = Process.start(MeanAtMost(limit * factor)).advance(x)
        assert (path[-1] >= -np.log(DESIGN.alpha)) == dies
    assert found.detectable == pytest.approx(x.mean() / found.low[0])


def test_divergence_refutes_an_upper_claim_and_supports_a_lower_one(draws):
    def sometimes(g, size):
        return np.where(g.random(size) < 0.2, np.inf, 0.5)

    upper = decide(draws(sometimes), 1.0, VARIED, DESIGN)
    assert (upper.verdict, upper.n, upper.detectable) == ("refuted", 32, 1.0)
    assert upper.sharpness == upper.means[0] == np.inf == upper.high[0]
    assert decide(draws(sometimes), 1.0, None, DESIGN, direction="lower").verdict == "supported"


def test_the_schedule_of_looks_does_not_change_the_evidence(draws):
    draw = draws(exponential)
    n_max = 256
    found = [decide(draw, 0.9, None, Design(1e-9, 1e-3, n_max, first)) for first in (32, 96, 256)]
    assert len({f.log_e_refute for f in found}) == 1
    assert [f.n for f in found] == [n_max] * 3
    blocks = []
    decide(lambda a, b: blocks.append((a, b)) or draw(a, b), 0.9, None, Design(1e-9, 1e-3, 320, 64))
    assert blocks == [(0, 2), (2, 4), (4, 8), (8, 10)]


PROBABILITIES = [
    (0.2, "upper", "supported"),
    (0.1, "upper", "supported-within"),
    (0.05, "upper", "refuted"),
    (0.0, "upper", "refuted"),
    (0.2, "lower", "refuted"),
    (0.1, "lower", "supported-within"),
    (0.05, "lower", "supported"),
]


@pytest.mark.parametrize(("delta", "direction", "verdict"), PROBABILITIES)
def test_probabilities(delta, direction, verdict, draws):
    draw = draws(lambda g, size: g.random(size) < 0.1)
    design = Design(5e-9, 1e-6, n_max=32_768)
    assert decide_probability(draw, delta, design, direction=direction).verdict == verdict


def test_many_probabilities_at_once(draws):
    draw = draws(lambda g, size: g.random(size) < np.array([0.01, 0.1]), (2,))
    assert decide_probability(draw, [0.05, 0.2], DESIGN).verdict == "supported"
    assert decide_probability(draw, [0.05, 0.05], DESIGN).column == 1


MEDIANS = [
    # geometric hitting times of median 7: P(tau > 6) = .531, P(tau > 7) = .478
    (4, "upper", "refuted"),
    (7, "upper", "supported-within supported"),
    (10, "upper", "supported"),
    (4, "lower", "supported"),
    (7, "lower", "supported-within supported"),
    (10, "lower", "refuted"),
]


def test_declared_bounds_are_enforced(draws):
    with pytest.raises(
        DeclarationViolated, match=r"sample=.* given where X <= M=1 was declared"
    ) as info:
        decide(draws(exponential), 0.5, Bounded(1.0, "wrong"), DESIGN)
    assert info.value.bound == 1.0 < info.value.value
    with pytest.raises(DeclarationViolated, match="X >= 0"):
        decide(draws(lambda g, size: -exponential(g, size)), 0.5, None, DESIGN)


@pytest.mark.slow
def test_false_verdicts_are_as_rare_as_designed(laws, rng, allowed):
    """True and false claims on the boundary, through the whole driver at weak levels."""
    design, runs = Design(0.05, 0.05, 256), 200
    refuted = supported = 0
    for _ in range(runs):
        x = laws["chi2_1"](rng, 256)
        verdict = decide(fixed(x), 1.0, RelativeVariance(2.0, "chi2_1"), design).verdict
        refuted += verdict == "refuted"
        supported += verdict == "supported"
    assert max(refuted, supported) <= allowed(runs, 0.05)
