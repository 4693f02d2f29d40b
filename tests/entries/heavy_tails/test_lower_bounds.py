"""Chapter 4 of Zhang (2022), lower bounds: verdicts against enumeration, closed forms, autograd
and interval arithmetic; plants.
"""

import itertools
import math
from dataclasses import replace
from fractions import Fraction

import flint
import mpmath
import numpy as np
import pytest
import sympy
import torch

from theorybench.algorithms.gradient_descent import gradient_descent
from theorybench.catalogue.claim import Claim
from theorybench.core import symbols as s
from theorybench.core.metrics import Metric
from theorybench.problems.functions import zero_chain as chain
from theorybench.problems.functions import zero_chain_claims
from theorybench.problems.functions import zero_chain_sizes as sizes
from theorybench.problems.functions.two_coins import bayes_risk, best_guess, printed_guess
from theorybench.problems.functions.two_point_hard_instance import probability
from theorybench.problems.methods_under_noise import far_steps
from theorybench.problems.theorems.heavy_tails import (
    bernoulli_from_accuracy,
    bernoulli_told_apart,
    bernoulli_told_apart_proof,
    nonconvex_lower_bound,
    nonconvex_lower_bound_proof,
    strongly_convex_accuracy,
    table_nonconvex_lower,
    zero_chain_function,
    zero_chain_moments,
    zero_chain_oracle,
    zero_chain_progress,
    zero_chain_properties,
    zero_chain_scaled,
)
from theorybench.run.query import bare_query
from theorybench.run.runner import Run, simulate
from theorybench.verify.hypotheses import draw_gradients
from theorybench.verify.profile import QUICK, Options
from theorybench.verify.suite import verify_claim

CONSTRUCTIONS = [
    zero_chain_function.construction,
    zero_chain_properties.construction,
    zero_chain_oracle.construction,
    zero_chain_moments.construction,
    zero_chain_scaled.construction,
    table_nonconvex_lower.check,
    bernoulli_from_accuracy.check,
    bernoulli_told_apart.lemma,
    strongly_convex_accuracy.corrected,
]
printed, corrected, theorem = (
    nonconvex_lower_bound_proof.printed,
    nonconvex_lower_bound_proof.corrected,
    nonconvex_lower_bound.theorem,
)


def verdict(entry):
    return verify_claim(Claim(entry), Options(profile=replace(QUICK, searches=3000)))


@pytest.mark.parametrize("entry", CONSTRUCTIONS, ids=lambda e: e.name)
def test_what_is_exact_holds_and_is_not_loose(entry):
    found = verdict(entry)
    assert found.verdict == "supported"
    assert not found.loose


# the hard pair: lemmas 4.7.7 and 4.7.8


def by_enumeration(first, k):
    """The best P(nu' = nu) of all functions of the 2^k sequences, given p_0: each sequence is
    guessed by the larger likelihood.
    """
    coins, right = [(first, 1 - first), (first / 2, 1 - first / 2)], 0
    for sequence in itertools.product((0, 1), repeat=k):
        right += max(math.prod(coin[z] for z in sequence) for coin in coins)
    return right / 2


@pytest.mark.parametrize(
    ("eps", "k"),
    [(Fraction(1, 8), 1), (Fraction(1, 8), 4), (Fraction(1, 8), 11), (Fraction(1, 50), 7)],
)
def test_the_best_guess_by_all_sequences_of_coins(eps, k):
    exact = by_enumeration((4 * eps) ** 2, k)
    assert isinstance(exact, Fraction)
    assert best_guess(2.0, float(eps), k) == pytest.approx(float(exact), abs=1e-14)
    assert (exact - Fraction(1, 2)) ** 2 <= k * (4 * eps) ** 2


def test_posterior_and_best_guess_by_sums_of_50_digits():
    """alpha = 1.5, epsilon = 1/50, k = 50000: the two binomials term by term."""
    with mpmath.workdps(50):
        eps, k = mpmath.mpf("0.02"), 50000
        first = (4 * eps) ** 3
        ends = (first, first / 2)
        weights = [
            [mpmath.binomial(k, m) * p**m * (1 - p) ** (k - m) for m in range(200)] for p in ends
        ]
        guess = sum(map(max, *weights)) / 2
        risk = eps**2 / 4 * sum(a * b / (a + b) for a, b in zip(*weights, strict=True))
    assert best_guess(1.5, 0.02, 50000) == pytest.approx(float(guess), abs=1e-12)
    assert bayes_risk(1.5, 0.02, 50000) == pytest.approx(float(risk), rel=1e-9)
    assert printed_guess(1.5, 0.02, 50000) == pytest.approx(float(guess), abs=1e-12)


