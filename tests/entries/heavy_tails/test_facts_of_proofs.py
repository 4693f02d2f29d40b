"""Chapter 4 of Zhang (2022): facts of proofs and remarks, the level that fails for any steps,
who is held to lower bounds, AMSGrad.
"""

import dataclasses
import itertools
import math

import mpmath
import numpy as np
import pytest
import sympy

from theorybench.algorithms.adam import adam_reddi
from theorybench.catalogue.catalogue import load
from theorybench.catalogue.claim import Claim
from theorybench.core import symbols as s
from theorybench.core.algorithm import Algorithm
from theorybench.core.laws import fair_coin
from theorybench.core.promises import check_promises
from theorybench.problems.functions.reddi import G_inf, ends, on_ends
from theorybench.problems.functions.unequal_boxes import corner, corner_of_a_line
from theorybench.problems.theorems.adaptive.adam_convex import step
from theorybench.problems.theorems.heavy_tails import (
    clipped_by_coordinate,
    clipped_by_norm_sharp,
    nonconvex_lower_bound_proof,
    strongly_convex_lower_bound,
)
from theorybench.verify.profile import QUICK, Options
from theorybench.verify.suite import verify_claim

ENTRIES = {entry.name: entry for entry in load().entries}
FEW = Options(profile=dataclasses.replace(QUICK, searches=2000))


def verdict(entry, problem=None, oracle=None):
    return verify_claim(Claim(entry, problem, oracle), FEW)


# facts: (claim, part, factor for the right side that makes it false)
PLANTS = [
    ("sec-4.4.1.bounded", 0, 0.95),
    ("sec-4.4.1.bounded", 1, 0.95),
    ("sec-4.5.1.norms", 0, 0.95),
    ("lem-4.7.2.projection", 0, 0.95),
    ("lem-4.7.10.jensen", 0, 0.9),
    ("lem-4.7.10.jensen", 1, 0.95),
    ("lem-4.7.8.divergence", 0, 0.9),
    ("proof-4.4.2.step", 0, 0.95),
    ("proof-4.4.1.parameters", 0, 0.95),
    ("proof-4.4.1.parameters", 1, 0.95),
    ("proof-4.4.1.parameters", 2, 0.95),
]


@pytest.mark.parametrize(("claim", "part", "factor"), PLANTS)
def test_a_fact_holds_and_a_little_less_is_refuted(claim, part, factor):
    entry = ENTRIES[f"zhang2022.{claim}"]
    what, (lhs, rhs) = list(entry.parts.items())[part]
    assert verdict(dataclasses.replace(entry, parts={what: (lhs, rhs)})).verdict == "supported"
    assert (
        verdict(dataclasses.replace(entry, parts={what: (lhs, factor * rhs)})).verdict == "refuted"
    )


def test_facts_on_random_vectors():
    """numpy, 10^4 vectors in 3 dimensions: the projection, Jensen, the norms of B, the
    divergence.
    """
    rng = np.random.default_rng(4)
    u, v, a = (
        rng.standard_normal((10_000, 3)),
        3 * rng.standard_cauchy((10_000, 3)),
        rng.uniform(1, 2, 10_000),
    )
    gradient, tau = 0.5 * u / np.linalg.norm(u, axis=1)[:, None] * rng.random((10_000, 1)), 1.0
    far = v / np.minimum(1, np.linalg.norm(v, axis=1))[:, None]
    shortened = far / np.linalg.norm(far, axis=1)[:, None] * tau
    assert (
        np.linalg.norm(gradient - shortened, axis=1)
        <= np.linalg.norm(gradient - far, axis=1) * (1 + 1e-12)
    ).all()
    size = [np.linalg.norm(w, axis=1) ** a for w in (u + v, (u + v) / 2, u, v)]
    assert (size[0] <= 4 * size[1] * (1 + 1e-12)).all()
    assert (4 * size[1] <= 2 * (size[2] + size[3]) * (1 + 1e-12)).all()
    assert (
        np.linalg.norm(v, axis=1) <= (np.abs(v) ** a[:, None]).sum(1) ** (1 / a) * (1 + 1e-12)
    ).all()
    for first in (1e-6, 0.1, 0.25):
        second, square = first / 2, first / 4 / (1 - first)
        divergence = second * math.log(0.5) + (1 - second) * math.log((1 - second) / (1 - first))
        assert 1.629 < square / divergence < 1.728


