"""Promises are held at the points that a refuting run visited, and moments at its noise."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from theorybench.algorithms.gradient_descent import gradient_descent
from theorybench.catalogue.catalogue import load
from theorybench.core import symbols as s
from theorybench.core.assumptions import (
    bounded_variance,
    convex,
    has_minimiser,
    lower_bounded,
    smooth,
    strongly_convex,
    unbiased,
)
from theorybench.core.metrics import gap
from theorybench.core.oracles import Law, Oracle, exact, gaussian
from theorybench.core.problem import Problem
from theorybench.core.promises import broken, check_promises
from theorybench.run.runner import Run
from theorybench.verify.visited import broken_on_the_way

LEVEL = 1e-9


def bowl(bump=0.0, at=1.5, width=1e-6, **changes):
    """x^2 / 2 with a bump far narrower than any sample finds, where a step of 1/2 lands."""

    def u(x):
        return (x - at) / width - 0.7

    fields = {
        "name": "bowl with a bump",
        "f": lambda x: (0.5 * x * x + bump * width * torch.exp(-(u(x) ** 2))).sum(-1),
        "gradient": lambda x: x - 2 * bump * u(x) * torch.exp(-(u(x) ** 2)),
        "start": (3.0,),
        "f_star": 0.0,
        "minimiser": (0.0,),
        "constants": {s.L: 1.0},
        "promises": (convex, smooth, has_minimiser, lower_bounded),
    }
    return Problem(**(fields | changes))


def run(problem, oracle=exact, steps=5, step=0.5):
    return Run(problem, oracle, gradient_descent, {s.gamma: np.array([[step]])}, (steps,), (gap,))


def atoms(rare, size):
    """1 or -1, and with probability `rare` plus or minus `size`; promises the variance 1."""

    def transform(raw):
        u = raw[..., 0, :]
        sign = torch.where(u < 0.5, -1.0, 1.0).double()
        return torch.where((u - 0.5).abs() < rare / 2, size * sign, sign)

    law = Law("uniform", transform)
    return Oracle(
        "rare atoms", law, (unbiased, bounded_variance), constants=lambda p: {s.sigma: 1.0}
    )


def test_a_bump_that_no_sample_finds_is_found_where_the_run_lands():
    problem = bowl(bump=50.0)
    assert check_promises(problem) == []
    found = broken_on_the_way(run(problem), (convex, smooth), (), LEVEL)
    assert any("<= L ||x - y||" in sentence for sentence in found)


def test_a_value_below_the_infimum_is_found_where_the_run_lands():
    problem = bowl(bump=-2e6, promises=(lower_bounded,), constants={})
    found = broken_on_the_way(run(problem), (lower_bounded,), (), LEVEL)
    assert any("f_star" in sentence or "f*" in sentence for sentence in found)


@pytest.mark.parametrize("steps", [1, 5, 400])
def test_true_promises_are_not_broken(steps):
    assert broken_on_the_way(run(bowl(), steps=steps), (convex, smooth), (), LEVEL) == []
    noisy = run(bowl(), gaussian(1.0), steps=steps, step=0.1)
    assert broken_on_the_way(noisy, (convex, unbiased, bounded_variance), (1, 2), LEVEL) == []


def test_a_moment_that_the_drawn_noise_exceeds_is_named():
    oracle = atoms(2e-4, 1e4)
    found = broken_on_the_way(
        run(bowl(), oracle, 100, 0.01), (unbiased, bounded_variance), range(16), LEVEL
    )
    assert len(found) == 1
    assert "oracle rare atoms on bowl with a bump" in found[0]
    assert "E||g(x) - grad f(x)||^2 <= sigma^2" in found[0]


def test_noise_that_keeps_its_moment_is_not_blamed():
    fair = atoms(1e-4, 1.0)
    found = broken_on_the_way(
        run(bowl(), fair, 100, 0.01), (unbiased, bounded_variance), range(16), LEVEL
    )
    assert found == []


def test_what_underflows_breaks_no_promise():
    """At 1e-161 squares are a few times the smallest number: f keeps no digit."""
    problem = load().problem("shallow-quadratic")
    pair = [[[-1.97626e-323, 1.38035e-161]], [[-1.97626e-323, 1.76685e-166]]]
    x, y = torch.tensor(pair, dtype=torch.float64)
    assert broken(problem, strongly_convex, x, y) == []
    assert broken(problem, strongly_convex, 1e161 * x, 1e161 * y) == []
    steeper = replace(problem, constants={**problem.constants, s.mu: 2 * problem.constants[s.mu]})
    assert broken(steeper, strongly_convex, 1e161 * x, 1e161 * y) != []