def test_every_accurate_output_tells_the_coins_apart_as_the_notes_say():
    """Outputs that are any function of the count: whenever the error is below epsilon^2/64, the
    rule is right with probability > 7/8.
    """
    rng, eps, k = np.random.default_rng(0), 0.125, 200
    m = np.arange(k + 1)
    weights = [
        np.array([math.comb(k, j) * p**j * (1 - p) ** (k - j) for j in m]) for p in (0.25, 0.125)
    ]
    right = []
    for cut in rng.uniform(30, 45, 2000):
        x = eps * np.clip(
            1.5 + rng.uniform(0.05, 0.5) * (m - cut),
            1.5 - rng.uniform(0, 1),
            1.5 + rng.uniform(0, 1),
        )
        error = sum(0.25 * w @ (x - b) ** 2 for w, b in zip(weights, (2 * eps, eps), strict=True))
        if error < eps**2 / 64:
            right.append(
                0.5 * weights[0][x >= 1.5 * eps].sum() + 0.5 * weights[1][x < 1.5 * eps].sum()
            )
    assert len(right) > 20
    assert min(right) > 7 / 8


def test_three_lines_of_the_printed_chain_are_false_in_fractions():
    """alpha = 2, epsilon = 1/8, k = 1: gamma = 1/2, p_0 = 1/4, p_1 = 1/8; the radicands are
    1/96, 1/256, 1 and 1/4, in this order.
    """
    first, second, gamma, eps = Fraction(1, 4), Fraction(1, 8), Fraction(1, 2), Fraction(1, 8)
    assert (float(first), float(second)) == (probability(2.0, 0.125, 0), probability(2.0, 0.125, 1))
    line_2 = Fraction(1, 8) * (first - second) ** 2 / (first * (1 - first))
    line_3, lemma = (gamma * eps) ** 2 / (4 * gamma**2), (4 * eps) ** 2
    line_4 = (mpmath.mpf(4) ** 1.5 / 8) ** 2
    assert (line_2, line_3, line_4, lemma) == (Fraction(1, 96), Fraction(1, 256), 1, Fraction(1, 4))
    divergence = second * math.log(second / first) + (1 - second) * math.log(
        (1 - second) / (1 - first)
    )
    assert divergence / 8 < line_2 == lemma / 24
    assert verdict(bernoulli_told_apart_proof.printed).verdict == "refuted"
    assert verdict(bernoulli_told_apart_proof.corrected).verdict == "supported"


@pytest.mark.parametrize(
    "part", ["line 2 <= line 3", "line 4 <= line 3, said to be equal", "line 4 <= the lemma"]
)
def test_each_of_the_three_lines_falls_alone(part):
    alone = replace(
        bernoulli_told_apart_proof.printed,
        parts={part: bernoulli_told_apart_proof.printed.parts[part]},
    )
    assert verdict(alone).verdict == "refuted"


def test_a_corrected_chain_that_is_too_sharp_falls():
    what, (left, right) = next(iter(bernoulli_told_apart_proof.corrected.parts.items()))
    assert (
        verdict(
            replace(
                bernoulli_told_apart_proof.corrected,
                parts={what: (left, right * sympy.Rational(24, 25))},
            )
        ).verdict
        == "refuted"
    )


def test_three_quarters_are_reached_at_alpha_2_for_every_k():
    k, alpha = sympy.Symbol("k", positive=True), sympy.Symbol("alpha", positive=True)
    eps = 1 / (16 * k ** ((alpha - 1) / alpha))
    left = sympy.Rational(1, 2) + sympy.sqrt(k * (4 * eps) ** (alpha / (alpha - 1)))
    assert sympy.simplify(left.subs(alpha, 2)) == sympy.Rational(3, 4)
    assert sympy.simplify(left.subs({alpha: sympy.Rational(3, 2)})) == sympy.Rational(
        1, 2
    ) + sympy.Rational(1, 8)
    found = verdict(strongly_convex_accuracy.printed)
    assert (found.verdict, found.measured, found.constants["alpha"]) == ("refuted", 0.75, 2.0)
    below = replace(strongly_convex_accuracy.printed, settings=({s.alpha: 1.999, s.n: 1},))
    assert verdict(below).verdict == "supported"


