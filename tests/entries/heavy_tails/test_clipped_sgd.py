"""Chapter 4 of Zhang (2022): every verdict against an independent computation, and false
variants that must fall.
"""

import dataclasses
import itertools
import math

import mpmath
import numpy as np
import pytest
import sympy
from scipy.special import ndtr

from theorybench.algorithms.clipped_gradient_descent import gclip
from theorybench.algorithms.gradient_descent import gradient_descent
from theorybench.catalogue.claim import Claim
from theorybench.catalogue.matching import mismatches
from theorybench.core import assumptions as a
from theorybench.core import symbols as s
from theorybench.core.metrics import gradient_norm_squared
from theorybench.core.oracles import (
    Law,
    Oracle,
    alpha_stable,
    coin,
    gaussian,
)
from theorybench.core.types import EntryError
from theorybench.entries.theorem import Declared, Mode
from theorybench.problems.functions.absolute_plus_quadratic import absolute_plus_quadratic
from theorybench.problems.functions.isotropic_quadratic import half_square
from theorybench.problems.functions.two_coins import bayes_risk
from theorybench.problems.functions.two_point_hard_instance import (
    jumping_gradient,
    probability,
    rarity,
)
from theorybench.problems.theorems.heavy_tails import (
    clipped_sgd,
    clipped_sgd_product,
    clipped_sgd_proof,
    construction_two_point,
    sgd_infinite_variance,
    strongly_convex_lower_bound,
    strongly_convex_lower_bound_all_methods,
    table_strongly_convex,
    table_strongly_convex_lower,
)
from theorybench.verify.profile import Options
from theorybench.verify.suite import verify_claim

printed, corrected, proof = (
    clipped_sgd.printed,
    clipped_sgd.corrected,
    clipped_sgd_proof.theorem,
)
product, remark, lower = (
    clipped_sgd_product.theorem,
    sgd_infinite_variance.theorem,
    strongly_convex_lower_bound.theorem,
)
PROFILE = Options()


def verdict(entry, problem=None, oracle=None):
    return verify_claim(Claim(entry, problem, oracle), PROFILE)


def exact_gap_with_coins(steps, step_size, level):
    """E f(x-bar) of projected GClip on SMALL under the noise of +-1, over all sequences of
    coins: shares no code with the runner.
    """
    coins = np.array(list(itertools.product((-1.0, 1.0), repeat=steps)))
    x, weighted = np.full(len(coins), 0.2), np.zeros(len(coins))
    for k in range(1, steps + 1):
        weighted += k * x
        g = np.clip(0.1 * np.sign(x) + 2 * x + coins[:, k - 1], -level(k), level(k))
        x = np.clip(x - step_size(k) * g, -0.2, 0.2)
    average = weighted / (steps * (steps + 1) / 2)
    return float(np.mean(0.1 * np.abs(average) + average**2))


SMALL = absolute_plus_quadratic("small-mu-2", 0.1, 2.0, (-0.2, 0.2), (0.2,))
ROOT = math.hypot(0.5, 1.0)
"""G of the coin on SMALL."""


def test_printed_theorem_is_refuted_by_enumeration():
    """n = 11 and mu = 2: the exact expectation over all 2048 sequences of coins exceeds the
    printed bound, and the harness finds it.
    """
    exact = exact_gap_with_coins(11, lambda k: 4 / 2.0 ** (k + 1), lambda k: ROOT * k)
    bound = 16 * ROOT**2 / 2.0**12
    assert exact > 2 * bound
    found = verdict(
        dataclasses.replace(printed, settings=({s.n: 11},), oracles=None), SMALL, coin(1.0)
    )
    assert found.verdict == "refuted"
    assert found.bound == pytest.approx(bound)
    assert found.low <= exact <= found.high
    assert "gamma = 4*mu**(-k - 1) has the unit" in found.finding


def test_corrected_theorem_by_enumeration():
    exact = exact_gap_with_coins(11, lambda k: 2 / (k + 1), lambda k: ROOT * math.sqrt(k))
    assert exact <= 8 * ROOT**2 / (2 * 11)
    assert (
        verdict(
            dataclasses.replace(corrected, settings=({s.n: 11}, {s.n: 2000})), SMALL, coin(1.0)
        ).verdict
        == "supported"
    )
    below = dataclasses.replace(
        corrected, settings=({s.n: 11},), bound=0.5 * exact / (0.1 * 0.2 + 0.2**2) * s.Delta_0
    )
    found = verdict(below, SMALL, coin(1.0))
    assert found.verdict == "refuted"
    assert found.low <= exact <= found.high


