"""Where float64 leaves a comparison open, Arb balls settle it: refuted, supported, or reached."""

import math

import pytest
import sympy

from theorybench.algorithms.gradient_descent import gradient_descent
from theorybench.catalogue.claim import Claim
from theorybench.core import symbols as s
from theorybench.core.assumptions import has_minimiser, isotropic_quadratic
from theorybench.core.metrics import distance, gap, hitting_time
from theorybench.core.oracles import exact
from theorybench.core.problem import Problem
from theorybench.core.types import Source
from theorybench.entries.theorem import Mode, Theorem
from theorybench.verify.profile import Options
from theorybench.verify.suite import verify_claim

STEP = sympy.Rational(3, 10)
NEAR = s.Constant("near", "accuracy of the distance", s.LENGTH)


def bowl(start, centre=0.0, least=0.0):
    return Problem(
        "bowl",
        f=lambda x: 0.5 * (x - centre).square().sum(-1) + least,
        gradient=lambda x: x - centre,
        start=start,
        f_star=least,
        minimiser=(centre,) * len(start),
        constants={s.mu: 1.0},
        promises=(isotropic_quadratic, has_minimiser),
    )


def evidence(problem, bound, settings, step=STEP, **changes):
    fields = {
        "name": "nobody.reached",
        "source": Source("Nobody", 2026, "Theorem 0"),
        "assumes": (isotropic_quadratic, has_minimiser),
        "algorithm": gradient_descent,
        "params": {s.gamma: step / s.mu},
        "metric": distance,
        "bound": bound,
        "settings": settings,
    }
    return verify_claim(Claim(Theorem(**(fields | changes)), problem, exact), Options())


FACTOR = (1 - s.gamma * s.mu) ** s.n
TIMES = ({s.n: 1}, {s.n: 7}, {s.n: 30})


@pytest.mark.parametrize("start", [(3.0,), (math.pi,), (0.1, -0.7, 1 / 3)])
def test_a_bound_that_is_reached_is_supported_and_says_so(start):
    found = evidence(bowl(start), FACTOR * s.R, TIMES)
    assert (found.verdict, found.sharpness) == ("supported", 1.0)
    assert found.detail.startswith("reached, ")


@pytest.mark.parametrize("excess", [1e-8, 1e-10, 1e-12])
def test_a_bound_that_is_too_small_by_little_is_refuted_and_certified(excess):
    found = evidence(bowl((3.0,)), FACTOR * s.R * (1 - sympy.Rational(str(excess))), TIMES)
    assert found.verdict == "refuted"
    assert found.certified


def test_a_bound_that_is_too_large_by_little_is_supported():
    bound = FACTOR * s.R * (1 + sympy.Rational(1, 10**15))
    assert evidence(bowl((3.0,)), bound, TIMES).verdict == "supported"


@pytest.mark.parametrize(
    ("times", "less", "verdict"), [(1, 0, "supported"), (5, 0, "supported"), (5, 1, "refuted")]
)
def test_a_whole_number_of_steps_that_is_reached_is_enough(times, less, verdict):
    """|x_k| = 10^-k |x_0| needs exactly log10(R / near) steps."""
    found = evidence(
        bowl((1000.0,)),
        sympy.log(s.R / NEAR) / sympy.log(10) - less,
        ({NEAR: 1000.0 * 10.0**-times},),
        step=sympy.Rational(9, 10),
        metric=hitting_time(distance, NEAR),
        mode=Mode.COMPLEXITY,
    )
    assert found.verdict == verdict


@pytest.mark.parametrize("least", [0.0, 1e8 / 3])
def test_gaps_far_from_zero_are_never_refuted_where_they_are_reached(least):
    found = evidence(
        bowl((1e6 * math.pi + 0.3,), 1e6 * math.pi, least),
        FACTOR**2 * s.Delta_0,
        TIMES,
        metric=gap,
    )
    assert found.verdict in ("supported", "inconclusive")