# the zero chain


def as_printed(x):
    """f_d from its formula, in plain arithmetic."""

    def psi(t):
        return 0.0 if t <= 0.5 else math.exp(1 - 1 / (2 * t - 1) ** 2)

    def phi(t):
        return math.sqrt(math.e) * math.sqrt(math.pi / 2) * math.erfc(-t / math.sqrt(2))

    pairs = itertools.pairwise(x)
    return -psi(1.0) * phi(x[0]) + sum(
        psi(-before) * phi(-at) - psi(before) * phi(at) for before, at in pairs
    )


@pytest.mark.parametrize("dim", [1, 2, 5])
def test_the_chain_is_the_printed_formula_and_its_gradient_autograds(dim):
    problem, x = chain.zero_chain(dim), chain.points(dim)[-4096:]
    np.testing.assert_allclose(
        problem.value(x), [as_printed(row) for row in x.tolist()], rtol=1e-12, atol=1e-12
    )
    inside = x[(x.abs() - 0.5).abs().amin(-1) > 1e-3].requires_grad_()
    (gradient,) = torch.autograd.grad(problem.value(inside).sum(), inside)
    torch.testing.assert_close(
        problem.gradient(inside.detach()), torch.nan_to_num(gradient), rtol=1e-9, atol=1e-12
    )


def over_boxes(function):
    """An upper bound of |function| over w = 1/(2x-1)^2 in [0.01, 30], by Arb."""
    boxes = (
        flint.arb(0.01) + (flint.arb(i + 0.5) + flint.arb(0, 0.5)) / 500 for i in range(15_000)
    )
    return max(float(flint.arb(function(w)).abs_upper()) for w in boxes)


def test_smoothness_and_slopes_are_certified_by_interval_arithmetic():
    """|Psi''| = |16 w^3 - 24 w^2| exp(1-w), Psi' = 4 w^(3/2) exp(1-w): for w < 0.01 and w > 30
    both are below 0.02.
    """
    turn = over_boxes(lambda w: (16 * w - 24) * w**2 * (1 - w).exp())
    assert chain.psi_curvature() < turn < 32.5
    slope = over_boxes(lambda w: 4 * w.sqrt() * w * (1 - w).exp())
    assert chain.PSI_SLOPE < slope < 4.47
    one = flint.arb(1)
    top = (2 * flint.arb.pi() * one.exp()).sqrt()
    assert one.exp() + turn * top + 2 * slope * (one / 2).exp() < 152
    assert (3 * one / 2).exp() + top * slope < 23


def test_the_smoothness_found_by_autograd_hessians_is_near_what_is_claimed():
    problem = chain.zero_chain(4)
    at = torch.tensor([-0.7842, -0.7820, -0.7604, -9.0], dtype=torch.float64)
    norm = float(
        torch.linalg.matrix_norm(
            torch.autograd.functional.hessian(lambda x: problem.value(x[None])[0], at), 2
        )
    )
    assert 134.0 < norm < 134.1 < chain.largest_row() < 152


def test_steepness_is_reached_in_one_dimension_and_fails_once_all_is_seen():
    problem = chain.zero_chain(1)
    assert problem.gradient(torch.tensor([[1.0], [-1.0]]).double()).abs().tolist() == [[1.0], [1.0]]
    beyond = torch.full((1, 5), 9.0, dtype=torch.float64)
    assert int(chain.progress(beyond, 1.0)) == 5
    assert float(chain.zero_chain(5).gradient(beyond).norm()) < 0.1


@pytest.mark.parametrize(
    ("name", "wrong"), [("SMOOTHNESS", 120.0), ("SLOPE", 21.0), ("PHI_MAX", 4.5)]
)
def test_a_wrong_constant_of_lemma_9_is_found(name, wrong, monkeypatch):
    monkeypatch.setattr(zero_chain_claims, name, wrong)
    assert verdict(zero_chain_properties.construction).verdict == "refuted"


# its oracle


def test_the_moment_of_the_noise_is_exact_and_approached():
    """E||g - grad f||^alpha = |d_i f|^alpha E|z/p - 1|^alpha is largest where x_{i-1} is far out
    and x_i = 0: there it is sigma^alpha.
    """
    problem, oracle = chain.zero_chain(2), chain.next_shown(0.3, 1.5)
    x = torch.tensor([[1e6, 0.0]], dtype=torch.float64)
    difference = [
        float((g - problem.gradient(x)).norm()) ** 1.5 for g in sizes.answers(problem, 0.3, x)
    ]
    exact = 0.7 * difference[0] + 0.3 * difference[1]
    assert oracle.constants(problem)[s.sigma] ** 1.5 == pytest.approx(exact, rel=1e-9)
    g = draw_gradients(problem, oracle, x, seed=1, count=20_000)
    assert float(g[:, 1].mean()) == pytest.approx(float(problem.gradient(x)[0, 1]), rel=0.05)


