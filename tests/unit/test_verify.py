"""Every verdict rule for upper bounds is shown true claims, false claims and claims that cannot
be tested.
"""

import dataclasses
import math

import pytest
import scipy.stats
import sympy
import torch

from theorybench.algorithms.gradient_descent import gradient_descent
from theorybench.catalogue.claim import Claim
from theorybench.core import symbols as s
from theorybench.core.assumptions import (
    bounded_variance,
    convex,
    has_minimiser,
    smooth,
    strongly_convex,
    unbiased,
)
from theorybench.core.metrics import (
    distance,
    gap,
    gradient_norm,
    hitting_time,
)
from theorybench.core.oracles import (
    Law,
    Oracle,
    exact,
    gaussian,
)
from theorybench.core.problem import Problem
from theorybench.core.types import EntryError, Source
from theorybench.entries.theorem import Declared, Mode, Steps, Theorem
from theorybench.verify.profile import QUICK, Options
from theorybench.verify.suite import verify_claim

SOURCE = Source("Nobody", 2026, "Theorem 0")
NOISE = gaussian(0.5)


def square(**changes):
    fields = {
        "name": "square",
        "f": lambda x: 0.5 * x.square().sum(-1),
        "gradient": lambda x: 1.0 * x,
        "start": (1.0, 1.0),
        "f_star": 0.0,
        "minimiser": (0.0, 0.0),
        "constants": {s.L: 1.0, s.mu: 1.0},
        "promises": (strongly_convex, smooth, has_minimiser),
    }
    return Problem(**(fields | changes))


def theorem(mode=Mode.EXPECTATION, **changes):
    stochastic = mode is not Mode.DETERMINISTIC
    fields = {
        "name": "nobody.thm",
        "source": SOURCE,
        "assumes": (
            convex,
            smooth,
            has_minimiser,
            *((unbiased, bounded_variance) if stochastic else ()),
        ),
        "algorithm": gradient_descent,
        "params": {s.gamma: 0.2 / s.L},
        "metric": gap,
        "mode": mode,
        "bound": s.L * s.R**2,
        "settings": ({s.n: 20},),
    }
    return Theorem(**(fields | changes))


def verdict(entry, problem=None, oracle=None, n_max=QUICK.n_max):
    oracle = oracle or (exact if entry.mode is Mode.DETERMINISTIC else NOISE)
    return verify_claim(
        Claim(entry, problem or square(), oracle), Options(dataclasses.replace(QUICK, n_max=n_max))
    )


def exact_mean(n, gamma=0.2, sigma=0.5):
    """E gap after n steps on the square in two dimensions, from the recursion of the second
    moment.
    """
    second = 1.0
    for _ in range(n):
        second = (1 - gamma) ** 2 * second + gamma**2 * sigma**2
    return second


STATIONARY = 0.1**2 * 0.5**2 / (1 - 0.9**2)
"""Variance of a coordinate after many steps of length 0.1."""
CHI2 = (Declared("affine in Gaussian noise", relative_variance=2.0),)


@pytest.mark.parametrize(
    ("factor", "declares", "wanted"),
    [
        (0.5, (), "refuted"),
        (0.8, CHI2, "refuted"),
        (1.0, CHI2, "inconclusive"),
        (2.0, CHI2, "supported"),
        (2.0, (), "consistent"),
    ],
)
def test_expectation(factor, declares, wanted):
    found = verdict(theorem(bound=factor * exact_mean(20) * s.L * s.R**2 / 2, declares=declares))
    assert found.verdict == wanted
    assert found.low <= exact_mean(20) <= found.high
    assert found.measured == pytest.approx(exact_mean(20), rel=0.3)


@pytest.mark.parametrize(
    ("factor", "wanted"), [(0.999, "refuted"), (1.0, "supported"), (1.5, "supported")]
)
def test_deterministic(factor, wanted):
    """GD with step 0.2 contracts the gap of the square by 0.64 a step."""
    found = verdict(
        theorem(
            Mode.DETERMINISTIC,
            bound=factor * s.L * s.R**2 / 2 * 0.64**s.n,
            settings=({s.n: 5}, {s.n: 40}),
        )
    )
    assert found.verdict == wanted
    assert found.sharpness == pytest.approx(1 / factor, rel=1e-9)


def test_every_horizon_counts():
    """The bound holds at n = 5 and fails at n = 40."""
    found = verdict(
        theorem(
            Mode.DETERMINISTIC,
            bound=s.L * s.R**2 / 2 * 0.6**s.n * 2,
            settings=({s.n: 5}, {s.n: 40}),
        )
    )
    assert found.verdict == "refuted"
    assert found.constants["n"] == 40


