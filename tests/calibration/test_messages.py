"""Bad input is refused, with what was given, what was asked and what to do."""

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
    Mixture,
)
from theorybench.statistics.ratios import halving_of_medians, ratio_of_medians
from theorybench.statistics.seeds import block_seed
from theorybench.statistics.sequential import Design, decide, decide_probability
from theorybench.statistics.tails import StableLaw, log_excesses, tail_index
from theorybench.statistics.zero_mean import (
    Symmetric,
    ZeroMeanBounded,
    ZeroMeanTruncated,
    ZeroMeanVariance,
)

X = np.linspace(0.5, 2, 64)
VARIED, BOUNDED = RelativeVariance(1.0, "made up"), Bounded(4.0, "made up")
DESIGN = Design(1e-9, n_max=64)


def draw(first, last):
    return np.resize(X, 32 * (last - first))


BAD = {
    "B negative": (lambda: MeanAtMost(-1.0), r"B=-1\.0.*>= 0"),
    "B infinite": (lambda: MeanAtMost(np.inf), r"B=inf.*finite"),
    "B above M": (lambda: MeanAtLeastBounded(2.0, 1.0), r"B=2\.0, M=1\.0.*vacuous"),
    "B zero": (lambda: MeanAtLeastRelativeVariance(0.0, 1.0), r"B=0\.0.*cannot be supported"),
    "V zero": (lambda: MeanAtLeastRelativeVariance(1.0, 0.0), r"V=0\.0.*compare the numbers"),
    "moment B": (lambda: MeanAtLeastMoment(0.0, 2, 1.0), r"B=0\.0"),
    "moment q": (lambda: MeanAtLeastMoment(1.0, 3, 1.0), r"q=3.*\(1, 2\]"),
    "moment C": (lambda: MeanAtLeastMoment(2.0, 2, 1.0), r"C=1\.0.*C >= B\^q.*vacuous"),
    "no parts": (lambda: Mixture(()), r"parts=\(\).*at least one"),
    "zero-mean V": (lambda: ZeroMeanVariance(0.0), r"V=0\.0"),
    "side": (lambda: ZeroMeanVariance(1.0, side="above"), "side='above'.*equal, at least"),
    "shift": (lambda: ZeroMeanBounded(1.0, 2.0), r"shift=2\.0.*declared range"),
    "shift of a truncation": (lambda: ZeroMeanTruncated(1.0, 0.5, 1.5), r"shift=1\.5"),
    "infinite shift": (lambda: Symmetric(1.0, np.inf), "shift=inf"),
    "truncation b": (lambda: ZeroMeanTruncated(1.0, -1.0), r"b=-1\.0"),
    "scale": (lambda: Symmetric(0.0), r"scale=0\.0"),
    "infinite difference": (
        lambda: ZeroMeanVariance(1.0).log_e([np.inf]),
        "1 of 1 samples are inf",
    ),
    "no reason": (lambda: Bounded(1.0, " "), "reason=' '.*say which theorem"),
    "declared M": (lambda: Bounded(-1.0, "r"), r"M=-1\.0"),
    "declared V": (lambda: RelativeVariance(np.inf, "r"), "V=inf"),
    "declared q": (lambda: Moment(1.0, 1.0, "r"), r"q=1\.0"),
    "declared C": (lambda: Moment(2.0, 0.0, "r"), r"C=0\.0"),
    "null at zero": (lambda: VARIED.null_at_least(0.0), r"B=0\.0"),
    "null of a bound at zero": (lambda: BOUNDED.null_at_least(0.0), r"B=0\.0"),
    "alpha": (lambda: lower_bound(X, 0.0), r"alpha=0\.0.*\(0, 1\)"),
    "upper alpha": (lambda: upper_bound(X, 1.0, VARIED), r"alpha=1\.0"),
    "two columns": (lambda: lower_bound(np.ones((3, 2)), 0.1), r"shape \(3, 2\).*one column"),
    "no samples": (lambda: quantile_bounds([], 0.1), r"shape \(0,\)"),
    "quantile level": (lambda: quantile_bounds(X, 0.1, 1.0), r"q=1\.0"),
    "ratio sample": (lambda: ratio_of_medians([], X, 1.0), r"x1 of shape \(0,\)"),
    "ratio level": (lambda: ratio_of_medians(X, X, 1.0, 0.0), r"q=0\.0"),
    "three horizons": (lambda: halving_of_medians(X, [], X), r"xm of shape \(0,\)"),
    "claims": (lambda: ErrorBudget(claims=0), "claims=0.*count"),
    "budget": (lambda: ErrorBudget(alpha=2.0), r"alpha=2\.0"),
    "root": (lambda: block_seed(-1, "a", 0), "root=-1"),
    "block": (lambda: block_seed(0, "a", 2**32), "block=4294967296"),
    "n_max": (lambda: Design(1e-9, n_max=100), "n_max=100.*multiples of 32"),
    "first": (lambda: Design(1e-9, n_max=32, first=64), "first=64"),
    "eta": (lambda: Design(1e-9, eta=0.0), r"eta=0\.0"),
    "delta_s": (lambda: Design(1e-9, delta_s=0.0), r"delta_s=0\.0"),
    "bounds": (lambda: decide(draw, np.nan, None, DESIGN), "NaN"),
    "infinite bound": (lambda: decide(draw, np.inf, None, DESIGN), "bounds=inf.*finite"),
    "lower bound 0": (lambda: decide(draw, 0, None, DESIGN, direction="lower"), "bounds=0.*> 0"),
    "direction": (lambda: decide(draw, 1, None, DESIGN, direction="up"), "direction='up'"),
    "quantifier": (lambda: decide(draw, 1, None, DESIGN, quantifier="any"), "quantifier='any'"),
    "declarations": (
        lambda: decide(draw, [1, 2], (VARIED,), DESIGN),
        "1 declarations for 2 bounds",
    ),
    "vacuous": (lambda: decide(draw, 9.0, BOUNDED, DESIGN), "nothing to support.*vacuous"),
    "inconsistent": (
        lambda: decide(draw, 9.0, BOUNDED, DESIGN, direction="lower"),
        "nothing to refute.*inconsistent",
    ),
    "shape of a draw": (
        lambda: decide(draw, [1, 2], None, DESIGN),
        r"draw\(0, 1\) of shape \(32, 1\).*\(32, 2\)",
    ),
    "NaN in a draw": (lambda: decide(lambda a, b: [np.nan] * 32, 1, None, DESIGN), "32 of 32"),
    "not an indicator": (lambda: decide_probability(draw, 0.1, DESIGN), "zeros and ones"),
    "stable scale": (lambda: StableLaw(0.0, 2.0, 1.0), r"scale=0\.0"),
    "stable index": (lambda: StableLaw(1.0, 3.0, 1.0), r"alpha=3\.0"),
    "radius": (lambda: log_excesses(X, 0.0), r"radius=0\.0"),
    "one threshold": (lambda: tail_index(X, 0.1, quantiles=(0.9,)), "hides the trend"),
    "index": (lambda: tail_index(X, 0.1, 0.0), r"index=0\.0"),
    "pilot": (lambda: tail_index(X, 0.1, pilot=1.0), r"pilot=1\.0"),
    "short sample": (lambda: tail_index(X[:2], 0.1), "pilot split.*draw more"),
}


@pytest.mark.parametrize(("act", "message"), BAD.values(), ids=BAD)
def test_bad_input(act, message):
    with pytest.raises(ValueError, match=message):
        act()


def test_a_declaration_that_settles_a_claim_needs_no_null():
    assert BOUNDED.null_at_least(4.1) is None
    assert Moment(2.0, 9.0, "r").null_at_least(3.1) is None
    assert BOUNDED.null_at_least(4.0) == MeanAtLeastBounded(4.0, 4.0)


def test_vacuous_columns_are_left_out(rng):
    def columns(first, last):
        return rng.uniform(0, 4, (32 * (last - first), 2))

    declared = (BOUNDED, BOUNDED)
    assert decide(columns, [3.0, 9.0], declared, Design(1e-9)).verdict == "supported"
    assert decide(columns, [1.0, 9.0], declared, Design(1e-9)).verdict == "refuted"
    tight = Design(1e-9, eta=1.5)  # within 2.5 x 2 > 4: nothing left to test, so nothing is said
    assert decide(columns, [2.0, 2.0], declared, tight).verdict == "inconclusive"
