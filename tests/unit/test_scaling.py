"""A rescaled problem is the same problem: its facts hold, constants have the units they scale
with, and undoing it gives the original.
"""

import dataclasses
import math

import pytest
import torch

from theorybench.algorithms.gradient_descent import gradient_descent
from theorybench.catalogue.catalogue import load
from theorybench.core import symbols as s
from theorybench.core.metrics import gap
from theorybench.core.oracles import alpha_stable, exact, gaussian
from theorybench.core.promises import check_promises
from theorybench.core.scaling import rescaled, rescaled_oracle, rescaled_values
from theorybench.core.types import EntryError
from theorybench.entries.theorem import Steps
from theorybench.run.runner import Run, simulate

HEIGHT, LENGTH = 8.0, 0.25
CATALOGUE = load()
EVERY = pytest.mark.parametrize("problem", CATALOGUE.problems, ids=lambda p: p.name)


@EVERY
def test_constants_have_the_units_they_scale_with(problem):
    """A declared unit that is wrong makes a promise false on one of the two, or a constant that
    is no longer exact.
    """
    for height, length in ((HEIGHT, LENGTH), (1.0, 3.0), (1e-3, 1.0)):
        assert [str(v) for v in check_promises(rescaled(problem, height, length))] == []


@EVERY
def test_the_function_is_the_same_seen_in_other_units(problem):
    scaled, (x, y) = rescaled(problem, HEIGHT, LENGTH), problem.sample(64)
    assert torch.equal(scaled.value(LENGTH * x), HEIGHT * problem.value(x))
    assert torch.equal(scaled.gradient(LENGTH * x), HEIGHT / LENGTH * problem.gradient(x))
    assert scaled.f_star == HEIGHT * problem.f_star
    assert scaled.constants[s.Delta_0] == pytest.approx(
        float(scaled.value(scaled.start_point())) - scaled.f_star, rel=1e-12, abs=1e-12
    )
    if problem.minimiser is not None:
        assert math.dist(scaled.start, scaled.minimiser) == LENGTH * math.dist(
            problem.start, problem.minimiser
        )
    if problem.project is not None:
        assert torch.equal(scaled.project(LENGTH * 10 * x), LENGTH * problem.project(10 * x))
    if problem.directional is not None:
        assert torch.equal(
            scaled.directional(LENGTH * x, y), HEIGHT / LENGTH * problem.directional(x, y)
        )
    if problem.goldstein is not None:
        assert torch.equal(
            scaled.goldstein(LENGTH * x, LENGTH * 0.5), HEIGHT / LENGTH * problem.goldstein(x, 0.5)
        )
    if problem.box is not None:
        assert scaled.box == (LENGTH * problem.box[0], LENGTH * problem.box[1])


def test_units_of_the_usual_constants():
    given = {
        s.L: 1.0,
        s.L1: 1.0,
        s.gamma: 1.0,
        s.epsilon: 1.0,
        s.Delta_0: 1.0,
        s.R: 1.0,
        s.n: 7,
        s.alpha: 1.5,
        s.T: Steps(10),
    }
    wanted = {
        s.L: 128,
        s.L1: 4,
        s.gamma: 1 / 128,
        s.epsilon: 32,
        s.Delta_0: 8,
        s.R: 0.25,
        s.n: 7,
        s.alpha: 1.5,
        s.T: Steps(10),
    }
    assert rescaled_values(given, HEIGHT, LENGTH) == wanted


def test_an_exponent_may_be_a_constant_itself():
    power = s.Constant("power", "sigma^alpha", s.unit(s.alpha, -s.alpha))
    assert rescaled_values({power: 2.0, s.alpha: 1.5}, 4.0, 1.0)[power] == 16.0


@pytest.mark.parametrize("oracle", CATALOGUE.oracles, ids=lambda o: o.name)
def test_a_rescaled_oracle_draws_the_same_runs(oracle):
    """The whole run is the same to the last digit, for powers of two."""
    problem = next(p for p in CATALOGUE.problems if oracle.only(p))
    scaled, its = rescaled(problem, HEIGHT, LENGTH), rescaled_oracle(oracle, HEIGHT, LENGTH)
    assert its.only(scaled)
    step = 0.01 / problem.constants.get(s.L, problem.constants.get(s.L_max, 1.0))
    runs = [(problem, oracle, step), (scaled, its, step * LENGTH**2 / HEIGHT)]
    before, after = (
        simulate(Run(p, o, gradient_descent, {s.gamma: [[v]]}, (20,), (gap,)), (1, 2))[gap]
        for p, o, v in runs
    )
    assert (after == HEIGHT * before).all()


def test_moments_and_the_stable_law_are_rescaled():
    problem = CATALOGUE.problem("half-square-1")
    scaled = rescaled(problem, HEIGHT, LENGTH)
    its = rescaled_oracle(gaussian(0.5), HEIGHT, LENGTH).constants(scaled)
    assert (its[s.sigma], its[s.alpha]) == (pytest.approx(16.0), 2.0)
    assert rescaled_oracle(alpha_stable(1.6, 1.5, scale=0.1), HEIGHT, LENGTH).law.stable == (
        1.6,
        pytest.approx(3.2),
    )
    assert rescaled_oracle(exact, HEIGHT, LENGTH) is exact


def test_a_wrong_unit_is_noticed():
    """L with the unit of a gradient: 0.5 L ||x - y||^2 no longer covers f after the rescaling of
    x.
    """
    wrong = s.Constant("L_wrong", "Lipschitz constant of the gradient", s.GRADIENT)
    problem = CATALOGUE.problem("huber-1-0.5")
    scaled = rescaled(
        dataclasses.replace(problem, constants={**problem.constants, wrong: 1.0}), 1.0, 0.25
    )
    assert (
        check_promises(
            dataclasses.replace(
                scaled, constants={**scaled.constants, s.L: scaled.constants[wrong]}
            )
        )
        != []
    )


@pytest.mark.parametrize(
    ("height", "length"), [(0.0, 1.0), (1.0, -2.0), (math.inf, 1.0), (math.nan, 1.0)]
)
def test_what_is_no_scale_is_refused(height, length):
    problem = CATALOGUE.problem("huber-1-0.5")
    with pytest.raises(EntryError, match="two positive finite numbers"):
        rescaled(problem, height, length)
    with pytest.raises(EntryError, match="two positive finite numbers"):
        rescaled_oracle(gaussian(1.0), height, length)