@pytest.mark.parametrize(("failure", "wanted"), [(0.02, "refuted"), (0.6, "supported")])
def test_with_probability(failure, wanted):
    """The gap exceeds its mean with a probability between 0.3 and 0.4."""
    bound = exact_mean(20) * s.L * s.R**2 / 2
    found = verdict(theorem(Mode.PROBABILITY, bound=bound, settings=({s.n: 20, s.delta: failure},)))
    assert found.verdict == wanted


@pytest.mark.parametrize("failure", [0.1, 0.5])
@pytest.mark.parametrize("factor", [2.0, 4.0])
def test_the_sharpness_of_a_probability_is_that_of_the_quantile(failure, factor):
    """After n steps each coordinate is Gaussian: twice the gap over its variance is non-central
    chi^2 with two degrees of freedom.
    """
    mean, variance = 0.8**20, 0.04 * 0.25 * (1 - 0.64**20) / (1 - 0.64)
    quantile = variance / 2 * scipy.stats.ncx2.ppf(1 - failure, 2, 2 * mean**2 / variance)
    settings = ({s.n: 20, s.delta: failure},)
    entry = theorem(Mode.PROBABILITY, bound=factor * quantile * s.L * s.R**2 / 2, settings=settings)
    found = verdict(entry)
    assert found.verdict == "supported"
    assert found.bound == pytest.approx(factor * quantile)
    assert found.low <= quantile <= found.high
    assert found.sharpness == pytest.approx(found.low / found.bound)
    assert found.sharpness > 0.1 / factor
    assert (
        verdict(dataclasses.replace(entry, bound=0.98 * found.sharpness * entry.bound)).verdict
        == "refuted"
    )


def test_the_sharpness_of_a_median_counts_steps():
    """The gradient norm sqrt(2) 0.8^t falls below 0.4 at t = 6, whatever the slight noise."""
    metric, bound = hitting_time(gradient_norm, s.epsilon), 60 * s.L * s.R / s.R / s.L
    found = verdict(
        theorem(Mode.COMPLEXITY, metric=metric, bound=bound, settings=({s.epsilon: 0.4},)),
        oracle=gaussian(1e-4),
    )
    assert (found.verdict, found.bound, found.low, found.measured, found.high) == (
        "supported",
        60,
        6,
        6,
        6,
    )
    assert found.sharpness == 0.1


def test_a_probability_at_its_bound_is_inconclusive_and_says_why():
    """After 200 steps the gap of two coordinates of variance v is exponential of mean v: its
    median is v log 2.
    """
    bound = STATIONARY * math.log(2) * s.L * s.R**2 / 2
    found = verdict(
        theorem(
            Mode.PROBABILITY,
            bound=bound,
            settings=({s.n: 200, s.delta: 0.5},),
            params={s.gamma: 0.1 / s.L},
        )
    )
    assert found.verdict == "inconclusive"
    assert "2048 runs leave the 0.5-quantile between" in found.finding
    assert found.low <= found.bound <= found.high


@pytest.mark.parametrize("factor", [0.3, 0.6])
def test_a_refuted_probability_is_beyond_its_bound(factor):
    bound = factor * STATIONARY * math.log(2) * s.L * s.R**2 / 2
    found = verdict(
        theorem(
            Mode.PROBABILITY,
            bound=bound,
            settings=({s.n: 200, s.delta: 0.5},),
            params={s.gamma: 0.1 / s.L},
        )
    )
    assert found.verdict == "refuted"
    assert found.low >= found.bound
    assert found.sharpness >= 1


@pytest.mark.parametrize(("budget", "wanted"), [(4, "refuted"), (60, "supported")])
def test_iteration_complexity_is_a_median(budget, wanted):
    """Without noise the gradient norm sqrt(2) 0.8^t is below 0.4 from t = 6 on."""
    level = {s.epsilon: 0.4}
    entry = theorem(
        Mode.COMPLEXITY,
        metric=hitting_time(gradient_norm, s.epsilon),
        bound=budget * s.L * s.R / s.R / s.L,
        settings=(level,),
    )
    assert verdict(entry).verdict == wanted
    entry = dataclasses.replace(entry, assumes=(convex, smooth, has_minimiser))
    found = verdict(entry, oracle=exact)
    assert found.verdict == wanted
    assert found.measured == (6 if wanted == "supported" else math.inf)


def test_steps_choose_epsilon():
    entry = theorem(
        Mode.COMPLEXITY,
        metric=hitting_time(gradient_norm, s.epsilon),
        bound=2 * s.L * s.Delta_0 / s.epsilon**2,
        settings=({s.epsilon: Steps(50)},),
    )
    entry = dataclasses.replace(entry, assumes=(convex, smooth, has_minimiser))
    found = verdict(entry, oracle=exact)
    assert found.bound == 50
    assert 2 / found.constants["epsilon"] ** 2 == pytest.approx(50.5)


