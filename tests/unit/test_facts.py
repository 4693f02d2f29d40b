"""What every run on a problem relies on is checked before its first verdict."""

import math

import pytest
import torch

from theorybench.catalogue.claim import Claim
from theorybench.core import symbols as s
from theorybench.core.assumptions import (
    convex,
    has_minimiser,
    lower_bounded,
    smooth,
)
from theorybench.core.oracles import exact
from theorybench.core.problem import Problem
from theorybench.core.promises import check_promises, value_resolution
from theorybench.problems.theorems.convex.gradient_descent_drori import theorem
from theorybench.verify.facts import faults
from theorybench.verify.profile import Options
from theorybench.verify.suite import verify_claim


def bowl(**changes):
    """1/2 ||x - a||^2 + h, a = (1, -2), h = 3."""
    a = torch.tensor([1.0, -2.0], dtype=torch.float64)
    fields = {
        "name": "bowl",
        "f": lambda x: 0.5 * (x - a).square().sum(-1) + 3.0,
        "gradient": lambda x: x - a,
        "start": (4.0, 0.5),
        "f_star": 3.0,
        "minimiser": (1.0, -2.0),
        "constants": {s.L: 1.0},
        "promises": (convex, smooth, has_minimiser, lower_bounded),
    }
    return Problem(**(fields | changes))


def in_place(x):
    x.sub_(torch.tensor([1.0, -2.0], dtype=torch.float64))
    return x.clone()


def nan_far_out(x):
    return torch.where(x[:, 0] > 4.5, torch.nan, bowl().f(x))


FALSE = [
    ({"f_star": 2.9}, "f(minimiser) = f_star"),
    ({"f_star": 3.1}, "f_star"),
    ({"f_star": 3.0 + 1e-6}, "f(minimiser) = f_star"),
    ({"minimiser": (1.0, -1.9)}, "f(minimiser) = f_star"),
    ({"minimiser": None, "f_star": 3.2, "promises": (convex, smooth)}, "f_star <= f"),
    ({"gradient": lambda x: 1.001 * bowl().gradient(x)}, "the gradient is the derivative of f"),
    ({"gradient": in_place}, "leaves x as it is"),
    ({"f": nan_far_out}, "f is NaN at x = ["),
    ({"f": lambda x: bowl().f(x) + 1e-3 * x.mean()}, "does not depend on other rows"),
    ({"constants": {s.L: 1.0, s.R: 3.0}}, "R = 3"),
    ({"constants": {s.L: 1.0, s.Delta_0: 1.0}}, "Delta_0 = 1"),
    ({"project": lambda x: x.clamp(-1.0, 0.5)}, "lies in the domain"),
]


@pytest.mark.parametrize(("changes", "words"), FALSE)
def test_a_false_fact_is_named(changes, words):
    assert any(words in fault for fault in faults(bowl(**changes))), faults(bowl(**changes))


@pytest.mark.parametrize("changes", [FALSE[0][0], FALSE[3][0], FALSE[6][0]])
def test_every_claim_on_a_problem_with_a_fault_is_inapplicable(changes):
    evidence = verify_claim(Claim(theorem, bowl(**changes), exact), Options())
    assert evidence.verdict == "inapplicable"
    assert "bowl" in evidence.finding


def test_a_nan_that_comes_late_is_called_one():
    calls = []

    def gradient(x):
        calls.append(1)
        return bowl().gradient(x) * (math.nan if len(calls) > 12 else 1.0)

    (first, *_) = faults(bowl(gradient=gradient))
    assert "f or its gradient is NaN at x = (" in first
    assert ">" not in first.split("where")[0]


def far(a, h):
    """A minimiser at a, a least value h: f is rounded where the numbers are."""
    return Problem(
        "far",
        f=lambda x: 0.5 * (x - a).square().sum(-1) + h,
        gradient=lambda x: x - a,
        start=(a + 0.7,),
        f_star=h,
        minimiser=(a,),
        constants={s.L: 1.0},
        promises=(convex, smooth, has_minimiser, lower_bounded),
    )


def expanded(c):
    """1/2 (x - c)^2 multiplied out: terms of size c^2 cancel."""
    return Problem(
        "expanded",
        f=lambda x: (0.5 * x * x - c * x + 0.5 * c * c).sum(-1),
        gradient=lambda x: x - c,
        start=(c + 1.0,),
        f_star=0.0,
        minimiser=(c,),
        constants={s.L: 1.0},
        promises=(convex, smooth, has_minimiser, lower_bounded),
    )


@pytest.mark.parametrize(
    "problem",
    [
        bowl(),
        *(far(a, h) for a in (0.1, 1e3 * math.pi, 1e7 / 3) for h in (0.0, -1e8 / 7)),
        *(expanded(c) for c in (0.1, 37.3, 1e4 * math.pi, 1e6 / 3)),
    ],
)
def test_rounding_is_no_fault(problem):
    assert faults(problem) == ()
    assert check_promises(problem, count=4096) == []


@pytest.mark.parametrize("c", [37.3, 1e4 * math.pi, 1e6 / 3])
def test_the_resolution_of_f_is_above_its_error_and_not_far_above(c):
    problem = expanded(c)
    x = c + torch.linspace(-1, 1, 64, dtype=torch.float64)[:, None]
    error = (problem.value(x) - 0.5 * (x[:, 0] - c).square()).abs()
    resolution = value_resolution(problem, x)
    assert bool((error <= resolution).all())
    assert float(resolution.median()) <= 100 * float(error.median())
