"""Lemmas attacked: about numbers of either sign and vectors, from stored inputs, with
counterexamples that plain Python repeats.
"""

import contextlib
import io
from dataclasses import replace

import numpy as np
import pytest
import sympy

from theorybench.algorithms.clipped_gradient_descent import clipped_gradient_descent
from theorybench.algorithms.gradient_descent import gradient_descent
from theorybench.attack.attack_run import why_not
from theorybench.attack.methods import swept
from theorybench.catalogue.catalogue import load
from theorybench.catalogue.claim import Claim
from theorybench.core.assumptions import smooth, strongly_convex
from theorybench.core.metrics import distance
from theorybench.core.symbols import (
    GRADIENT,
    ONE,
    Constant,
    L,
    R,
    eta_c,
    gamma,
    gamma_c,
    mu,
    n,
    unit,
)
from theorybench.core.types import EntryError, Source
from theorybench.entries.inequality import Inequality
from theorybench.entries.lower_bound import Instance, LowerBound
from theorybench.entries.theorem import Mode
from theorybench.problems.functions.quadratic import quadratic
from theorybench.verify.extremes import attack_lemma, confirm, parts_of
from theorybench.verify.lemma_search import search
from theorybench.verify.lemmas import verify_inequality
from theorybench.verify.lower_bounds import verify_lower_bound
from theorybench.verify.profile import Options

a1, a2, b1, b2 = (Constant(name, "a coordinate", real=True) for name in ("a1", "a2", "b1", "b2"))
t = Constant("t", "a positive number")
lam = Constant("lambda", "an unlucky name")
EITHER, POSITIVE = (-1e6, 1e6), (1e-6, 1e6)
dot, norms = a1 * b1 + a2 * b2, sympy.sqrt(a1**2 + a2**2) * sympy.sqrt(b1**2 + b2**2)
apart, together = (sympy.sqrt((a1 + s * b1) ** 2 + (a2 + s * b2) ** 2) for s in (-1, 1))
half, share = sympy.Rational(1, 2), sympy.Rational(999, 1000)


def lemma(lhs, rhs, *premises, **ranges):
    used = sorted(
        sympy.sympify(lhs - rhs).free_symbols
        | {s for q in premises for s in sympy.sympify(q).free_symbols},
        key=str,
    )
    variables = {c: ranges.get(c.name, POSITIVE if c.is_positive else EITHER) for c in used}
    return Inequality(
        name="lemma",
        source=Source("test", 2024, ""),
        variables=variables,
        parts={"part": (lhs, rhs)},
        premises=premises,
    )


def two_point_moment(factor):
    """E|Z|^p <= factor (E Z^2)^(p/2) for Z = a1 with probability -a2 / (a1 - a2), else a2 < 0 <
    a1, of mean 0.
    """
    probability = -a2 / (a1 - a2)
    moment = probability * a1**t + (1 - probability) * (-a2) ** t
    return lemma(
        moment, factor * (-a1 * a2) ** (t / 2), a1=(1e-6, 100.0), a2=(-100.0, -1e-6), t=(1.0, 2.0)
    )


TRUE = {
    "Cauchy, Schwarz": lemma(dot, norms),
    "Cauchy, Schwarz from below": lemma(-norms, dot),
    "triangle": lemma(apart, sympy.sqrt(a1**2 + a2**2) + sympy.sqrt(b1**2 + b2**2)),
    "Young for either sign": lemma(2 * a1 * b1, t * a1**2 + b1**2 / t),
    "a square is not negative": lemma(0, a1**2 - 2 * a1 * b1 + b1**2),
    "Bernoulli": lemma(1 + 3 * a1, (1 + a1) ** 3, a1=(-3.0, 10.0)),
    "monotone": lemma(a1**3, b1**3, a1 <= b1),
    "two-point moment": two_point_moment(1),
    "only negative numbers": lemma(sympy.exp(a1), 1, a1=(-5.0, -1.0)),
}
FALSE = {
    "Cauchy, Schwarz with 0.999": lemma(dot, share * norms),
    "Cauchy, Schwarz from below with 0.999": lemma(-share * norms, dot),
    "reverse triangle": lemma(together, apart),
    "no negative numbers in mind": lemma(a1, sympy.sqrt(a1**2) * share),
    "Young, wrong sign": lemma(-2 * a1 * b1, share * (t * a1**2 + b1**2 / t)),
    "a square is not negative, coefficient too large": lemma(
        0, a1**2 - (2 + half / 1000) * a1 * b1 + b1**2
    ),
    "Bernoulli too far to the left": lemma(1 + 3 * a1, (1 + a1) ** 3, a1=(-3.01, 10.0)),
    "not monotone": lemma(a1**2, b1**2, a1 <= b1),
    "two-point moment with 0.99": two_point_moment(sympy.Rational(99, 100)),
    "only below": lemma(a1**2, 1 + a1 + a1**2, a1=(-1e3, 1e3)),
    "only at a negative end": lemma(-a1, 5 - sympy.Rational(1, 10**9), a1=(-5.0, 1.0)),
    "only at 0": lemma(1 / (1 + (a1 * 10**9) ** 2), half, a1=(-1.0, 1.0)),
    "unlucky name": lemma(lam, lam * share),
}