@pytest.mark.parametrize(
    ("power", "wanted"), [(0.9, "supported"), (1.0, "inconclusive"), (1.6, "refuted")]
)
def test_rate_without_constant(power, wanted):
    """SGD with step 1/k on the square has E gap = sigma^2 / k exactly."""
    entry = theorem(
        Mode.RATE,
        params={s.gamma: 1 / (s.L * s.k)},
        bound=s.n**-power,
        settings=({s.n: 10}, {s.n: 1000}),
    )
    found = verdict(entry, n_max=QUICK.n_max if wanted != "refuted" else 8 * QUICK.n_max)
    assert found.verdict == wanted
    assert found.measured == pytest.approx(0.01, rel=0.2)


@pytest.mark.parametrize("noise", [None, gaussian(1e-4)])
@pytest.mark.parametrize(("power", "wanted"), [(1.9, "inconclusive"), (3.0, "refuted")])
def test_a_rate_that_is_late_is_not_called_false(power, wanted, noise):
    """With steps 2 / (k + 199) the gap is about (200 / (k + 200))^4: at first it hardly falls, from
    n = 200 on it does so like n^-4.

    Between n = 2 and 2000 the true n^-1.9 is exceeded. The false n^-3 (with steps 1 / (k + 199), a
    gap like n^-2) is refuted where the run has left its plateau.
    """
    fast, first, last = (2, 2, 2000) if power < 2 else (1, 200, 20000)
    params = {s.gamma: fast / (s.L * (s.k + 199))}
    entry = theorem(
        Mode.RATE, params=params, bound=s.n**-power, settings=({s.n: first}, {s.n: last})
    )
    if noise is None:
        entry = dataclasses.replace(entry, assumes=(convex, smooth, has_minimiser))
    found = verdict(entry, oracle=noise or exact)
    assert found.verdict == wanted
    assert ("may not have settled" in (found.finding or "")) == (wanted == "inconclusive")


@pytest.mark.parametrize("last", [10_000, 300_000])
def test_a_plateau_is_not_called_a_false_rate(last):
    """f = 5e-7 x^2 declared 1-smooth: the gap is O(1/n), and falls by (1 - 1e-6)^(2 n) only."""
    flat = square(
        f=lambda x: 0.5e-6 * x.square().sum(-1),
        gradient=lambda x: 1e-6 * x,
        promises=(convex, smooth, has_minimiser),
    )
    entry = theorem(
        Mode.RATE,
        assumes=(convex, smooth, has_minimiser),
        params={s.gamma: 1 / s.L},
        bound=1 / s.n,
        settings=({s.n: 100}, {s.n: last}),
    )
    found = verdict(entry, problem=flat, oracle=exact)
    assert found.verdict == "inconclusive"
    assert "may not have settled" in found.finding


def test_a_rate_far_below_the_range_of_floats_is_compared_by_logarithms():
    entry = theorem(
        Mode.RATE,
        assumes=(convex, smooth, has_minimiser),
        params={s.gamma: 1 / (2 * s.L)},
        bound=0.25**s.n,
        settings=({s.n: 10}, {s.n: 400}),
    )
    found = verdict(entry, oracle=exact)
    assert found.verdict == "supported"


def test_a_rate_that_vanishes_at_a_horizon_is_refused():
    with pytest.raises(EntryError, match=r"the rate log\(n\)/n is 0 at n = 1"):
        theorem(Mode.RATE, bound=sympy.log(s.n) / s.n, settings=({s.n: 1}, {s.n: 100}))


def test_a_rate_needs_two_horizons():
    found = verdict(theorem(Mode.RATE, bound=1 / s.n, settings=({s.n: 10}, {s.n: 11})))
    assert (found.verdict, found.finding) == (
        "vacuous",
        "a rate needs two horizons that differ by 2 at least; the settings give n = 10, n = 11",
    )


@pytest.mark.parametrize(
    ("changes", "finding"),
    [
        ({"bound": 10 * s.L * s.R**2}, "doing nothing meets the bound"),
        ({"valid_when": (s.L * s.gamma > 1,)}, "which is false here"),
    ],
)
def test_vacuous(changes, finding):
    found = verdict(theorem(Mode.DETERMINISTIC, **changes))
    assert found.verdict == "vacuous"
    assert finding in found.finding


