"""Lower bounds and constructions: false ones are refuted, true ones supported, and only members
of the class count.
"""

from dataclasses import replace

import numpy as np
import pytest

from theorybench.algorithms.gradient_descent import gradient_descent
from theorybench.catalogue.claim import Claim
from theorybench.core.assumptions import (
    bounded_gradient_on_sublevel,
    bounded_variance,
    convex,
    has_minimiser,
    lower_bounded,
    relaxed_smooth,
    smooth,
    strongly_convex,
)
from theorybench.core.metrics import (
    distance,
    gap,
    gradient_norm,
    hitting_time,
)
from theorybench.core.oracles import exact, gaussian, two_point
from theorybench.core.problem import Problem
from theorybench.core.symbols import (
    L0,
    L1,
    L,
    M,
    R,
    epsilon,
    gamma,
    mu,
    n,
    sigma,
)
from theorybench.core.types import Source
from theorybench.entries.comparison import Comparison
from theorybench.entries.construction import Construction
from theorybench.entries.lower_bound import Instance, LowerBound
from theorybench.entries.theorem import Declared, Mode
from theorybench.problems.functions.cosh import cosh
from theorybench.problems.functions.exponential_gradient import exponential_gradient
from theorybench.problems.functions.huber import huber
from theorybench.problems.functions.polynomial import double_well, quartic
from theorybench.problems.functions.quadratic import quadratic
from theorybench.problems.functions.quartic_linear import quartic_linear
from theorybench.problems.functions.steep_start import steep_start
from theorybench.verify.profile import Options
from theorybench.verify.suite import verify_claim

SOURCE = Source("test", 2024, "")
LINE = quartic_linear(1.0, 1.0, 2.0, 1.0)
PARABOLA = quadratic("parabola", (1.0,), (1.0,))


def steps_bound(bound, steps=(0.02, 0.05, 0.1), instances=(LINE,), oracle=exact, **changes):
    entry = LowerBound(
        name="steps",
        source=SOURCE,
        assumes=(convex, smooth, has_minimiser),
        methods=lambda c: ((gradient_descent, {gamma: np.array(steps)}),),
        instances=lambda c: tuple(Instance(p, oracle) for p in instances),
        metric=hitting_time(gradient_norm, epsilon),
        mode=Mode.COMPLEXITY,
        bound=bound,
        settings=({L: 1.5, R: 3.0, epsilon: 0.5},),
        as_printed=True,
    )
    return verify_claim(Claim(replace(entry, **changes)), Options())


def counted(step, distance_=2.0, level=0.5):
    """Steps of gradient descent on the line of slope 1, bent at 1, in plain Python."""
    x, steps = 1 + distance_, 0
    while (min(x, 1.0) * (3 - min(x, 1.0) ** 2)) / 2 > level:
        x -= step * (min(x, 1.0) * (3 - min(x, 1.0) ** 2)) / 2
        steps += 1
    return steps


def test_the_fastest_method_decides():
    """Longer steps are faster here: the bound may be as large as the count of the longest step,
    and no larger.
    """
    counts = [counted(step) for step in (0.02, 0.05, 0.1)]
    assert counts == sorted(counts, reverse=True)
    at, above = steps_bound(counts[-1]), steps_bound(counts[-1] + 1)
    assert (at.verdict, at.measured, at.sharpness) == ("supported", counts[-1], 1)
    assert above.verdict == "refuted"
    assert "gamma=0.1" in above.finding
    assert "the instances named do not deliver the bound" in above.finding
    assert steps_bound(counts[-1], steps=(0.02, 0.05, 0.1, 0.2)).verdict == "refuted"


@pytest.mark.parametrize("factor", [0.15, 0.5, 0.9])
def test_sharpness_says_how_far_the_bound_could_be_raised(factor):
    found = steps_bound(factor * counted(0.1))
    assert found.verdict == "supported"
    assert found.sharpness == pytest.approx(factor)


def test_ten_times_the_bound_is_refuted():
    found = steps_bound(10 * 0.95 * counted(0.1))
    assert found.verdict == "refuted"
    assert found.sharpness == pytest.approx(9.5)


def test_a_method_that_never_arrives_is_loose_not_infinitely_sharp():
    found = steps_bound(20, steps=(0.0,))
    assert found.verdict == "supported"
    assert found.sharpness <= 0.1


