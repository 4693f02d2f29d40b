"""The sentence that is rendered from an entry's fields, for every kind that holds formulas."""

from dataclasses import replace

import pytest
import sympy

from theorybench.core.metrics import Metric
from theorybench.verify.kinds import in_words
from theorybench.verify.sentence import formula
from theorybench.vocabulary import (
    L0,
    L1,
    Inequality,
    L,
    LowerBound,
    Mode,
    Q,
    R,
    Source,
    Steps,
    T,
    Theorem,
    best,
    bounded_variance,
    convex,
    delta,
    epsilon,
    gamma,
    gap,
    gradient_descent,
    gradient_norm,
    has_minimiser,
    hitting_time,
    mean,
    mu,
    n,
    of_average,
    on_return,
    return_time,
    sigma,
    smooth,
    strongly_convex,
    tau,
    unbiased,
)

SOURCE = Source("Nobody", 2026, "Theorem 1")
plain = Theorem(
    name="nobody2026.thm-1",
    source=SOURCE,
    assumes=(convex, smooth, has_minimiser),
    algorithm=gradient_descent,
    params={gamma: 1 / L},
    metric=gap,
    bound=L * R**2 / (4 * n + 2),
    settings=({n: 1},),
)
noisy = replace(
    plain,
    assumes=(convex, smooth, has_minimiser, unbiased, bounded_variance),
    mode=Mode.EXPECTATION,
    metric=mean(gap, first=1),
)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "gradient descent with gamma = 1 / L has f - f* at x_n <= L R^2 / (4 n + 2)."),
        ({"valid_when": (gamma * L <= 1, n > 1)}, "(4 n + 2), for L gamma <= 1 and n > 1."),
        ({"params": {gamma: gamma}, "settings": ({n: 1, gamma: 1.0},)}, "with gamma has f"),
        (
            {"assumes": (strongly_convex, smooth, has_minimiser), "where": {Q: L / mu}},
            "(4 n + 2), where Q = L / mu.",
        ),
        (
            {"mode": Mode.COMPLEXITY, "metric": hitting_time(gradient_norm, epsilon)}
            | {"settings": ({epsilon: Steps(10)},), "bound": L / mu}
            | {"assumes": (strongly_convex, smooth)},
            "takes at most L / mu steps until ||grad f|| <= epsilon.",
        ),
    ],
)
def test_a_guarantee_without_chance(changes, sentence):
    assert sentence in in_words(replace(plain, **changes))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "has E[mean over x_1 .. x_n of f - f*] <= L R^2 / (4 n + 2)."),
        (
            {"mode": Mode.PROBABILITY, "settings": ({n: 1, delta: 0.5},)},
            "has mean over x_1 .. x_n of f - f* <= L R^2 / (4 n + 2) with probability at least"
            " 1 - delta.",
        ),
        (
            {"mode": Mode.COMPLEXITY, "metric": hitting_time(gap, epsilon)}
            | {"bound": 2 * n, "as_printed": True, "settings": ({n: 1, epsilon: 1.0},)},
            "takes at most 2 n steps in the median until f - f* <= epsilon.",
        ),
        (
            {"mode": Mode.RATE, "bound": sigma / n, "settings": ({n: 1}, {n: 9})},
            "has E[mean over x_1 .. x_n of f - f*] = O(",
        ),
        ({"mode": Mode.INFINITE}, "has E[mean over x_1 .. x_n of f - f*] = infinity."),
    ],
)
def test_a_guarantee_under_chance(changes, sentence):
    assert sentence in in_words(replace(noisy, **changes))


@pytest.mark.parametrize(
    ("metric", "words"),
    [
        (gap, "f - f* at x_n"),
        (best(gap), "min over x_0 .. x_{n-1} of f - f*"),
        (mean(gap), "mean over x_0 .. x_{n-1} of f - f*"),
        (of_average(gap, first=1), "f - f* at the mean of x_1 .. x_n"),
        (of_average(gap, weighted=True), "f - f* at the weighted mean of x_0 .. x_{n-1}"),
        (on_return(gap), "f - f* at the point returned"),
        (
            return_time(gap, epsilon),
            "number of steps until f - f* <= epsilon at the point returned",
        ),
    ],
)
def test_every_way_of_reading_a_metric_says_which_points(metric: Metric, words):
    made = replace(plain, metric=metric, as_printed=True, settings=({n: 1, epsilon: 1.0},))
    assert f"has {words} <= L R^2 / (4 n + 2)" in in_words(made)


def test_the_assumptions_come_first():
    assert in_words(plain).startswith("Assumed: convex, smooth, has a minimiser. Then gradient ")
    alone = replace(plain, assumes=(), params={gamma: R}, bound=R, as_printed=True)
    assert in_words(alone).startswith("Always gradient descent ")


def test_the_horizon_has_its_own_letter():
    made = replace(plain, horizon=T, settings=({T: 1},), metric=best(gap), bound=L * R**2 / T)
    assert "min over x_0 .. x_{T-1} of f - f* <= L R^2 / T" in in_words(made)


def test_a_lower_bound():
    bound = LowerBound(
        name="nobody2026.thm-2",
        source=SOURCE,
        assumes=(convex, smooth),
        methods=lambda c: (),
        instances=lambda c: (),
        metric=gap,
        bound=L * R**2 / n**2,
        settings=({n: 1, R: 1.0, L: 1.0},),
    )
    assert in_words(bound) == (
        "Assumed: convex, smooth. Then every method of the class, on some instance, has f - f* at"
        " x_n >= L R^2 / n^2."
    )
    steps = replace(
        bound,
        mode=Mode.COMPLEXITY,
        metric=hitting_time(gap, epsilon),
        bound=n,
        as_printed=True,
        settings=({n: 1, epsilon: 1.0, L: 1.0},),
    )
    assert in_words(steps).endswith("takes at least n steps until f - f* <= epsilon.")


def test_a_lemma_gives_the_ranges_of_its_letters():
    lemma = Inequality(
        name="nobody2026.lem-3",
        source=SOURCE,
        variables={L0: (1e-3, 1e3), tau: (0, 2), L1: (1e-3, 1e3)},
        parts={"half": (L1 * L0, 2 * L0 * L1), "whole": (L0, L0 * (1 + L1 / L1))},
        premises=(L0 <= 5,),
    )
    assert in_words(lemma) == (
        "For L0, L1 in [0.001, 1000], tau in [0, 2] with L0 <= 5: L0 L1 <= 2 L0 L1 (half); L0 <="
        " 2 L0 (whole)."
    )


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (sympy.Max(1, L1**2) / 2, "max(1, L1^2) / 2"),
        (sympy.Abs(1 - gamma * L), "abs(L gamma - 1)"),
        (L ** sympy.Rational(3, 2), "L^(3 / 2)"),
        (sympy.E * L, "L e"),
        (0.5, "0.5"),
    ],
)
def test_formulas_are_written_as_by_hand(expression, text):
    assert formula(expression) == text
