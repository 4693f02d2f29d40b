"""Expressions become numbers in one place: exactly, once rounded, the same for scalars and rows."""

import math
from fractions import Fraction

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from sympy.utilities.lambdify import implemented_function

from theorybench import numbers
from theorybench.algorithms.gradient_descent import gradient_descent
from theorybench.core import symbols as s
from theorybench.core.assumptions import convex, has_minimiser, smooth
from theorybench.core.metrics import distance, gap, hitting_time
from theorybench.core.types import EntryError, Source
from theorybench.entries.theorem import Mode, Theorem

floats = st.floats(1e-12, 1e12)
_EPS = s.Constant("eps", "accuracy", s.LENGTH)


def theorem(**changes):
    fields = {
        "name": "nobody.numbers",
        "source": Source("Nobody", 2026, "Theorem 0"),
        "assumes": (convex, smooth, has_minimiser),
        "algorithm": gradient_descent,
        "params": {s.gamma: 1 / s.L},
        "metric": gap,
        "bound": s.L * s.R**2 / (4 * s.n + 2),
        "settings": ({s.n: 1},),
    }
    return Theorem(**(fields | changes))


@given(floats, floats, floats)
def test_a_bound_is_the_exact_value_rounded_once_to_the_side_of_the_claim(a, b, c):
    exact = Fraction(a) * Fraction(b) / Fraction(c) - Fraction(a)
    given_values = {s.L: a, s.R: b, s.mu: c}
    upper = numbers.bound(s.L * s.R / s.mu - s.L, given_values, "upper")
    lower = numbers.bound(s.L * s.R / s.mu - s.L, given_values, "lower")
    assert Fraction(lower) <= exact <= Fraction(upper)
    assert upper in (lower, math.nextafter(lower, math.inf))


@pytest.mark.parametrize("share", [3e-13, 1e-40, 1e-90])
def test_a_bound_that_cancels_loses_nothing(share):
    found = numbers.evaluate(1 - (1 - s.share) ** s.n, {s.share: share, s.n: 1})
    assert found == share


@pytest.mark.parametrize(
    ("expression", "value", "found"),
    [
        (sympy.log(s.R) / sympy.log(10), 1000.0, 3.0),
        (sympy.log(s.R) / sympy.log(5), 125.0, 3.0),
        (1 / (s.R - 1), 1.0, math.inf),
        (sympy.sqrt(1 - s.R), 2.0, math.nan),
        (10**9 / s.R, 1.0, 10**9),
        (2 + s.R, 1e-11, 2 + 1e-11),
    ],
)
def test_whole_numbers_of_steps(expression, value, found):
    for side in ("upper", "lower"):
        number = numbers.whole(numbers.bound(expression, {s.R: value}, side))
        assert number == pytest.approx(found, rel=1e-15, nan_ok=True)


EDGES = [
    (s.gamma * s.L <= sympy.Rational(3, 10), {s.gamma: 0.1, s.L: 3.0}, True),
    (s.gamma * s.L <= sympy.Rational(3, 10), {s.gamma: 0.1 * (1 + 1e-11), s.L: 3.0}, False),
    (s.gamma * s.L < 2, {s.gamma: 2 / 3, s.L: 3.0}, False),
    (s.gamma * s.L < 2, {s.gamma: 0.6, s.L: 3.0}, True),
    (s.gamma * s.L - 1 <= 0, {s.gamma: 1 / 49, s.L: 49.0}, True),
    (s.gamma * s.L - 1 >= 0, {s.gamma: 1 / 49, s.L: 49.0}, True),
    (1 - s.gamma * s.L > 0, {s.gamma: 1 / 49, s.L: 49.0}, False),
    (s.gamma >= 1 / s.L, {s.gamma: 1 / 3 - 1e-9, s.L: 3.0}, False),
    (sympy.Eq(s.gamma * s.L, 1), {s.gamma: 1 / 49, s.L: 49.0}, True),
    (sympy.Ne(s.gamma * s.L, 1), {s.gamma: 1 / 49, s.L: 49.0}, False),
    (sympy.And(s.gamma * s.L < 1, s.L < 2), {s.gamma: 0.1, s.L: 3.0}, False),
    (sympy.Or(s.gamma * s.L < 1, s.L < 2), {s.gamma: 0.1, s.L: 3.0}, True),
    (sympy.true, {s.gamma: 0.1, s.L: 3.0}, True),
    (s.gamma * s.L <= 1, {s.gamma: math.nan, s.L: 3.0}, False),
]