@pytest.mark.parametrize("name", TRUE)
def test_true_lemmas_about_numbers_of_either_sign_are_supported(name):
    evidence = verify_inequality(Claim(TRUE[name]), Options(seed=1))
    assert evidence.verdict == "supported", evidence.finding


@pytest.mark.parametrize("name", FALSE)
def test_false_ones_are_refuted_and_the_script_shows_it(name):
    (found,) = attack_lemma(FALSE[name], 5_000, (1, 2))
    assert found.refutes
    ((lhs, rhs),) = FALSE[name].parts.values()
    shown = {c: sympy.Rational(repr(found.point[c.name])) for c in FALSE[name].variables}
    assert sympy.N((sympy.sympify(lhs) - rhs).subs(shown), 60) > 0
    printed = run(found.reproducer())
    left, sign, right = printed.split()
    assert sign == ">"
    assert float(left) == pytest.approx(found.comparison.lhs, rel=1e-12, abs=1e-15)
    assert float(right) == pytest.approx(found.comparison.rhs, rel=1e-12, abs=1e-15)


def run(script):
    """What a script prints, executed with nothing but mpmath."""
    assert {
        line.split()[1] for line in script.splitlines() if line.startswith(("import", "from"))
    } == {"mpmath"}
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(compile(script, "script", "exec"), {})
    return out.getvalue()


@pytest.mark.parametrize(
    "name",
    [
        "zhang2022.proof-5.4.1",
        "zhang2022.table-4.1.lower-strongly-convex",
        "zhang2022.thm-4.4.2.product",
    ],
)
def test_published_false_lemmas_are_refuted_with_scripts_that_repeat_it(name):
    found = list(attack_lemma(load().entry(name), 5_000, (3,)))
    assert any(one.refutes for one in found)
    assert all(run(one.reproducer()).split()[1] == (">" if one.refutes else "<=") for one in found)


def test_a_true_lemma_yields_the_nearest_input_and_a_script_that_says_so():
    (found,) = attack_lemma(load().entry("liu2025.lem-G.4"), 2_000, (1,))
    assert not found.refutes
    assert found.comparison.sharpness == pytest.approx(0.33252001, rel=1e-4)
    assert run(found.reproducer()).split()[1] == "<="


def fixed_steps(bound, steps):
    """Gradient descent on x^2/2 from 1: |x_3| = |1 - gamma|^3, least at gamma = 1."""
    return LowerBound(
        name="fixed steps",
        source=Source("test", 2024, ""),
        assumes=(smooth, strongly_convex),
        methods=lambda c: ((gradient_descent, {gamma: np.array(steps)}),),
        instances=lambda c: (Instance(quadratic("bowl", (1.0,), (1.0,))),),
        metric=distance,
        mode=Mode.DETERMINISTIC,
        bound=bound * R,
        settings=({n: 3, L: 1.0, mu: 1.0, R: 1.0},),
    )


def test_a_lower_bound_is_attacked_by_methods_between_those_it_names():
    """|x_3| = 1/8 at both ends 1/2 and 3/2 of the class; the best step between them gives 0."""
    entry = fixed_steps(0.12, [0.5, 1.5])
    assert verify_lower_bound(Claim(entry), Options()).verdict == "supported"
    more = swept(entry, 64)
    evidence = verify_lower_bound(Claim(more), Options())
    assert evidence.verdict == "refuted"
    assert evidence.measured < 1e-5
    values = np.asarray(more.methods({})[0][1][gamma])
    assert (len(values), values[0], values[1], values[2:].min(), values[2:].max()) == (
        66,
        0.5,
        1.5,
        pytest.approx(0.5),
        pytest.approx(1.5),
    )


def test_a_method_without_a_choice_is_left_alone():
    assert swept(fixed_steps(0.1, [0.5]), 8) is None
    schedules = replace(
        fixed_steps(0.1, [0.5]),
        methods=lambda c: (
            (gradient_descent, {gamma: np.array([[0.1, 0.2, 0.3], [0.5, 0.5, 0.5]])}),
        ),
    )
    assert swept(schedules, 8) is None
    both = replace(
        schedules,
        methods=lambda c: (
            (clipped_gradient_descent, {eta_c: [[0.1], [0.4]], gamma_c: [1.0, 9.0]}),
        ),
    )
    tables = swept(both, 8).methods({})[0][1]
    assert all(
        len(v) == 10 and v[0] == first and v[1] == second
        for v, first, second in zip(tables.values(), (0.1, 1.0), (0.4, 9.0), strict=True)
    )
    assert bool((tables[gamma_c][2:] <= 9).all())


