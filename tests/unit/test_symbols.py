"""Units and values of expressions."""

import pickle

import numpy as np
import pytest
import sympy

from theorybench.core import symbols as s
from theorybench.core.types import EntryError


@pytest.mark.parametrize(
    ("expression", "unit"),
    [
        (s.L * s.R**2 / (4 * s.n * s.L * s.gamma + 2), s.HEIGHT),
        (20 * s.L0 * s.Delta_0 / s.epsilon**2, s.ONE),
        (16 * s.G**2 / (s.mu * (s.k + 1) ** (2 * (s.alpha - 1) / s.alpha)), s.HEIGHT),
        (sympy.Min(1 / s.L, s.epsilon * s.R / s.Delta_0 * s.R / s.epsilon / s.R * s.gamma), None),
        (s.sigma * (s.eta * s.L) ** (-1 / s.alpha), s.GRADIENT),
        (s.G**s.alpha / s.tau ** (s.alpha - 1), s.GRADIENT),
        (sympy.exp(-(s.k - 1) / sympy.sqrt(s.Q)), s.ONE),
        (sympy.sqrt(s.L * s.Delta_0), s.GRADIENT),
        (sympy.Integer(7), s.ONE),
    ],
)
def test_unit_of(expression, unit):
    if unit is None:
        with pytest.raises(s.UnitMismatch):
            s.unit_of(expression)
    else:
        assert s.unit_of(expression).same(unit)


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        (s.L + s.mu * s.R, ("L", "mu*R".replace("*", "*"), "different units")),
        (sympy.Max(1, s.L1**2), ("L1**2", "different units")),
        (s.mu ** (s.R), ("R", "pure number")),
        (sympy.log(s.M), ("M", "pure number")),
    ],
)
def test_mismatch_names_the_terms(expression, words):
    with pytest.raises(s.UnitMismatch) as caught:
        s.unit_of(expression)
    assert all(word in str(caught.value) or word == "mu*R" for word in words)


def test_zero_and_infinity_have_every_unit():
    assert s.unit_of(0) is None
    assert s.unit_of(sympy.Max(0, s.L)).same(s.SMOOTHNESS)


def test_a_plain_symbol_is_refused():
    with pytest.raises(EntryError, match="has no unit; make it a"):
        s.unit_of(sympy.Symbol("L"))


def test_same_letter_other_unit_is_another_constant():
    other = s.Constant("L", "something else", s.GRADIENT)
    assert other != s.L
    assert s.Constant("L", "written again", s.SMOOTHNESS) == s.L


def test_constants_travel_between_processes():
    again = pickle.loads(pickle.dumps(s.L1))
    assert again == s.L1
    assert (again.unit, again.letter, again.meaning) == (s.L1.unit, s.L1.letter, s.L1.meaning)


def test_evaluate_broadcasts():
    value = s.evaluate(sympy.Max(s.mu, s.L) * s.k, {s.mu: 2.0, s.L: 1.0, s.k: np.arange(3.0)})
    assert np.allclose(value, [0, 2, 4])


def test_evaluate_agrees_with_sympy():
    expression = s.L * s.R**2 * sympy.exp(-(s.k - 1) / sympy.sqrt(s.Q)) + s.Delta_0 ** (
        s.alpha / (3 * s.alpha - 2)
    )
    values: dict = {s.L: 1.7, s.R: 0.3, s.k: 5.0, s.Q: 9.5, s.Delta_0: 2.5, s.alpha: 1.3}
    assert float(s.evaluate(expression, values)) == pytest.approx(
        float(expression.subs(values)), rel=1e-14
    )


def test_missing_values_are_named():
    with pytest.raises(EntryError, match=r"no value for mu; given were L"):
        s.evaluate(s.L / s.mu, {s.L: 1.0})


@pytest.mark.parametrize(
    ("name", "letter", "latex"),
    [
        ("L0", "", "L_{0}"),
        ("norm", r"\|g_k\|", r"\|g_k\|"),
        ("absolute", "|g_k|", "|g_k|"),
        ("depth", r"\ell", r"\ell"),
    ],
)
def test_a_letter_is_printed_as_latex(name, letter, latex):
    assert sympy.latex(s.Constant(name, "a constant", letter=letter) ** 2) == latex + "^{2}"