@pytest.mark.parametrize(
    ("power", "hint"), [(1, "at n = 2e+02 the bound is below it"), (0, "no n up to 5e+06")]
)
def test_a_vacuous_bound_says_what_would_make_it_meaningful(power, hint):
    """The gap at x_0 is 1, and 150 / n^power falls below it from n = 151 on or never."""
    found = verdict(theorem(Mode.DETERMINISTIC, bound=75 * s.L * s.R**2 / s.n**power))
    assert (found.verdict, hint in found.finding) == ("vacuous", True)


@pytest.mark.parametrize(
    ("declares", "reason"),
    [((), "nothing is declared"), (CHI2, "2048 runs leave the mean between")],
)
def test_an_inconclusive_mean_says_why(declares, reason):
    found = verdict(
        theorem(
            bound=exact_mean(20) * s.L * s.R**2 / 2 * (1.0 if declares else 2.0), declares=declares
        )
    )
    assert found.verdict == ("inconclusive" if declares else "consistent")
    assert reason in found.finding


def test_a_violated_bound_is_refuted_even_if_doing_nothing_would_meet_it():
    found = verdict(theorem(Mode.DETERMINISTIC, params={s.gamma: 3 / s.L}, bound=10 * s.L * s.R**2))
    assert found.verdict == "refuted"


def test_divergence_to_overflow_is_refuted_not_an_error():
    found = verdict(
        theorem(Mode.DETERMINISTIC, params={s.gamma: 100 / s.L}, settings=({s.n: 1000},))
    )
    assert (found.verdict, found.measured) == ("refuted", math.inf)


def test_a_false_assumption_makes_it_inapplicable():
    found = verdict(theorem(Mode.DETERMINISTIC), square(constants={s.L: 0.9, s.mu: 0.9}))
    assert found.verdict == "inapplicable"
    assert "is false at x = (" in found.finding


def biased(shift, scale=0.5):
    """Gaussian noise that promises to be unbiased with E||noise||^2 <= sigma^2 = 2 * 0.25,
    whatever it is.
    """
    law = Law("normal", lambda raw: raw[..., 0, :] * scale + shift)
    return Oracle(
        "planted",
        law,
        (unbiased, bounded_variance),
        constants=lambda problem: {s.sigma: math.sqrt(0.5), s.alpha: 2.0},
    )


@pytest.mark.parametrize(
    ("oracle", "statement"),
    [(biased(0.2, 0.4), unbiased.statement), (biased(0.0, 0.7), bounded_variance.statement)],
)
def test_a_false_oracle_makes_it_inapplicable(oracle, statement):
    found = verdict(theorem(bound=0.4 * s.L * s.R**2), oracle=oracle)
    assert found.verdict == "inapplicable"
    assert f"'{statement}' is false" in found.finding


def test_a_true_oracle_does_not():
    assert (
        verdict(theorem(bound=0.4 * s.L * s.R**2, declares=CHI2), oracle=biased(0.0)).verdict
        == "supported"
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"f_star": 0.3}, ("f(minimiser) = f_star", "is false at x = (0, 0)")),
        (
            {"gradient": lambda x: torch.where(x.abs() < 0.5, torch.nan, x)},
            ("the gradient is NaN at x = [", "mend it"),
        ),
        (
            {"f": lambda x: torch.where(x[:, 0].abs() < 0.5, torch.nan, x.square().sum(-1))},
            ("f is NaN at x = [", "mend it"),
        ),
    ],
)
def test_a_fault_of_the_problem_says_what_to_mend(changes, words):
    entry = theorem(
        Mode.DETERMINISTIC,
        assumes=(has_minimiser,),
        params={s.gamma: 0.1 * s.R**2 / s.Delta_0},
        bound=0.9 * s.Delta_0,
    )
    found = verdict(entry, square(promises=(has_minimiser,), **changes))
    assert found.verdict == "inapplicable"
    assert all(word in found.finding for word in words)


def test_a_sure_bound_that_data_break_is_an_error():
    entry = theorem(
        bound=0.4 * s.L * s.R**2, declares=(Declared("planted", at_most=0.5 * s.L * s.R**2),)
    )
    found = verdict(entry, oracle=gaussian(2.0))
    assert found.verdict in ("error", "refuted")
    entry = theorem(metric=distance, bound=0.9 * s.R, declares=(Declared("planted", at_most=s.R),))
    assert verdict(entry, oracle=gaussian(2.0)).verdict == "error"


def test_seeds_decide_nothing_but_the_numbers():
    entry = theorem(bound=0.5 * exact_mean(20) * s.L * s.R**2 / 2)
    claim = Claim(entry, square(), NOISE)
    first, again, other = (verify_claim(claim, Options(seed=seed)) for seed in (1, 1, 2))
    assert (first.measured, first.runs) == (again.measured, again.runs)
    assert first.measured != other.measured
    assert first.verdict == other.verdict == "refuted"