def marginals(problem, slope, curvature, steps, level, cells):
    """E f(x_{j-1}) and E x_{j-1} for j = 1 .. steps under N(0, 1) noise, from the density on a
    grid: (steps,) each.
    """
    low, high = problem.box
    x = np.linspace(low, high, cells)
    edges = np.concatenate([[-np.inf], (x[1:] + x[:-1]) / 2, [np.inf]])
    mass = np.zeros(cells)
    mass[np.argmin(np.abs(x - problem.start[0]))] = 1.0
    gradient, value = slope * np.sign(x) + curvature * x, slope * np.abs(x) + curvature / 2 * x**2
    means, values = [], []
    for k in range(1, steps + 1):
        means.append(mass @ x)
        values.append(mass @ value)
        step = 4 / (curvature * (k + 1))
        clip = level(k)
        # x - step g <= edge, where g = gradient + N(0, 1) clipped to [-clip, clip]
        threshold = (x[:, None] - edges[None, :]) / step
        below = np.where(
            threshold > clip,
            0.0,
            np.where(threshold <= -clip, 1.0, 1 - ndtr(threshold - gradient[:, None])),
        )
        mass = mass @ np.diff(below, axis=1)
    return np.array(means), np.array(values)


def test_corrected_theorem_by_the_density():
    """f(E x-bar) <= E f(x-bar) <= the weighted mean of E f(x_j): a sandwich from marginals
    alone, and its upper side keeps the bound.
    """
    problem, steps = absolute_plus_quadratic("boundary", 0.15, 1.0, (-0.3, 0.0), (-0.3,)), 150
    root = math.hypot(0.45, 1.0)
    weights = np.arange(1, steps + 1) / (steps * (steps + 1) / 2)
    sandwiches = []
    for cells in (150, 300):
        means, values = marginals(problem, 0.15, 1.0, steps, lambda k: root * math.sqrt(k), cells)
        middle = weights @ means
        sandwiches.append((0.15 * abs(middle) + middle**2 / 2, weights @ values))
    (low, high), coarse = sandwiches[1], sandwiches[0]
    assert coarse == pytest.approx((low, high), rel=0.02)
    assert high <= 8 * root**2 / steps <= 16 * root**2 / (steps + 1)
    entry = dataclasses.replace(
        proof, settings=({s.n: steps},), bound=proof.bound * high / (8 * root**2 / steps)
    )
    found = verdict(entry, problem, gaussian(1.0))
    assert found.low <= high * 1.02
    assert low * 0.98 <= found.high
    assert found.measured == pytest.approx(high, rel=0.4)


@pytest.mark.parametrize("power", [1.5, 2.0])
def test_a_faster_rate_than_the_corrected_one_is_refuted(power):
    problem = absolute_plus_quadratic("boundary", 0.15, 1.0, (-0.3, 0.0), (-0.3,))
    false = dataclasses.replace(
        corrected, bound=16 * s.G**2 / (s.mu * (s.n + 1) ** (2 * power * (s.alpha - 1) / s.alpha))
    )
    assert verdict(false, problem, gaussian(1.0)).verdict == "refuted"


def product_sides(index, steps):
    lhs, rhs = product.parts["gap"]
    values = {s.alpha: mpmath.mpf(index), s.k: mpmath.mpf(steps)}
    with mpmath.workdps(40):
        return tuple(
            float(sympy.lambdify(list(values), side, "mpmath")(*values.values()))
            for side in (lhs, rhs)
        )


def hard_parameters(index, last):
    """(p, B, b) of the instance in units G = mu = 1."""
    p = ((index - 1) / (index * last ** (index - 1))) ** index
    jump = (p * max(1, (1 - p) * p ** (index - 1) + (1 - p) ** index)) ** (-1 / index)
    return p, jump, p * jump