def test_the_step_of_the_strongly_convex_proof_as_it_is_printed():
    """numpy, f = mu x^2/2 + s x for x >= 0, noise of two values: both sides written out, without
    cancelling r^2/(2 eta).
    """
    rng, count = np.random.default_rng(5), 20_000
    alpha, p = rng.uniform(1.01, 2, count), rng.uniform(1e-3, 0.999, count)
    mu, eta, tau, slope, x, jump = 10 ** rng.uniform(-2, 1, (6, count))
    g = slope + mu * x + np.stack([(1 - p) * jump, -p * jump]) * rng.choice([-1, 1], count)
    weight = np.stack([p, 1 - p])
    clipped, moment = np.clip(g, -tau, tau), (weight * np.abs(g) ** alpha).sum(0)
    after = (weight * (x - eta * clipped) ** 2).sum(0)
    noise = 4 * moment**2 * tau ** (2 - 2 * alpha) / mu + eta * moment * tau ** (2 - alpha) / 2
    right = (1 / eta - mu / 2) / 2 * x**2 - after / (2 * eta) + noise
    assert (mu * x**2 / 2 + slope * x <= right + 1e-10 * (noise + x**2 / eta)).all()


@pytest.mark.parametrize(("alpha", "first"), [(2.0, 32), (1.5, 181), (1.2, 32768)])
def test_when_theorem_4_4_2_begins_to_say_something(alpha, first):
    """16/(k+1)^(2(alpha-1)/alpha) < 1/2, the largest gap in units of G^2/mu: sup of r - r^2/2."""
    assert max(r - r**2 / 2 for r in np.linspace(0, 2, 2001)) == 0.5
    with mpmath.workdps(30):
        exponent = 2 * (1 - 1 / mpmath.mpf(str(alpha)))
        assert (
            16 / mpmath.mpf(first + 1) ** exponent
            < 0.5
            <= 16 / mpmath.mpf(first) ** exponent * (1 + mpmath.mpf(10) ** -20)
        )


# theorem 4.5.1 for any steps


def pair(alpha, k):
    """level, p, J, j as in the notes, in 30 digits."""
    alpha, k = mpmath.mpf(alpha), mpmath.mpf(k)
    level = k ** (alpha - 1)
    p = ((alpha - 1) / (alpha * level)) ** alpha
    jump = (p * max(1, (1 - p) * p ** (alpha - 1) + (1 - p) ** alpha)) ** (-1 / alpha)
    return level, p, jump, level + p * jump


def test_any_steps_and_any_average_give_the_same_output_on_both():
    """numpy, alpha = 1.3, k = 40: random steps and averages, same coins; moments of order alpha
    at most 1; errors at least D^2/8.
    """
    rng, k, alpha = np.random.default_rng(0), 40, 1.3
    _, p, large, small = (float(x) for x in pair(alpha, k))
    assert small < large
    for jump, x in itertools.product((large, small), np.linspace(0, p * large, 50)):
        assert p * abs(x - jump) ** alpha + (1 - p) * x**alpha <= 1 + 1e-12
    for _ in range(20):
        steps, weights, coins = (
            10 ** rng.uniform(-2, 1, k),
            rng.dirichlet(np.ones(k)),
            rng.random((k, 500)) < p,
        )
        outputs = []
        for jump in (large, small):
            x, average = np.zeros(500), np.zeros(500)
            for i in range(k):
                average += weights[i] * x
                g = x - jump * coins[i]
                level = (i + 1) ** (alpha - 1)
                x = np.clip(x - steps[i] * np.clip(g, -level, level), 0, p * large)
            outputs.append(average)
        np.testing.assert_array_equal(*outputs)
        errors = [
            ((out - p * jump) ** 2 / 2).mean()
            for out, jump in zip(outputs, (large, small), strict=True)
        ]
        assert max(errors) >= (p * (large - small)) ** 2 / 8


