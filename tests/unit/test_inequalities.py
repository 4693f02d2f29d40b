"""Lemmas for all inputs: true ones are supported with the right sharpness, planted false ones
are found, confirmed and readable.
"""

import numpy as np
import pytest
import sympy
from scipy.optimize import minimize_scalar
from scipy.special import lambertw

from theorybench.catalogue.catalogue import load
from theorybench.catalogue.claim import Claim
from theorybench.core.symbols import Constant
from theorybench.core.types import EntryError, Source
from theorybench.entries.inequality import Inequality
from theorybench.verify.lemmas import verify_inequality
from theorybench.verify.profile import Options

x, y, z, c = (Constant(name, "a number") for name in "xyzc")
m = Constant("m", "a whole number", integer=True)
log, exp, sqrt = sympy.log, sympy.exp, sympy.sqrt
WIDE = (1e-6, 1e6)


def lemma(lhs, rhs, *premises, **ranges):
    lhs, rhs = sympy.sympify(lhs), sympy.sympify(rhs)
    names = {"x": x, "y": y, "z": z, "c": c, "m": m}
    variables = {names[n]: r for n, r in ranges.items()} or dict.fromkeys(
        sorted((lhs - rhs).free_symbols, key=str), WIDE
    )
    return Inequality(
        name="lemma",
        source=Source("test", 2024, ""),
        variables=variables,
        parts={"part": (lhs, rhs)},
        premises=premises,
    )


def verdict(entry, seed=1):
    return verify_inequality(Claim(entry), Options(seed=seed))


def log_lemma(zeta):
    """liu2025.lem-G.4 with another constant."""
    premises = (y <= c, x <= y + c * log(x))
    return lemma(
        x,
        2 * y + zeta * c * log(c + sympy.E),
        *premises,
        x=(1e-6, 1e15),
        y=(0.0, 1e12),
        c=(0.0, 1e12),
    )


def smallest_zeta():
    """sup over C1 of ln x / ln(C1 + e) for the largest root of x = C1 ln x; C0 > 0 only helps."""

    def ratio(log_c):
        c1 = np.exp(log_c)
        root = -c1 * lambertw(-1 / c1, -1).real
        return np.log(root) / np.log(c1 + np.e)

    return -minimize_scalar(lambda v: -ratio(v), bounds=(1.01, 10), method="bounded").fun


TRUE = {
    "mean": (lemma(2 * sqrt(x * y), x + y), 1.0),
    "Young": (
        lemma(x * y, x**3 / 3 + 2 * y ** sympy.Rational(3, 2) / 3, x=(1e-3, 1e3), y=(1e-3, 1e3)),
        1.0,
    ),
    "logarithm": (lemma(log(1 + x), x), 1.0),
    "a premise that matters": (lemma(x * y, c**2 / 4, x + y <= c), 1.0),
    "corner": (lemma(x + y, 7, x=(0.0, 3.0), y=(1.0, 4.0)), 1.0),
    "far from sharp": (lemma(x, 4 * x + y), 0.25),
    "negative sides": (lemma(-x - y, -x, x=WIDE, y=WIDE), None),
    "whole numbers": (lemma(1 + m * x, (1 + x) ** m, x=(1e-3, 10.0), m=(1, 50)), 1.0),
    "square of a whole number": (lemma((m - sympy.Rational(1, 2)) ** -2, 4, m=(0, 50)), 1.0),
    "rounding is no violation": (lemma((x + 1) ** 2 - x**2, 2 * x + 1, x=(1.0, 1e9)), 1.0),
    "lem-G.4": (log_lemma(5), 0.33252001),
    "lem-G.4 with the best constant": (log_lemma(smallest_zeta() * 1.001), None),
}

FALSE = {
    "mean, constant too large": lemma(sympy.Rational(20001, 10000) * sqrt(x * y), x + y),
    "Young, wrong exponent": lemma(x * y, x**3 / 3 + 2 * y**2 / 3),
    "logarithm, second order": lemma(log(1 + x), x - x**2 / 2),
    "holds for small x only": lemma(exp(x), 1 + x + x**2, x=(1e-6, 3.0)),
    "premise boundary": lemma(x * y, sympy.Rational(2499, 10000) * c**2, x + y <= c),
    "strict premise": lemma(x, y * (1 - sympy.Rational(1, 1000)), x < y),
    "only at 0": lemma(1 / (1 + x / 10**-9), 1 - sympy.Rational(1, 10**6), x=(0.0, 1.0)),
    "only at an end": lemma(x, 3 - sympy.Rational(1, 10**9), x=(0.0, 3.0)),
    "only where two are equal": lemma(
        exp(-(((x - y) / (x + y)) ** 2) * 10**18), sympy.Rational(1, 2)
    ),
    "needle": lemma(exp(-((log(x) - 1) ** 2) * 10**6), sympy.Rational(999, 1000), x=WIDE),
    "one whole number": lemma((m - 17) ** 2 * -1 + 1, sympy.Rational(1, 2), m=(0, 1000)),
    "both sides negative": lemma(-x, -2 * x),
    "right side 0": lemma(x, 0 * x + sympy.Max(0, x - 1), x=(0.0, 10.0)),
    "lem-G.4 with zeta = 1": log_lemma(1),
    "lem-G.4 just below the best constant": log_lemma(smallest_zeta() * 0.999),
    "NGD, 1.9 for 2": lemma(sympy.Min(c / y, c / x) / sympy.Rational(19, 10), c / (x + y)),
    "NGD, 1.9999 for 2": lemma(sympy.Min(c / y, c / x) / sympy.Rational(19999, 10000), c / (x + y)),
}