@pytest.mark.parametrize(("condition", "values", "expected"), EDGES)
def test_a_condition_is_the_same_at_its_edge_for_a_number_and_for_rows(condition, values, expected):
    assert numbers.holds(condition, values) is expected
    rows = {s.gamma: np.full((3, 1), values[s.gamma]), s.L: np.array(values[s.L])}
    assert np.all(numbers.holds(condition, rows) == expected)


@given(st.integers(1, 10**6), st.sampled_from([-2e-12, -5e-13, 0.0, 5e-13, 2e-12]))
def test_rows_near_an_edge_are_decided_as_numbers_are(whole, off):
    gamma = (1 + off) / whole
    condition = s.gamma * s.L <= 1
    one = numbers.holds(condition, {s.gamma: gamma, s.L: float(whole)})
    rows = numbers.holds(condition, {s.gamma: np.full(4, gamma), s.L: float(whole)})
    assert one is (off < 1e-12)
    assert list(rows) == [one] * 4


def test_a_bound_out_of_range_is_rounded_to_the_side_of_the_claim():
    values = {s.R: 1000.0}
    assert numbers.bound(sympy.exp(s.R), values, "upper") == math.inf
    assert numbers.bound(sympy.exp(s.R), values, "lower") == np.finfo(float).max
    assert numbers.bound(sympy.exp(-s.R), values, "upper") == 5e-324


def test_what_is_no_condition_is_told():
    with pytest.raises(EntryError, match="is no condition"):
        numbers.holds(s.L, {s.L: 1.0})


def test_the_edge_of_the_conditions_is_inside_for_the_attack_too():
    entry = theorem(
        valid_when=(s.L * s.gamma <= sympy.Rational(3, 10),),
        params={s.gamma: s.gamma},
        settings=({s.n: 1, s.gamma: 0.1},),
    )
    values = {
        s.gamma: np.array([[0.1], [0.3]]),
        s.L: np.array([[3.0], [3.0]]),
        s.R: np.ones((2, 1)),
    }
    found = numbers.claimed(entry, {**values, s.n: np.array(1.0)}, 2)
    assert found[0] == pytest.approx(0.5)
    assert math.isnan(found[1])


def test_conditions_come_before_bounds():
    asked = []

    def table(n):
        asked.append(float(n))
        return {3.0: 0.5}[float(n)]

    entry = theorem(
        valid_when=(s.n >= 3, s.n <= 3),
        metric=distance,
        bound=s.R * implemented_function("table", table)(s.n),
    )
    values = {s.n: np.array([1.0, 3.0, 4.0]), s.R: np.array([2.0, 2.0, 2.0])}
    found = numbers.claimed(entry, values, 3)
    assert list(np.isnan(found)) == [True, False, True]
    assert found[1] == 1.0
    assert set(asked) == {3.0}
    assert numbers.bound(entry.bound, {s.n: 3, s.R: 2.0}, "upper") == 1.0


def test_steps_are_whole_on_rows_too():
    entry = theorem(
        metric=hitting_time(distance, _EPS),
        mode=Mode.COMPLEXITY,
        bound=sympy.log(s.L / s.mu) / sympy.log(10),
        assumes=(convex, smooth, has_minimiser),
        settings=({s.mu: 1.0, _EPS: 1.0},),
    )
    found = numbers.claimed(entry, {s.L: np.array([1e3, 1e6]), s.mu: np.array(1.0)}, 2)
    assert list(found) == [3.0, 6.0]


def test_parameters_that_depend_on_the_step_are_tabulated_and_others_derived():
    entry = theorem(
        where={s.eta: 1 / (3 * s.L)}, params={s.gamma: s.eta / s.k}, settings=({s.n: 4},)
    )
    values = {s.L: 2.0}
    numbers.derive(entry, values)
    assert values == {s.L: 2.0, s.eta: 1 / 6}
    assert numbers.tabulate(entry, values, 3)[s.gamma] == pytest.approx(
        np.array([[1, 1 / 2, 1 / 3]]) / 6
    )


def test_a_constant_without_a_value_is_named():
    with pytest.raises(EntryError, match="no value for mu; given were L"):
        numbers.evaluate(s.L / s.mu, {s.L: 1.0})