@pytest.mark.parametrize("dim", [1, 2, 20])
def test_no_point_has_larger_moments_than_declared(dim):
    problem, x = chain.zero_chain(dim), chain.points(dim)
    for p, tail in itertools.product((0.01, 0.5, 1.0), (1.1, 2.0)):
        known = chain.next_shown(p, tail).constants(problem)
        noise = [
            (g - problem.gradient(x)).norm(dim=-1) ** tail for g in sizes.answers(problem, p, x)
        ]
        assert float(((1 - p) * noise[0] + p * noise[1]).max()) <= known[s.sigma] ** tail * (
            1 + 1e-9
        )
        assert float(sizes.moment(problem, p, tail, x).max()) <= known[s.G] ** tail


@pytest.mark.parametrize(("p", "alpha"), [(0.5, 2.0), (0.01, 1.5), (0.25, 1.5)])
def test_the_slip_in_lemma_10_and_what_saves_it(p, alpha):
    """At x = 0 all noise is on the largest slope: the dropped 2 makes the second line false; the
    lemma has 23 in place of e sqrt(e).
    """
    problem, x = chain.zero_chain(3), torch.zeros(1, 3, dtype=torch.float64)
    noise = chain.coin_moment(p, alpha)
    g = problem.gradient(x)
    dropped = 2 * float(g.norm()) ** alpha + float(g.abs().max()) ** alpha * noise
    assert 2 * float(g.norm()) ** alpha + 2 * float(g.norm()) ** alpha * noise > dropped
    assert noise <= 2 / p ** (alpha - 1)
    assert 2 * math.exp(1.5) ** alpha * noise <= 23**alpha * 2 / p ** (alpha - 1)


def test_an_oracle_that_hides_another_coordinate_is_found(monkeypatch):
    honest = chain.progress
    monkeypatch.setattr(chain, "progress", lambda x, beta: honest(x, 3 * beta))
    assert verdict(zero_chain_oracle.construction).verdict == "refuted"


# the nonconvex lower bound


def test_printed_steps_by_closed_form():
    """d = 1: until z = 1 the gradient is 2 sqrt(e) epsilon, and then it is nothing."""
    found = verdict(replace(printed, settings=printed.settings[:1]))
    exact = 2 * math.sqrt(math.e) * (15 / 16) ** 31
    assert (found.verdict, found.constants["n"], found.constants["d"]) == ("refuted", 31.0, 1.0)
    assert exact < 0.5
    assert found.low <= exact <= found.high


def test_the_printed_exponent_of_p_fails_by_itself():
    """alpha = 1.5, d = 2, p = 2^-1.5: after the printed 16 steps fewer than 2 coins have fallen
    with probability 0.01.
    """
    values = printed.settings[1]
    p = sizes.rarity(values) ** 1.5
    few = sum(math.comb(16, j) * p**j * (1 - p) ** (16 - j) for j in range(2))
    assert (int(values[s.d]), values[s.n], p) == (2, 16, pytest.approx(2**-1.5))
    assert 46 * math.sqrt(2) * few < 1
    assert verdict(replace(printed, settings=(values,))).verdict == "refuted"


def test_corrected_steps_by_all_sequences_of_coins():
    """d = 2, p = 0.05, 10 steps of SGD: the mean over all 1024 sequences of coins, without the
    runner.
    """
    values = corrected.settings[0]
    assert (values[s.d], values[s.n]) == (2, 10)
    p, problem = 0.05, chain.zero_chain(2)
    coins = torch.tensor(list(itertools.product((0.0, 1.0), repeat=10)), dtype=torch.float64)
    weights = (coins * p + (1 - coins) * (1 - p)).prod(-1)
    x = torch.zeros(1024, 2, dtype=torch.float64)
    for step in range(10):
        g = problem.gradient(x)
        next_one = torch.stack([x.abs()[:, 0] <= 0.25, x.abs()[:, 0] > 0.25], -1) & (
            x.abs()[:, 1:] <= 0.25
        )
        x = x - 0.01 * torch.where(next_one, coins[:, step : step + 1] / p * g, g)
    exact = 2 * float(weights @ problem.gradient(x).norm(dim=-1))
    methods = ((gradient_descent, {s.gamma: 0.01 * 152 / values[s.L]}),)
    found = verdict(replace(corrected, settings=(values,), methods=lambda values: methods))
    assert found.verdict == "supported"
    assert found.low <= exact <= found.high


