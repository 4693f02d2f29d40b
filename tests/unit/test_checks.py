"""Checks are held in every setting: true ones are supported, false ones refuted where they fail."""

import math

import numpy as np
import pytest

from theorybench.catalogue.claim import Claim
from theorybench.core import symbols as s
from theorybench.core.types import Source
from theorybench.entries.check import Check
from theorybench.entries.comparison import Comparison
from theorybench.verify.checks import verify_check
from theorybench.verify.profile import Options


def square_below(power):
    """x^2 <= x^power, which for x > 1 holds from the second power on."""

    def compare(values):
        x = values[s.L]
        return (
            Comparison("0 <= x", 0.0, x),
            Comparison(f"x^2 <= x^{power}", x**2, x**power, f"x={x}"),
        )

    return compare


def verdict(compare, settings=({s.L: 2.0}, {s.L: 3.0})):
    entry = Check(
        name="mine.check",
        source=Source("Me", 2026, "1"),
        statement="Squares are small.",
        settings=settings,
        compare=compare,
    )
    return verify_check(Claim(entry), Options())


def test_a_true_check_is_supported_by_its_sharpest_comparison():
    found = verdict(square_below(3))
    assert (found.verdict, found.runs, found.finding) == ("supported", 4, None)
    assert (found.measured, found.bound, found.sharpness) == (4.0, 8.0, 0.5)
    assert found.constants == {"L": 2.0}
    assert found.detectable == 2.0


def test_a_false_check_is_refuted_by_its_worst_comparison():
    found = verdict(square_below(1))
    assert (found.verdict, found.measured, found.bound) == ("refuted", 9.0, 3.0)
    assert found.finding == "x^2 <= x^1: 9 > 3 at x=3.0"
    assert found.constants == {"L": 3.0}


def test_one_false_setting_among_true_ones_is_enough():
    assert verdict(square_below(3), ({s.L: 2.0}, {s.L: 0.5})).verdict == "refuted"


@pytest.mark.parametrize(
    ("slack", "wanted"), [(0.0, "refuted"), (1e-13, "refuted"), (1e-11, "supported")]
)
def test_only_what_rounding_explains_is_allowed(slack, wanted):
    one = Comparison("1 + 1e-12 <= 1", 1 + 1e-12, 1.0, slack=slack)
    assert verdict(lambda values: (one,)).verdict == wanted


def test_what_is_no_comparison_of_numbers_is_an_error_and_nothing_is_vacuous():
    found = verdict(lambda values: (Comparison("a <= b", math.nan, 1.0),))
    assert (found.verdict, "is not a comparison of numbers" in found.finding) == ("error", True)
    assert verdict(lambda values: ()).verdict == "vacuous"


def test_evidence_holds_plain_numbers_whatever_was_compared():
    found = verdict(lambda values: (Comparison("a <= b", np.float64(1.0), np.float64(2.0)),))
    assert {type(v) for v in (found.measured, found.bound, found.sharpness)} == {float}
