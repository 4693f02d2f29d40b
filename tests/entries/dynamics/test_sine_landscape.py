"""The sine landscape: its exact constants, its split into two maps of the line, twelve intervals
that trap the orbit, false variants.
"""

import dataclasses
import itertools
import math

import mpmath
import numpy as np
import pytest
import sympy
import torch

from theorybench.algorithms.gradient_descent import gradient_descent
from theorybench.catalogue.catalogue import load
from theorybench.catalogue.claim import Claim
from theorybench.core.problem import Problem
from theorybench.core.symbols import L_f, gamma
from theorybench.core.types import EntryError, Source
from theorybench.entries.comparison import Comparison
from theorybench.entries.dynamics import Dynamics
from theorybench.problems.functions.sin_sin import problem, random_starts
from theorybench.problems.functions.sine_orbits import observing
from theorybench.verify.dynamics import follow
from theorybench.verify.profile import Options
from theorybench.verify.suite import verify_claim

CATALOGUE = load()


def verdict(entry):
    return verify_claim(Claim(entry), Options())


def test_both_constants_are_100_by_symbols():
    a, b, u, v = sympy.symbols("a b u v", real=True)
    f = 100 * sympy.sin(a) * sympy.sin(b)
    gradient = sympy.Matrix([f.diff(a), f.diff(b)])
    squares = gradient.dot(gradient).subs(
        {
            sympy.cos(a) ** 2: 1 - u,
            sympy.cos(b) ** 2: 1 - v,
            sympy.sin(a) ** 2: u,
            sympy.sin(b) ** 2: v,
        }
    )
    assert sympy.expand(squares - 100**2 * (u + v - 2 * u * v)) == 0
    # u + v - 2 u v is affine in each of u, v in [0, 1]: its maximum is at a corner
    assert max(int((u + v - 2 * u * v).subs({u: i, v: j})) for i in (0, 1) for j in (0, 1)) == 1
    hessian = sympy.hessian(f, (a, b))
    for vector, eigenvalue in (
        ((1, 1), 100 * sympy.cos(a + b)),
        ((1, -1), -100 * sympy.cos(a - b)),
    ):
        residual = hessian * sympy.Matrix(vector) - eigenvalue * sympy.Matrix(vector)
        assert all(sympy.simplify(sympy.expand_trig(part)) == 0 for part in residual)


@pytest.mark.parametrize(
    ("constant", "wanted"), [(100.0, "supported"), (99.0, "refuted"), (101.0, "refuted")]
)
def test_construction_refuses_other_constants(constant, wanted):
    entry = CATALOGUE.entry("zhang2022.constr-6.3.sine")
    claimed = dataclasses.replace(
        problem, constants={c: constant for c in problem.constants if c.name in ("L", "L_f")}
    )
    false = dataclasses.replace(
        entry,
        build=lambda values: claimed,
        settings=({L_f: constant},),
        name="nobody.constants",
        expects={},
    )
    assert verdict(false).verdict == wanted


def test_gradient_descent_splits_into_two_maps_of_the_line():
    entry = dataclasses.replace(CATALOGUE.entry("zhang2022.sec-6.3.eta-0.04"), steps=20)
    points = follow(entry).points
    for one, shift in ((points.sum(-1), 0.0), (points[..., 0] - points[..., 1], math.pi)):
        x = one[0] + shift
        for t in range(21):
            assert torch.allclose(one[t] + shift, x, atol=1e-4), t
            x = x - 4 * torch.sin(x)


def critical_orbit(steps, digits):
    """x -> x - 4 sin x from arccos(1/4), where its derivative is 0."""
    mpmath.mp.dps = digits
    x = mpmath.acos(mpmath.mpf(1) / 4)
    points = []
    for _ in range(steps):
        points.append(x)
        x = x - 4 * mpmath.sin(x)
    mpmath.mp.dps = 15
    return points


def image(low, high):
    """An enclosure of the image of [low, high] under x - 4 sin x, which is monotone between its
    critical points: (low, high).
    """
    mpmath.mp.dps = mpmath.iv.dps = 40
    critical = mpmath.iv.mpf([mpmath.acos(0.25) - 1e-30, mpmath.acos(0.25) + 1e-30])
    assert mpmath.iv.cos(critical.a).a > 0.25 > mpmath.iv.cos(critical.b).b
    ends = [mpmath.iv.mpf(low), mpmath.iv.mpf(high)]
    ends += [one for one in (critical, -critical) if one.b >= low and one.a <= high]
    values = [x - 4 * mpmath.iv.sin(x) for x in ends]
    mpmath.mp.dps = mpmath.iv.dps = 15
    return float(min(v.a for v in values)), float(max(v.b for v in values))


def test_twelve_small_intervals_are_visited_in_turn_and_trap_the_orbit():
    """Every interval, a little wider than what the critical orbit spans, is mapped into the
    inside of the next, by interval arithmetic.
    """
    orbit = np.array([float(x) for x in critical_orbit(600, 60)])[1:]
    intervals = [(orbit[j::12].min(), orbit[j::12].max()) for j in range(12)]
    for _ in range(10):
        for j in range(12):
            (low, high), after = image(*intervals[j]), intervals[(j + 1) % 12]
            intervals[(j + 1) % 12] = min(after[0], low - 1e-9), max(after[1], high + 1e-9)
    for j in range(12):
        (low, high), after = image(*intervals[j]), intervals[(j + 1) % 12]
        assert after[0] < low
        assert high < after[1]
    assert all(one[1] < other[0] for one, other in itertools.pairwise(sorted(intervals)))
    assert max(high - low for low, high in intervals) < 0.016