@pytest.mark.parametrize(
    ("name", "reason"),
    [("tran2024.eq-12", "integrated"), ("zhang2022.proof-4.4.4", "several values")],
)
def test_what_cannot_be_attacked_says_why(name, reason):
    assert reason in why_not(load().entry(name))


def test_the_next_attack_starts_from_what_the_last_one_stored():
    needle = lemma(
        sympy.exp(-((a1 - sympy.Rational("123.4567")) ** 2) * 10**24), half, a1=(-1e6, 1e6)
    )
    assert not next(attack_lemma(needle, 100, (1,))).refutes
    (found,) = attack_lemma(needle, 100, (1,), known=({"part": "part", "point": {"a1": 123.4567}},))
    assert found.refutes
    (again,) = attack_lemma(needle, 100, (2,), known=(found.serialised,))
    assert again.refutes


def test_a_counterexample_has_few_digits():
    (found,) = attack_lemma(FALSE["not monotone"], 5_000, (1,))
    assert all(
        len(repr(v).strip("-").replace(".", "").strip("0")) <= 2 for v in found.point.values()
    )


def test_several_seeds_stop_at_the_first_counterexample(monkeypatch):
    asked = []
    monkeypatch.setattr(
        "theorybench.verify.extremes.search",
        lambda part, n, seed, known: asked.append(seed) or search(part, n, seed, known),
    )
    list(attack_lemma(FALSE["only below"], 500, (5, 6, 7)))
    assert asked == [5]
    list(attack_lemma(TRUE["Bernoulli"], 500, (5, 6, 7)))
    assert asked == [5, 5, 6, 7]


def test_a_positive_constant_takes_no_negative_range():
    with pytest.raises(EntryError, match="real=True"):
        Inequality(
            name="bad",
            source=Source("test", 2024, ""),
            variables={t: (-1.0, 1.0)},
            parts={"part": (t, t + 1)},
        )
    with pytest.raises(EntryError, match="finite"):
        Inequality(
            name="bad",
            source=Source("test", 2024, ""),
            variables={a1: (-np.inf, 1.0)},
            parts={"part": (a1, a1 + 1)},
        )


def test_units_of_numbers_of_either_sign():
    g, x = (
        Constant("g", "slope", GRADIENT, real=True),
        Constant("x", "place", unit(0, 1), real=True),
    )
    source = Source("test", 2024, "")
    assert (
        Inequality(
            name="fine",
            source=source,
            variables={g: EITHER, x: EITHER},
            parts={"p": (g * x, sympy.Abs(g * x))},
        ).findings()
        == ()
    )
    with pytest.raises(EntryError, match="unit"):
        Inequality(
            name="bad",
            source=source,
            variables={g: EITHER, x: EITHER},
            parts={"p": (g, sympy.Abs(x))},
        )
    assert (g.is_real, g.is_positive, g.unit, Constant("x", "positive", ONE).is_positive) == (
        True,
        None,
        GRADIENT,
        True,
    )


def test_the_scale_of_the_search_and_back():
    (part,) = parts_of(lemma(a1, t))
    points = np.array(
        [[-1e6, 1e-6], [-1.0, 1.0], [-1e-13, 3.0], [0.0, 2.0], [1e-9, 1e6], [1e6, 0.1]]
    )
    places = part.scaled(points)
    assert part.unscaled(places) == pytest.approx(points, rel=1e-12)
    assert np.all(np.diff(places[:, 0]) > 0)
    assert places[:, 1] == pytest.approx(np.log(points[:, 1]), rel=1e-15)


def test_a_premise_that_is_met_by_zeros_allows_them():
    entry = lemma(a1**2 + 1, 2 * b1**2 + half, sympy.Abs(a1) <= b1 + a1, sympy.Abs(b1) <= a1 + b1)
    (part,) = parts_of(entry)
    assert part.allows(np.array([[0.0, 0.0]])).all()


def test_candidates_that_rounding_alone_lets_in_are_moved_inside():
    """X = epsilon / (2 p) up to rounding: allowed in floating point, but p X > epsilon / 2 with
    50 digits.
    """
    one = lemma(a1, half, a1 * t <= b1 / 2, b1 < t, a1=(1e-6, 1), t=POSITIVE, b1=POSITIVE)
    part = parts_of(one)[0]
    rng = np.random.default_rng(0)
    p, eps = rng.uniform(0.1, 0.5, 1000), rng.uniform(1, 2, 1000)
    columns = {"a1": p, "b1": eps, "t": eps / (2 * p)}
    points = np.stack([columns[c.name] for c in part.names], axis=-1)
    rounded_in = points[
        part.allows(points) & [any(v < 0 for v in _margins(one, x)) for x in points]
    ]
    assert len(rounded_in) > 10
    found = confirm(part, rounded_in)
    assert found is not None
    assert not found.refutes
    assert confirm(part, rounded_in[:0]) is None


def _margins(one, point):
    at = dict(zip(one.variables, (sympy.Rational(repr(float(v))) for v in point), strict=True))
    return [(p.rhs - p.lhs).subs(at) for p in one.premises]