@pytest.mark.parametrize("index", [1.05, 1.3, 1.6, 2.0])
@pytest.mark.parametrize("last", [1, 3, 9, 10**8])
def test_instance_of_the_product_reading_is_in_the_class(index, last):
    """E|g|^alpha <= 1 on [0, b], attained; every jump is clipped in all steps, and nothing else
    is.
    """
    p, jump, b = hard_parameters(index, float(last))
    x = np.linspace(0, b, 1001)
    moments = (1 - p) * x**index + p * np.abs(x - jump) ** index
    assert moments.max() == pytest.approx(1.0, rel=1e-12)
    assert jump - b >= last ** (index - 1)
    assert b <= 1


@pytest.mark.parametrize("index", [1.05, 1.3, 1.6, 2.0])
@pytest.mark.parametrize("steps", [1, 2, 3, 5, 9])
def test_left_side_of_the_product_reading_is_below_the_exact_gap(index, steps):
    """Enumerated over all jump patterns of up to nine steps."""
    p, _, b = hard_parameters(index, float(steps))
    gap = 0.0
    for jumps in itertools.product((0, 1), repeat=steps):
        x, weighted, chance = 0.0, 0.0, 1.0
        for k, jumped in enumerate(jumps, 1):
            weighted += k * x
            g = -(k ** (index - 1)) if jumped else x
            x = min(max(x - 4 / (k + 1) * g, 0.0), b)
            chance *= p if jumped else 1 - p
        gap += chance * (weighted / (steps * (steps + 1) / 2) - b) ** 2 / 2
    assert product_sides(index, steps)[0] <= gap * (1 + 1e-12)


def run_with_jumps(index, last, rng):
    """The gap of x-bar after `last` steps of the product reading; between jumps x and the sum of
    k x_{k-1} are closed forms.
    """
    p, _, b = hard_parameters(index, float(last))
    x, weighted, k = 0.0, 0.0, 0
    while k < last:
        quiet = min(int(rng.geometric(p)) - 1, last - k)
        if quiet and x > 0 and k >= 4:
            # x_{j} = x (k+1) k (k-1) (k-2) / ((j+1) j (j-1) (j-2)), and sum 1/((m-1)(m-2)(m-3))
            # telescopes
            scale, end = x * (k + 1) * k * (k - 1) * (k - 2), k + quiet
            weighted += scale / 2 * (1 / ((k - 1) * (k - 2)) - 1 / ((end - 1) * (end - 2)))
            x = scale / ((end + 1) * end * (end - 1) * (end - 2))
        elif quiet:
            for j in range(k + 1, k + quiet + 1):
                weighted += j * x
                x = max(x * (1 - 4 / (j + 1)), 0.0)
                if x == 0:
                    break
        k += quiet
        if k < last:
            k += 1
            weighted += k * x
            x = min(x + 4 / (k + 1) * k ** (index - 1), b)
    return (weighted / (last * (last + 1) / 2) - b) ** 2 / 2


def test_product_reading_fails_after_a_hundred_million_steps():
    """Whole runs, simulated exactly: their gaps scatter little, lie above the printed bound and
    above the closed lower bound's size.
    """
    index, last = 1.295, 10**8
    rng = np.random.default_rng(4)
    gaps = [run_with_jumps(index, last, rng) for _ in range(6)]
    lower_bound, bound = product_sides(index, last)
    assert lower_bound > 1.3 * bound
    assert min(gaps) > bound
    assert np.mean(gaps) == pytest.approx(lower_bound, rel=0.15)


def test_product_reading_is_refuted_at_a_whole_number_of_steps():
    found = verdict(product)
    assert found.verdict == "refuted"
    steps = found.constants["k"]
    assert steps == round(steps)
    lhs, rhs = product_sides(found.constants["alpha"], steps)
    assert lhs > rhs


def test_left_side_of_the_product_reading_decays_as_the_bias_does():
    true = dataclasses.replace(
        product,
        parts={"gap": (product.parts["gap"][0], 16 * (s.k + 1) ** (-2 * (s.alpha - 1) ** 2))},
    )
    assert verdict(true).verdict == "supported"


def test_table_contradicts_the_theorems():
    assert verdict(table_strongly_convex_lower.lower).verdict == "refuted"
    ((_, upper),) = table_strongly_convex_lower.lower.parts.values()
    of_theorem = table_strongly_convex_lower.c * s.k ** (-2 * (s.alpha - 1) / s.alpha)
    assert (
        verdict(
            dataclasses.replace(table_strongly_convex_lower.lower, parts={"": (of_theorem, upper)})
        ).verdict
        == "supported"
    )