@pytest.mark.parametrize("name", TRUE)
def test_true_inequalities_are_supported_with_their_sharpness(name):
    entry, sharpness = TRUE[name]
    evidence = verdict(entry)
    assert evidence.verdict == "supported", evidence.finding
    if sharpness is not None:
        assert evidence.sharpness == pytest.approx(sharpness, rel=1e-3)
        assert evidence.sharpness <= 1


@pytest.mark.parametrize("name", FALSE)
def test_false_inequalities_are_refuted_by_an_input_that_shows_it(name):
    entry = FALSE[name]
    evidence = verdict(entry)
    assert evidence.verdict == "refuted"
    ((lhs, rhs),) = entry.parts.values()
    shown = {v: sympy.Rational(repr(evidence.constants[v.name])) for v in entry.variables}
    assert sympy.N((lhs - rhs).subs(shown), 60) > 0
    assert all(premise == sympy.true or bool(premise.subs(shown)) for premise in entry.premises)
    assert all(repr(value) in evidence.detail for value in evidence.constants.values())


@pytest.mark.parametrize("seed", [2, 3])
@pytest.mark.parametrize(
    "name", ["needle", "premise boundary", "only where two are equal", "one whole number"]
)
def test_the_seed_does_not_decide_what_is_found(name, seed):
    assert verdict(FALSE[name], seed).verdict == "refuted"


def test_the_same_seed_finds_the_same_input():
    one, two = (verdict(FALSE["Young, wrong exponent"], 7) for _ in range(2))
    assert one.constants == two.constants
    assert one.sharpness == two.sharpness


def test_a_counterexample_has_few_digits():
    digits = [
        len(repr(v).replace(".", "").strip("0"))
        for v in verdict(FALSE["NGD, 1.9 for 2"]).constants.values()
    ]
    assert max(digits) <= 6


@pytest.mark.parametrize(
    "entry",
    [
        lemma(x, y, x <= y / 2, y <= x / 2),
        lemma(x, 2 * x, sympy.Abs(x - 1) <= -1),
        lemma(x, 2 * x, x < 0),
        lemma(log(-x), 1 + 0 * x, x=(1.0, 2.0)),
    ],
    ids=[
        "contradictory premises",
        "impossible premise",
        "false for positive numbers",
        "undefined everywhere",
    ],
)
def test_a_lemma_about_nothing_is_vacuous(entry):
    evidence = verdict(entry)
    assert evidence.verdict == "vacuous"
    assert "premise" in evidence.finding


def test_an_equation_is_no_premise():
    with pytest.raises(EntryError, match="solve an equation"):
        verdict(lemma(x, 2 * y, sympy.Eq(x, y)))


@pytest.mark.parametrize(("factor", "expected"), [(2, "refuted"), (1, "supported")])
def test_one_false_part_refutes_a_lemma(factor, expected):
    parts = {"true": (x, x + y), "perhaps": (factor * x, x + y)}
    entry = Inequality(
        name="two parts", source=Source("test", 2024, ""), variables={x: WIDE, y: WIDE}, parts=parts
    )
    evidence = verdict(entry)
    assert evidence.verdict == expected
    assert all(name in evidence.detail for name in parts)


def largest_root(c0, c1):
    """The largest x with x = C0 + C1 ln x, by Lambert's W."""
    return -c1 * lambertw(-np.exp(-c0 / c1) / c1, -1).real


def test_the_logarithm_lemma_against_lamberts_function():
    """Where x <= C0 + C1 ln x, the largest x is a value of W_-1; the ratio is largest at C0 =
    C1, zeta = 5.
    """
    c1 = np.exp(np.linspace(1e-3, 20, 4001))[:, None]
    c0 = c1 * np.linspace(0, 1, 41)
    with np.errstate(invalid="ignore"):
        ratio = largest_root(c0, c1) / (2 * c0 + 5 * c1 * np.log(c1 + np.e))
    evidence = verdict(load().entry("liu2025.lem-G.4"))
    assert evidence.verdict == "supported"
    assert evidence.sharpness == pytest.approx(np.nanmax(ratio), rel=1e-6)


def test_clipped_and_normalised_steps_against_their_closed_form():
    """h_n / h_c = max(g, beta) / (g + beta) is between 1/2, at g = beta, and 1."""
    entry = load().entry("zhang2022.sec-3.3.1.ngd-clip")
    evidence = verdict(entry)
    assert evidence.verdict == "supported"
    assert evidence.sharpness == 1
    assert evidence.constants["g"] == evidence.constants["beta_n"]
    g, eta, beta = (sympy.Rational(v) for v in ("0.3", "2", "0.7"))
    numbers = dict(zip(entry.variables, (g, eta, beta), strict=True))
    printed = {
        name: tuple(side.subs(numbers) for side in sides) for name, sides in entry.parts.items()
    }
    assert printed == {
        "h_c / 2 <= h_n": (eta / beta / 2, eta / (g + beta)),
        "h_n <= 2 h_c": (eta / (g + beta), 2 * eta / beta),
    }