def test_the_printed_level_fails_from_6e9_steps_on():
    def excess(alpha, k):
        _, p, large, small = pair(alpha, k)
        return (
            (p * max(0, large - small)) ** 2
            / 8
            / (16 * (mpmath.mpf(k) + 1) ** (-2 * (alpha - 1) / mpmath.mpf(alpha)))
        )

    with mpmath.workdps(30):
        assert excess(1.29, 7e9) > 1
        assert max(excess(alpha, 5e9) for alpha in np.linspace(1.01, 2, 100)) < 1
    found = verdict(ENTRIES["zhang2022.thm-4.5.1"])
    at = {s.alpha: found.constants["alpha"], s.k: found.constants["k"]}
    assert found.verdict == "refuted"
    assert float(sympy.sympify(found.measured / found.bound)) == pytest.approx(
        float(excess(at[s.alpha], at[s.k])), rel=1e-9
    )


def test_the_level_of_the_proof_is_not_refuted_by_the_pair():
    """k^(1/alpha) in place of k^(alpha-1): at the ends of the ranges, where the printed one
    fails too.
    """
    entry = ENTRIES["zhang2022.thm-4.5.1"]
    ((what, (lhs, rhs)),) = entry.parts.items()
    raised = lhs.subs(
        s.k, s.k ** (1 / (s.alpha * (s.alpha - 1)))
    )  # k^(alpha-1) becomes k^(1/alpha)
    values = {s.alpha: 1.3, s.k: 1e12}
    assert float(s.evaluate(lhs / rhs, values)) > 4
    assert float(s.evaluate(raised / rhs, values)) < 0.01
    assert what == "larger gap of the two"


# the corner, where noise does not average out


def test_corners_keep_their_promises_and_coins_their_moments():
    assert check_promises(corner) == check_promises(corner_of_a_line) == []
    assert {fair_coin().moment(p) for p in (0.5, 1.0, 2.0)} == {1.0}


def test_clipping_by_norm_in_the_corner_by_enumeration():
    """All 2^10 sequences of coins for d = 1: corollary 4.5.1 against the harness."""
    entry, n = ENTRIES["zhang2022.cor-4.5.1"], 10
    (oracle,) = (one for one in entry.oracles if one.only(corner_of_a_line))
    coins, x, average = (
        np.array(list(itertools.product((-1.0, 1.0), repeat=n))),
        np.full(1024, -0.15),
        np.zeros(1024),
    )
    for k in range(1, n + 1):
        average += k * x / (n * (n + 1) / 2)
        level = math.sqrt(1.09 * k)
        x = np.clip(
            x - 4 / (k + 1) * np.clip(x - 0.15 * (x < 0) + coins[:, k - 1], -level, level),
            -0.15,
            0.0,
        )
    exact = float(np.mean(0.15 * np.abs(average) + average**2 / 2))
    planted = dataclasses.replace(
        entry, settings=({s.n: n},), oracles=None, bound=0.8 * exact * s.B_alpha**2 / s.mu / 1.09
    )
    found = verdict(planted, corner_of_a_line, oracle)
    assert found.verdict == "refuted"
    assert found.low <= exact <= found.high


def test_the_bounds_by_coordinate_are_no_longer_loose():
    for entry in (clipped_by_coordinate.theorem, clipped_by_norm_sharp.sharp):
        (oracle,) = (one for one in entry.oracles if one.only(corner))
        found = verdict(entry, corner, oracle)
        assert (found.verdict, found.loose) == ("supported", False), entry.name


# lower bounds


def names(methods, values):
    return {algorithm.name.removeprefix("projected ") for algorithm, _ in methods(values)}