def test_one_hard_instance_is_enough():
    easy = quadratic("easy", (1.0,), (0.6,))
    count = counted(0.1)
    assert steps_bound(count, instances=(easy, LINE)).verdict == "supported"
    assert steps_bound(count, instances=(easy,)).verdict == "refuted"


BENT = quartic_linear(1.0, 0.5, 2.5, 1.0)


@pytest.mark.parametrize(
    ("outsider", "reason"),
    [
        (quartic_linear(1.0, 1.0, 20.0, 1.0), "R of quartic-linear"),
        (BENT, "L of quartic-linear"),
        (
            replace(BENT, promises=(convex, smooth, has_minimiser), constants={L: 1.5}),
            "||grad f(x) - grad f(y)||",
        ),
        (replace(LINE, promises=(convex,)), "does not promise 'smooth'"),
        (
            replace(LINE, name="wrong", gradient=lambda x: 0.01 * x),
            "the gradient is the derivative",
        ),
    ],
    ids=[
        "starts too far",
        "not smooth enough",
        "claims a false constant",
        "promises too little",
        "false gradient",
    ],
)
def test_an_instance_outside_the_class_does_not_count(outsider, reason):
    alone = steps_bound(1, instances=(outsider,))
    assert alone.verdict == "inapplicable"
    assert reason in alone.finding
    together = steps_bound(counted(0.1) + 1, instances=(outsider, LINE))
    assert together.verdict == "refuted"
    assert reason in together.finding


def test_less_strong_convexity_is_outside():
    def bound(convexity):
        return steps_bound(
            1,
            instances=(PARABOLA,),
            assumes=(strongly_convex, smooth),
            settings=({L: 1.0, mu: convexity, epsilon: 0.1},),
        )

    assert bound(1.1).verdict == "inapplicable"
    assert "mu is at most that of parabola" in bound(1.1).finding
    assert bound(0.5).verdict == "supported"


def test_a_bound_below_zero_says_nothing():
    found = steps_bound(-epsilon)
    assert found.verdict == "vacuous"


def test_steps_are_counted_with_exact_gradients_only():
    found = steps_bound(1, oracle=gaussian(1.0))
    assert found.verdict == "error"
    assert "needs exact gradients" in found.finding


def metric_bound(factor, steps=(0.1, 0.5)):
    """On x^2 / 2 from 1, |x_5| = (1 - gamma)^5: the longest step is the best method."""
    entry = LowerBound(
        name="metric",
        source=SOURCE,
        assumes=(convex, has_minimiser),
        methods=lambda c: ((gradient_descent, {gamma: np.array(steps)}),),
        instances=lambda c: (Instance(PARABOLA),),
        metric=distance,
        mode=Mode.DETERMINISTIC,
        bound=factor * R,
        settings=({R: 1.0, n: 5},),
    )
    return verify_claim(Claim(entry), Options())


def test_a_metric_after_a_number_of_steps():
    assert metric_bound(0.5**5).verdict == "supported"
    assert metric_bound(0.5**5).sharpness == pytest.approx(1)
    assert metric_bound(0.5**5 * (1 + 1e-9)).verdict == "refuted"
    assert metric_bound(0.5**5, steps=(0.1, 0.6)).verdict == "refuted"


def mean_bound(bounds, oracle=None, level=1.0):
    """One step from 1 on x^2 / 2 with noise +-1: E f(x_1) = ((1 - gamma)^2 + gamma^2) / 2,
    smallest 1/4 at gamma = 1/2.
    """
    entry = LowerBound(
        name="mean",
        source=SOURCE,
        assumes=(convex, bounded_variance),
        methods=lambda c: ((gradient_descent, {gamma: np.array([0.2, 0.5, 0.8])}),),
        instances=lambda c: (Instance(PARABOLA, oracle or two_point(0.5, 2.0)),),
        metric=gap,
        mode=Mode.EXPECTATION,
        bound=epsilon,
        settings=tuple({sigma: level, epsilon: b, n: 1} for b in bounds),
        declares=(Declared("|x_1| <= 1", at_most=0.5 + 0 * sigma),),
        as_printed=True,
    )
    return verify_claim(Claim(entry), Options())