def test_all_methods_of_the_class_wait_to_be_shown():
    """With p = 1e-9 nothing is shown and nothing moves; with p = 1 a step shows one coordinate
    at most.
    """
    values = corrected.settings[3]
    reached = Metric("prog_0", s.ONE, lambda problem, x: chain.progress(x, 0.0).double())
    for algorithm, params in corrected.methods(values):
        tables = {c: np.asarray(v, dtype=float).reshape(-1, 1) for c, v in params.items()}
        for p, most in ((1e-9, (0, 0)), (1.0, (2, 5))):
            problem, oracle = chain.scaled_chain(9, values[s.L], values[s.epsilon], p, 2.0)
            found = simulate(Run(problem, oracle, algorithm, tables, (2, 5), (reached,)), (1,))[
                reached
            ]
            assert (found.max((1, 2)) <= most).all(), algorithm.name


@pytest.mark.parametrize("entry", [corrected, theorem], ids=lambda e: e.name)
def test_lower_bounds_that_are_too_high_fall(entry):
    found = verdict(entry)
    assert found.verdict == "supported"
    assert found.sharpness > 0.3
    fastest = ((gradient_descent, {s.gamma: 1.52 / entry.settings[0][s.L]}),)
    wrong = replace(
        entry, bound=6 * entry.bound, settings=entry.settings[:1], methods=lambda values: fastest
    )
    assert verdict(wrong).verdict == "refuted"


@pytest.mark.parametrize("values", [*corrected.settings], ids=str)
def test_no_method_sees_everything_in_time(values):
    """P(Bin((d-1)/(2p), p) < d) > 1/2, summed in 50 digits."""
    p = sizes.rarity(values) ** (values[s.alpha] / (values[s.alpha] - 1))
    k, dim = values[s.n], values[s.d]
    assert k == pytest.approx((dim - 1) / (2 * p), abs=1)
    with mpmath.workdps(50):
        assert (
            sum(
                mpmath.binomial(k, j) * mpmath.mpf(p) ** j * (1 - mpmath.mpf(p)) ** (k - j)
                for j in range(dim)
            )
            > 0.5
        )


def test_the_last_coordinate_is_unseen_as_often_as_coins_say():
    """d = 2, p = 0.05, k = 10: a method that never turns back has P(Bin(10, 0.05) < 2)."""
    far = far_steps
    entry = replace(zero_chain_progress.theorem, settings=corrected.settings[:1], methods=far)
    found, exact = verdict(entry), 0.95**10 + 10 * 0.05 * 0.95**9
    assert found.verdict == "supported"
    assert found.low <= exact <= found.high
    assert verdict(replace(entry, bound=0.99)).verdict == "refuted"
    assert verdict(zero_chain_progress.theorem).verdict == "supported"


def test_the_hidden_constant_solves_for_the_steps():
    for values in theorem.settings:
        eps = sizes.hidden(values[s.alpha], values[s.Delta_0], values[s.L], values[s.sigma])
        eps *= values[s.n] ** (-(values[s.alpha] - 1) / (3 * values[s.alpha] - 2))
        assert eps == pytest.approx(values[s.epsilon])
        assert values[s.n] <= (values[s.d] - 1) / (2 * sizes.chance(values))


def test_the_scaled_oracle_is_the_scaled_answer():
    problem, oracle = chain.scaled_chain(3, 2.0, 0.5, 0.25, 1.5)
    base = chain.zero_chain(3)
    x = torch.tensor([[1.0, 0.3, 0.0]], dtype=torch.float64)
    for z in (0.0, 1.0):
        shown = torch.tensor([[1.0, 1.0, 4 * z]]) * base.gradient(x)
        torch.testing.assert_close(
            oracle.answer(problem, 76 * x, torch.tensor([[z]]).double()),
            shown.double(),
            rtol=1e-12,
            atol=0.0,
        )
    assert problem.constants[s.L] == pytest.approx(2.0)
    assert bare_query(problem, oracle).gradient(problem.start_point()).shape == (1, 3)