@pytest.mark.parametrize(("power", "wanted"), [(1.0, "supported"), (8.0, "refuted")])
def test_rate_of_the_table(power, wanted):
    """Wrong exponents: the rate of the table is met, eight times its exponent is not."""
    problem = absolute_plus_quadratic("boundary", 0.15, 1.0, (-0.3, 0.0), (-0.3,))
    entry = table_strongly_convex.upper
    entry = dataclasses.replace(
        entry,
        bound=s.n ** (-power * (s.alpha - 1) / s.alpha),
        settings=({s.n: 300}, {s.n: 20}),
        oracles=None,
    )
    found = verdict(entry, problem, table_strongly_convex.heavy)
    assert found.verdict == wanted
    assert found.low <= found.measured <= found.high
    assert found.constants["n"] == 300


def test_one_horizon_is_no_rate():
    with pytest.raises(EntryError, match="a rate is held from one horizon to another"):
        dataclasses.replace(table_strongly_convex.upper, settings=({s.n: 30},))


def test_hard_pair_outside_its_range_is_refuted():
    values = construction_two_point.construction.settings[0]
    false = {**values, s.alpha: 2.0, construction_two_point.accuracy: 0.2}
    found = verdict(dataclasses.replace(construction_two_point.construction, settings=(false,)))
    assert found.verdict == "refuted"


@pytest.mark.parametrize("tail", [1.2, 1.5, 2.0])
@pytest.mark.parametrize("nu", [0, 1])
def test_hard_pair_in_rational_arithmetic(tail, nu):
    """epsilon = 1/8 makes gamma = 2^(-1/(alpha-1)); unbiasedness and the printed form of p_nu
    hold exactly.
    """
    index = sympy.Rational(tail).limit_denominator(10)
    eps, x = sympy.Rational(1, 8), sympy.Symbol("x", positive=True)
    gamma = (4 * eps) ** (1 / (index - 1))
    p = gamma**index - 2 * nu * gamma * eps
    assert sympy.simplify(p - (4 - 2 * nu) * (4 * eps**index) ** (1 / (index - 1))) == 0
    mean = p * (x - 1 / (2 * gamma)) + (1 - p) * x
    assert sympy.simplify(mean - (x - (2 - nu) * eps)) == 0
    assert float(gamma) == pytest.approx(rarity(tail, 0.125))
    assert float(p) == pytest.approx(probability(tail, 0.125, nu))


def test_bayes_risk_by_brute_force():
    """All sequences of six jumps, the best output for each: the mean error is the closed form."""
    tail, steps = 1.5, 6
    eps = 0.05
    chances = np.array([probability(tail, eps, nu) for nu in (0, 1)])
    targets = np.array([2 * eps, eps])
    error = 0.0
    for jumps in itertools.product((0, 1), repeat=steps):
        joint = 0.5 * np.prod(np.where(np.array(jumps)[:, None] == 1, chances, 1 - chances), axis=0)
        best = joint @ targets / joint.sum()
        error += joint @ (best - targets) ** 2 / 2
    assert bayes_risk(tail, eps, steps) == pytest.approx(error, rel=1e-12)


@pytest.mark.parametrize(
    ("factor", "wanted"), [(1, "supported"), (7, "supported"), (500, "refuted")]
)
def test_constant_of_the_lower_bound(factor, wanted):
    """The constant output errs by epsilon^2/8, which is eight times the bound; a refutation pays
    for the declared range of the metric.
    """
    found = verdict(
        dataclasses.replace(lower, bound=factor * lower.bound, settings=lower.settings[:1])
    )
    assert found.verdict == wanted
    if wanted == "supported":
        assert found.measured == pytest.approx((16.0 ** (-1 / 6) / 16) ** 2 / 8, rel=1e-9)


@pytest.mark.parametrize(("factor", "wanted"), [(7.9, "supported"), (8.1, "refuted")])
def test_constant_of_the_lower_bound_for_all_methods(factor, wanted):
    entry = strongly_convex_lower_bound_all_methods.check

    def compare(values):
        return tuple(dataclasses.replace(c, lhs=factor * c.lhs) for c in entry.compare(values))

    assert verdict(dataclasses.replace(entry, compare=compare)).verdict == wanted