@pytest.mark.parametrize(
    ("bounds", "verdict"),
    [
        ((0.15,), "supported"),
        ((0.4,), "refuted"),
        ((0.15, 0.1), "supported"),
        ((0.15, 0.4), "refuted"),
        ((0.4, 0.15), "refuted"),
    ],
)
def test_means_of_every_method_in_every_setting(bounds, verdict):
    found = mean_bound(bounds)
    assert found.verdict == verdict
    assert "gamma=0.5" in found.detail
    assert found.measured == pytest.approx(0.25, abs=0.12)


def test_an_oracle_with_more_noise_is_outside():
    found = mean_bound((0.1,), level=0.9)
    assert found.verdict == "inapplicable"
    assert "sigma of parabola: 1 > 0.9" in found.finding
    silent = replace(two_point(0.5, 2.0), promises=())
    assert "does not promise 'bounded variance'" in mean_bound((0.1,), oracle=silent).finding


# constructions


def construction(build, **changes):
    promises, settings = (
        (lower_bounded, relaxed_smooth, bounded_gradient_on_sublevel),
        ({L0: 2.0, L1: 2.0, M: 3.0},),
    )
    entry = Construction(
        name="construction",
        source=SOURCE,
        build=build,
        **({"promises": promises, "settings": settings} | changes),
    )
    return verify_claim(Claim(entry), Options())


FAMILIES = {
    "exponential": exponential_gradient(2.0, 3.0, 0.7),
    "cosh": cosh(2.0, 0.5, 6.0),
    "quartic-linear": quartic_linear(3.0, 0.2, 1.0, 0.5),
    "quartic": quartic((2.0,), 1.5),
    "double well": double_well(2.0, 2.0),
    "double well, large L1": double_well(2.0, 8.0),
    "steep start": steep_start(1.0, 0.5, 1.0, 2.0, 10.0),
}


@pytest.mark.parametrize("name", FAMILIES)
def test_exact_constants_are_kept_and_reached(name):
    problem = FAMILIES[name]
    settings = ({c: problem.constants[c] for c in (L0, L1, M)},)
    found = construction(lambda c: problem, settings=settings)
    assert found.verdict == "supported", found.finding
    assert found.sharpness == pytest.approx(1, abs=1e-3)
    for constant in (L0, M):
        smaller = construction(
            lambda c: problem,
            settings=({**settings[0], constant: 0.98 * problem.constants[constant]},),
        )
        assert smaller.verdict == "refuted"
        honest = replace(
            problem, constants={**problem.constants, constant: 0.98 * problem.constants[constant]}
        )
        assert construction(lambda c, p=honest: p, settings=settings).verdict == "supported"
        assert (
            construction(
                lambda c, p=honest: p,
                settings=({**settings[0], constant: 0.98 * settings[0][constant]},),
            ).verdict
            == "refuted"
        )


def test_every_setting_of_a_construction_counts():
    settings = tuple({L0: level, L1: 2.0, M: 3.0} for level in (4.0, 2.0, 1.9))
    assert (
        construction(lambda c: exponential_gradient(2.0, 3.0), settings=settings[:2]).verdict
        == "supported"
    )
    found = construction(lambda c: exponential_gradient(2.0, 3.0), settings=settings)
    assert found.verdict == "refuted"
    assert found.constants["L0"] == 1.9


@pytest.mark.parametrize(
    ("low", "verdict"), [(0.9, "supported"), (1.1, "refuted"), (float("nan"), "error")]
)
def test_parts_of_a_construction_count(low, verdict):
    found = construction(
        lambda c: exponential_gradient(2.0, 3.0), parts=lambda p, c: (Comparison("part", low, 1.0),)
    )
    assert found.verdict == verdict


def test_a_promise_that_cannot_be_checked_is_named():
    found = construction(
        lambda c: huber(1.0, 3.0, 0.5), promises=(convex, has_minimiser), settings=({R: 3.0},)
    )
    assert "not checked: has a minimiser" in found.detail


def test_a_false_gradient_refutes_a_construction():
    def build(c):
        return Problem(
            "false",
            lambda x: x.square().sum(-1),
            lambda x: x,
            (1.0,),
            0.0,
            (0.0,),
            promises=(convex,),
        )

    found = construction(build, promises=(convex,), settings=({R: 1.0},))
    assert found.verdict == "refuted"
    assert "the gradient is the derivative of f" in found.finding