def test_critical_orbit_comes_near_no_cycle_of_length_up_to_1000():
    """With 250 digits, of which 2500 steps lose about 90; a cycle that attracts would draw the
    critical orbit to itself.
    """
    orbit = np.array([float(x) for x in critical_orbit(3000, 250)])
    for length in range(1, 1001):
        assert np.abs(orbit[1000 + length : 3000] - orbit[1000 : 3000 - length]).max() > 1e-3, (
            length
        )


def test_schwarzian_derivative_is_negative():
    """f' f''' - 3/2 f''^2 for f = x - 4 sin x is 8 c^2 + 4 c - 24 < 0 for c = cos x: so Singer's
    theorem applies.
    """
    x, c = sympy.symbols("x c", real=True)
    first, second, third = (sympy.diff(x - 4 * sympy.sin(x), x, n) for n in (1, 2, 3))
    schwarzian = first * third - sympy.Rational(3, 2) * second**2
    value = sympy.expand(schwarzian.subs(sympy.sin(x) ** 2, 1 - sympy.cos(x) ** 2)).subs(
        sympy.cos(x), c
    )
    assert sympy.expand(value - (8 * c**2 + 4 * c - 24)) == 0
    assert max(float(value.subs(c, end)) for end in (-1, 1)) < 0


def follow_from(starts, steps, step=0.04):
    entry = CATALOGUE.entry("zhang2022.sec-6.3.eta-0.04")
    starts = torch.as_tensor(starts, dtype=torch.float64)
    return follow(
        dataclasses.replace(entry, starts=lambda: starts, steps=steps, params={gamma: step})
    ).points


def test_the_line_of_equal_coordinates_is_kept_and_rounding_breaks_the_other():
    """t1 = t2 is kept to the last bit; t1 = pi - t2 is kept by the map but not by its rounding,
    which grows by a factor 5 a step.
    """
    equal, mirrored = follow_from([[0.3, 0.3], [0.3, math.pi - 0.3]], 60).unbind(1)
    assert torch.equal(equal[:, 0], equal[:, 1])
    off = (mirrored.sum(-1) - math.pi).abs()
    assert float(off[:5].max()) < 1e-12
    assert float(off.max()) > 0.1


def test_stationary_points_are_not_left():
    assert torch.equal(follow_from([[0.0, 0.0]], 10)[-1], torch.zeros(1, 2, dtype=torch.float64))


@pytest.mark.parametrize("step", [0.021, 0.026, 0.03, 0.033])
def test_the_printed_picture_is_true_of_steps_with_a_cycle(step):
    """The same comparisons that refute eta = 0.04 hold where a cycle of length 2 attracts."""
    entry = CATALOGUE.entry("zhang2022.sec-6.3.eta-0.04")
    seen = observing(step)(
        follow(dataclasses.replace(entry, params={gamma: step}, starts=lambda: random_starts(24)))
    )
    failed = [c.statement for c in entry.parts(seen) if not c.holds]
    assert [
        f for f in failed if "average" not in f and "converges to a stationary point" not in f
    ] == []


def test_the_refutation_is_of_the_discrete_limit_alone():
    entry = CATALOGUE.entry("zhang2022.sec-6.3.eta-0.04")
    failed = [c.statement for c in entry.parts(entry.observe(follow(entry))) if not c.holds]
    assert len(failed) == 2
    assert "discrete" in failed[0]
    assert "Lyapunov" in failed[1]


@pytest.mark.parametrize(
    ("name", "step"),
    [
        ("zhang2022.sec-6.3.eta-0.01", 0.0199),
        ("zhang2022.sec-6.3.eta-below-0.02", 0.0201),
        ("zhang2022.sec-6.3.eta-above-0.02", 0.0199),
        ("zhang2022.sec-6.3.eta-above-0.02", 0.04),
    ],
)
def test_the_wrong_step_is_refuted(name, step):
    false = dataclasses.replace(CATALOGUE.entry(name), params={gamma: step})
    assert verdict(false).verdict == "refuted"


def flat(**changes):
    """f = x^4 - 50 x^2, on which a long step diverges."""
    fields = {
        "starts": lambda: torch.tensor([[100.0]], dtype=torch.float64),
        "steps": 50,
        "params": {gamma: 0.1},
    }
    one = Problem(
        "quartic", lambda x: (x**4 - 50 * x**2)[:, 0], lambda x: 4 * x**3 - 100 * x, (1.0,), -625.0
    )
    return Dynamics(
        name="nobody.orbit",
        source=Source("Nobody", 2026, "Theorem 0"),
        problem=one,
        algorithm=gradient_descent,
        observe=lambda orbit: {"last": float(orbit.points[-1].max())},
        parts=lambda seen: (Comparison("bounded", seen["last"], 1.0),),
        **(fields | changes),
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({}, "iterate 5 of some start is not finite"),
        ({"starts": lambda: torch.zeros(3, 2, dtype=torch.float64)}, r"starts of shape \(3, 2\)"),
        ({"starts": lambda: torch.zeros(3, 1)}, "float32"),
    ],
)
def test_an_orbit_without_limit_behaviour_is_an_error(changes, message):
    with pytest.raises(EntryError, match=message):
        follow(flat(**changes))
    assert verdict(flat(**changes)).verdict == "error"