def test_lower_bounds_are_put_to_all_methods_of_their_class():
    adaptive = {
        "heavy ball",
        "CClip",
        "ACClip",
        "normalised gradient descent",
        "AdaGrad",
        "Adam",
        "RMSProp",
        "gradient descent",
        "GClip",
    }
    strongly, chain = strongly_convex_lower_bound.theorem, nonconvex_lower_bound_proof.corrected
    assert adaptive <= names(strongly.methods, strongly.settings[0])
    assert adaptive | {"Nesterov", "AdaGrad-Norm"} <= names(chain.methods, chain.settings[0])


def test_the_constant_output_is_8_times_above_the_strongly_convex_bound():
    """(x - b)^2/2 = epsilon^2/8 for x = 3 epsilon/2, against epsilon^2/64; errors may be 1/8, so
    that only far higher bounds fall.
    """
    entry = strongly_convex_lower_bound.theorem
    entry = dataclasses.replace(entry, settings=entry.settings[:1])
    constant = verdict(dataclasses.replace(entry, methods=lambda values: entry.methods(values)[:1]))
    assert (constant.verdict, constant.measured / constant.bound) == (
        "supported",
        pytest.approx(8, rel=1e-9),
    )
    assert verdict(dataclasses.replace(entry, bound=1e4 * entry.bound)).verdict == "refuted"


# AMSGrad


def test_amsgrad_by_an_independent_run():
    """numpy, 400 runs: the mean regret below the bound of the notes path by path, with vhat_T
    and ||g_{1:T}|| as they are.
    """
    rng, alpha, b2, T = np.random.default_rng(2), 0.22, 0.1, 400
    x, v, largest, regret, slopes, squares = (
        np.ones(400),
        np.zeros(400),
        np.zeros(400),
        np.zeros(400),
        np.zeros(400),
        np.zeros(400),
    )
    for t in range(1, T + 1):
        g = np.where(rng.random(400) < 2.5 / 6, 5.0, -1.0)
        regret, slopes, squares = regret + g * x, slopes + g, squares + g**2
        v = b2 * v + (1 - b2) * g**2
        largest = np.maximum(largest, v)
        x = np.clip(x - alpha / math.sqrt(t) * g / np.sqrt(largest), -1, 1)
    regret += np.abs(slopes)  # the best point is -1 or 1
    bound = 4 * np.sqrt(T * largest) / (2 * alpha) + alpha * math.sqrt(1 + math.log(T)) / (
        2 * math.sqrt(1 - b2)
    ) * np.sqrt(squares)
    assert (regret <= bound).all()
    assert (regret / bound).mean() > 0.2
    entry, oracle = ENTRIES["kingma2015.thm-4.1.corrected"], on_ends(5.0, 1.5)
    at_most = float(
        s.evaluate(
            entry.bound, {s.D_inf: 2.0, step: alpha, s.T: T, G_inf: 5.0, s.beta_2: b2, s.d: 1}
        )
    )
    assert bound.max() / T <= at_most
    assert verdict(entry, ends, oracle).verdict == "supported"


def test_adam_breaks_the_bound_that_amsgrad_keeps():
    entry, oracle = ENTRIES["kingma2015.thm-4.1.corrected"], on_ends(5.0, 1.5)
    long = dataclasses.replace(entry, settings=({s.T: 3000, step: 0.5, s.beta_2: 0.1},))
    assert verdict(long, ends, oracle).verdict == "supported"
    # adam_reddi divides by sqrt(t) itself
    scaled = Algorithm(
        "Adam",
        adam_reddi.parameters,
        adam_reddi.init,
        lambda st, q, p: adam_reddi.step(st, q, {**p, s.eta_X: p[s.eta_X] * p[s.k] ** 0.5}),
    )
    assert verdict(dataclasses.replace(long, algorithm=scaled), ends, oracle).verdict == "refuted"


def test_the_answers_on_the_ends_have_the_slope_as_mean():
    for steep in (5.0, 1.5):
        p = 2.5 / (1 + steep)
        assert p * steep - (1 - p) == pytest.approx(1.5)
        assert on_ends(steep, 1.5).constants(ends)[G_inf] == steep
    assert check_promises(ends) == []