def test_lower_bound_needs_the_class():
    """With G = 0.3 in the class the noise of the pair is too large, and no instance is left."""
    entry = dataclasses.replace(lower, settings=({**lower.settings[0], s.G: 0.3},))
    assert verdict(entry).verdict == "inapplicable"


@pytest.mark.parametrize("nu", [0, 1])
def test_moment_of_the_hard_oracle_is_exact(nu):
    oracle = jumping_gradient(1.5, 0.05, nu)
    known, p = oracle.constants(half_square()), probability(1.5, 0.05, nu)
    x = np.linspace(0, 0.5, 5001)
    moments = p * np.abs(x - 1 / (2 * rarity(1.5, 0.05))) ** 1.5 + (1 - p) * x**1.5
    assert known[s.G] ** 1.5 == pytest.approx(moments.max(), rel=1e-12)
    assert known[s.G] <= 1


STABLE = alpha_stable(1.2, 1.1)
SHORT = ({s.n: 20, s.eta: 0.1, sgd_infinite_variance.decay: 0.0},)


def variant(**changes):
    return dataclasses.replace(remark, oracles=None, **({"settings": SHORT} | changes))


def disguised(transform, stable=None):
    """Noise that promises an infinite variance, whatever it is."""
    law = Law("normal", transform, stable=stable)
    promises = (a.unbiased, a.bounded_moment, a.infinite_variance)
    return Oracle(
        "disguised", law, promises, constants=lambda problem: {s.sigma: 20.0, s.alpha: 1.3}
    )


def test_remark_is_supported_with_the_exact_law():
    """x_n has the scale 0.1 (sum_j 0.9^(1.2 j))^(1/1.2)."""
    found = verdict(variant(), half_square(), STABLE)
    scale = 0.1 * sum(0.9 ** (1.2 * j) for j in range(20)) ** (1 / 1.2)
    assert found.verdict == "supported"
    assert f"stable of scale {scale:.4g}" in found.detail
    assert found.bound == math.inf


def test_remark_does_not_meet_gaussian_noise():
    assert any(
        "infinite variance" in reason for reason in mismatches(remark, half_square(), gaussian(1.0))
    )


@pytest.mark.parametrize(
    ("oracle", "wanted"),
    [
        (disguised(lambda raw: raw[..., 0, :].double()), "inconclusive"),
        (disguised(lambda raw: raw[..., 0, :].double(), stable=(1.4, 1.0)), "refuted"),
        (disguised(lambda raw: raw[..., 0, :].double(), stable=(1.999, 0.5**0.5)), "inconclusive"),
    ],
)
def test_gaussian_noise_in_disguise_is_never_supported(oracle, wanted):
    """A light tail alone refutes nothing; noise that says it is stable and is not does."""
    assert verdict(variant(), half_square(), oracle).verdict == wanted


def test_clipping_refutes_an_infinite_expectation():
    """|x_n| <= n eta tau surely: the same statement for GClip is false."""
    bound = (s.mu * s.n * s.eta * 2 * s.sigma) ** 2
    changes = {"algorithm": gclip, "params": {s.gamma: s.eta, s.tau: 2 * s.sigma}}
    found = verdict(
        variant(**changes, declares=(Declared("clipped", at_most=bound),)), half_square(), STABLE
    )
    assert found.verdict == "refuted"
    assert "clipped" in found.finding
    assert found.measured <= found.high < math.inf
    assert verdict(variant(**changes), half_square(), STABLE).verdict == "inconclusive"


def test_a_false_sure_bound_is_an_error():
    found = verdict(
        variant(declares=(Declared("wrong", at_most=s.sigma**2 / 100),)), half_square(), STABLE
    )
    assert found.verdict == "error"
    assert "mend the declaration" in found.finding


def test_without_a_declared_tail_nothing_is_supported():
    assert verdict(variant(declares=()), half_square(), STABLE).verdict == "inconclusive"


def test_modes_and_metric_of_the_remark():
    assert (remark.mode, remark.metric, remark.algorithm) == (
        Mode.INFINITE,
        gradient_norm_squared,
        gradient_descent,
    )
