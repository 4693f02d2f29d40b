"""The second opinion in balls: enclosures, open branches, methods and problems as they stand."""

import importlib
import math
import pkgutil
from dataclasses import replace

import mpmath
import numpy as np
import pytest
import torch
from flint import arb

import theorybench.algorithms
from theorybench.catalogue.catalogue import load
from theorybench.certify import (
    BallRun,
    Certified,
    certify,
    certify_below,
    certify_inequality,
    certify_promise,
    compare,
    enclose,
)
from theorybench.core import symbols as s
from theorybench.core.algorithm import Algorithm
from theorybench.core.metrics import (
    best,
    distance,
    gap,
    gradient_norm,
    hitting_time,
    mean,
    of_average,
)
from theorybench.core.oracles import exact
from theorybench.core.problem import Problem
from theorybench.entries.theorem import Mode, Theorem
from theorybench.interpret.balls import Balls, Undecided, precision, tensor
from theorybench.interpret.tensors import Untraceable, cause, entries_of
from theorybench.run.runner import Run, simulate_exactly
from theorybench.verify.evidence import Evidence
from theorybench.verify.second_opinion import second_opinion
from theorybench.vocabulary import Source, gradient_descent, smooth

CATALOGUE = load()
ROUNDED = 2.0**-40
"""What a few steps in float64 may have moved a number, relative to its terms: 2^13 roundings."""


def balls(*values: float) -> torch.Tensor:
    return tensor(torch.tensor([values], dtype=torch.float64), Balls())


def contains(ball: arb, number) -> bool:
    """Whether a ball holds a number of mpmath, up to the 50 digits that it has."""
    digits = arb(mpmath.nstr(number, 45))
    return bool((ball - digits).abs_lower() <= digits.abs_upper() * arb("1e-44"))


def with_negatives_halved(x: torch.Tensor) -> torch.Tensor:
    y = x.clone()
    y[x < 0] = 0.5
    y[:, 0].mul_(3.0)
    return y


FUNCTIONS = {
    "exp": mpmath.exp,
    "expm1": mpmath.expm1,
    "log": mpmath.log,
    "log1p": mpmath.log1p,
    "sin": mpmath.sin,
    "cos": mpmath.cos,
    "tan": mpmath.tan,
    "sinh": mpmath.sinh,
    "cosh": mpmath.cosh,
    "tanh": mpmath.tanh,
    "atan": mpmath.atan,
    "asinh": mpmath.asinh,
    "sqrt": mpmath.sqrt,
    "rsqrt": lambda v: 1 / mpmath.sqrt(v),
    "sigmoid": lambda v: 1 / (1 + mpmath.exp(-v)),
    "square": lambda v: v * v,
    "reciprocal": lambda v: 1 / v,
    "exp2": lambda v: mpmath.mpf(2) ** v,
    "floor": mpmath.floor,
    "trunc": mpmath.floor,
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_is_enclosed(name):
    for value in (0.1, 1.0, 2.7, 13.3):
        with precision(192), mpmath.workdps(50):
            found = entries_of(getattr(torch, name)(balls(value)), Balls())[0, 0]
            assert contains(found, FUNCTIONS[name](mpmath.mpf(value)))
            assert found.rad() <= abs(found) * arb(2) ** -150


def test_matrices_norms_and_choices_are_those_of_torch():
    rng = np.random.default_rng(0)
    a, w = torch.tensor(rng.normal(size=(3, 4))), torch.tensor(rng.normal(size=(4, 2)))
    places = torch.tensor([-1.0, 0.0, 0.5], dtype=torch.float64)
    functions = [
        lambda x: x @ w,
        lambda x: torch.einsum("bi,ij->bj", x, w),
        lambda x: torch.linalg.vector_norm(x, dim=-1),
        lambda x: x.norm(p=1, dim=-1, keepdim=True) + x.abs().amax(-1, keepdim=True),
        lambda x: torch.copysign(x.square(), -x) / (1 + x.clamp(min=-0.5, max=0.5)),
        lambda x: torch.where(x > 0, x, 3 * x).mean(0),
        lambda x: torch.searchsorted(places, x).double() + x.argmax(-1, keepdim=True),
        lambda x: torch.cat([x[:, 1:], x[:, :1].relu()], -1).cumsum(-1),
        lambda x: torch.stack([x.prod(-1), x.logsumexp(-1)]).flip(0).T,
        lambda x: x.scatter(1, x.abs().argmax(-1, keepdim=True), 7.0),
        lambda x: x.gather(1, x.argmin(-1, keepdim=True)) // 0.5,
        lambda x: torch.lerp(x, x.sign(), 0.25).addcmul_(x, x, value=2.0),
        lambda x: x[(x > 0).any(-1) & (x[:, 0] < 0)] + x[[0, 2], 1].sum(),
        lambda x: x[x > 0],
        with_negatives_halved,
    ]
    with precision(128):
        for function in functions:
            found = entries_of(function(tensor(a, Balls())), Balls())
            true = function(a.clone())
            assert found.shape == tuple(true.shape)
            for ball, number in zip(found.flat, true.flatten().tolist(), strict=True):
                assert abs(ball - number) <= 1e-12 * (1 + abs(number))


def test_an_open_branch_is_the_union_of_both():
    wide = tensor(np.array([[arb(0, 0.25)]], dtype=object), Balls())
    made = entries_of(torch.where(wide > 0, wide + 5.0, -3.0 * torch.ones_like(wide)), Balls())[
        0, 0
    ]
    assert made.contains(-3)
    assert made.contains(5.25)
    for sign in entries_of(wide.sign(), Balls()).flat:
        assert sign.contains(arb(0, 1))
    assert entries_of(wide.abs(), Balls())[0, 0].contains(0.25)
    assert entries_of(wide.square().sqrt(), Balls())[0, 0].contains(0.25)
    with pytest.raises(Exception) as raised:
        bool((wide > 0).any())
    assert cause(raised.value, Undecided)


def test_more_bits_decide_what_few_leave_open():
    tiny = 2.0**-300
    answer = compare(lambda: arb(1) + arb(2) ** -300, lambda: arb(1))
    assert (answer.decision, answer.bits) == ("refuted", 512)

    def leap(x: torch.Tensor) -> torch.Tensor:
        return x if bool(((x + 1) - 1 > tiny).all()) else -x

    problem = Problem("leap", lambda x: x.sum(-1), leap, (1.0,), 0.0)
    run = BallRun(problem, gradient_descent, gap, {s.gamma: 1.0}, {}, 1)
    assert certify_below(run, 1.0).decision == "refuted"
    narrow = Problem("leap", lambda x: x.sum(-1), lambda x: leap(x * tiny / 2), (1.0,), 0.0)
    below = certify_below(BallRun(narrow, gradient_descent, gap, {s.gamma: 1.0}, {}, 1), 1.0)
    assert (below.decision, below.bits) == ("holds", 512)


def test_gradient_descent_is_enclosed_to_fifty_digits():
    problem = CATALOGUE.problem("sine-well-1-3")
    with mpmath.workdps(50):
        x = mpmath.mpf(8)
        for _ in range(30):
            x -= mpmath.mpf(0.3) * 3 * mpmath.sin(x / 3)
        value = 18 * mpmath.sin(x / 6) ** 2
        run = BallRun(problem, gradient_descent, gap, {s.gamma: 0.3}, {}, 30)
        with precision(256):
            found = enclose(run, Balls())
            assert contains(found, value)
            assert found.rad() < found * arb(2) ** -180


def test_parameters_are_exact_functions_of_exact_constants():
    """gamma = s / 3 with s = 0.1 is the third of a float, not the float nearest to it."""
    problem = CATALOGUE.problem("sine-well-1-3")
    run = BallRun(problem, gradient_descent, distance, {s.gamma: s.eta / 3}, {s.eta: 0.1}, 1)
    with precision(200):
        found = enclose(run, Balls())
        slope = 3 * (arb(8) / 3).sin()
        assert found.overlaps(8 - arb(0.1) / 3 * slope)
        assert not found.overlaps(8 - arb(0.1 / 3) * slope)


def inside(run: BallRun, metric, floats: float) -> bool:
    """Whether the float lies in the ball, widened by the rounding of its terms."""
    with precision(128):
        ball = enclose(run, Balls())
    problem = run.problem
    terms = abs(float(problem.value(problem.start_point()))) + abs(problem.f_star)
    scale = terms + math.hypot(*problem.start) + abs(floats)
    return bool(ball.is_finite() and (ball - floats).abs_lower() <= ROUNDED * scale)


def methods() -> dict[str, Algorithm]:
    found = {}
    for module in pkgutil.iter_modules(theorybench.algorithms.__path__):
        inside_it = vars(importlib.import_module(f"theorybench.algorithms.{module.name}")).values()
        found |= {one.name: one for one in inside_it if isinstance(one, Algorithm)}
    return found


METHODS = methods()
VALUES = {s.beta_1: 0.5, s.beta_2: 0.75, s.momentum: 0.3, s.epsilon_v: 0.1, s.alpha: 1.5, s.T: 4.0}
ON = (
    "quadratic-well-conditioned",
    "anisotropic-logistic-1",
    "huber-plus-quadratic-1-0.1-0.2",
    "lessard",
)


SPECIAL = {
    "proximal point": (("huber-1-0.5",), 4),
    "conjugate gradients": (("quadratic-well-conditioned", "quadratic-ill-conditioned"), 2),
    "gradient descent with exact line search": (ON, 2),
}
"""Problems and steps of methods that need another property, or are through after two steps."""


@pytest.mark.parametrize("name", sorted(set(METHODS) - {"INGD"}))
def test_every_method_without_chance_runs_in_balls(name):
    algorithm = METHODS[name]
    params = {c: VALUES.get(c, 0.05) for c in algorithm.parameters}
    read = (gap, best(gradient_norm), mean(gap), of_average(distance, weighted=True))
    tables = {c: np.array([[v]]) for c, v in params.items()}
    on, steps = SPECIAL.get(name, (ON, 4))
    for problem in map(CATALOGUE.problem, on):
        found = simulate_exactly(Run(problem, exact, algorithm, tables, (steps,), read))
        for metric in read:
            run = BallRun(problem, algorithm, metric, params, {}, steps)
            assert inside(run, metric, float(found[metric][0, 0])), (problem.name, metric.name)


def test_a_method_that_draws_has_no_enclosure_and_says_why():
    problem = CATALOGUE.problem("max-affine-dent")
    algorithm = METHODS["INGD"]
    run = BallRun(problem, algorithm, gap, dict.fromkeys(algorithm.parameters, 1.0), {}, 3)
    answer = certify_below(run, 1.0)
    assert answer.decision == "undecided"
    assert "draws random numbers" in answer.reason


def test_every_problem_runs_in_balls():
    failed = []
    for problem in CATALOGUE.problems:
        run = BallRun(problem, gradient_descent, gradient_norm, {s.gamma: 2.0**-10}, {}, 3)
        x = problem.start_point()
        for _ in range(3):
            x = x - 2.0**-10 * problem.gradient(x)
            x = x if problem.project is None else problem.project(x)
        number = float(torch.linalg.vector_norm(problem.gradient(x)))
        failed += [] if inside(run, gradient_norm, number) else [problem.name]
    assert not failed
    assert len(CATALOGUE.problems) >= 30


def test_a_wrong_operation_is_noticed(monkeypatch):
    problem = CATALOGUE.problem("sine-well-1-3")
    run = BallRun(problem, gradient_descent, gap, {s.gamma: 0.3}, {}, 3)
    tables = {s.gamma: np.array([[0.3]])}
    made = Run(problem, exact, gradient_descent, tables, (3,), (gap,))
    number = float(simulate_exactly(made)[gap][0, 0])
    assert inside(run, gap, number)
    monkeypatch.setitem(Balls.operations, "sin", Balls.operations["tanh"])
    assert not inside(run, gap, number)


def prepared(name: str, on: str):
    from theorybench.verify.plan import make_plan

    claim = next(c for c in CATALOGUE.claims() if c.name == f"{name} @ {on} @ exact")
    return claim.entry, make_plan(claim).prepared


def test_claims_are_decided_and_false_ones_refuted():
    theorem, settings = prepared("drori2014.thm-3.1", "quadratic-condition-100")
    for p in settings:
        true = certify(theorem, p.problem, p.values, p.steps)
        assert true.decision == "holds"
        reached = float(true.lhs / true.rhs)
        false = replace(theorem, bound=theorem.bound * reached * (1 - 1e-9))
        assert certify(false, p.problem, p.values, p.steps).decision == "refuted"


def test_equality_up_to_the_rounding_of_constants_is_undecided():
    """f* and R are rounded numbers: a bound that the true ones reach is no refutation."""
    problem = Problem(
        "third",
        lambda x: (x - 1 / 3).square().sum(-1) / 2,
        lambda x: x - 1 / 3,
        (0.1, 0.7),
        0.0,
        (1 / 3, 1 / 3),
        {s.L: 1.0},
    )
    theorem = Theorem(
        name="equal",
        assumes=(smooth,),
        algorithm=gradient_descent,
        params={s.gamma: 1 / s.L},
        metric=distance,
        bound=s.R,
        settings=({s.n: 1},),
        mode=Mode.DETERMINISTIC,
        source=Source("A", 2000, "Theorem 1"),
    )
    doing_nothing = {**problem.constants, s.n: 1.0, s.gamma: 1.0}
    for factor, decision in ((1, "undecided"), (1 - 1e-12, "refuted"), (1 + 1e-12, "holds")):
        claim = replace(theorem, bound=s.R * factor)
        answer = certify(claim, problem, doing_nothing, 0)
        assert answer.decision == decision, answer


def test_steps_until_a_level():
    """x -> x / 2 from 3.3 / 4: below x = sqrt(2 * 1e-3 / 25) after 7 steps."""
    metric = hitting_time(gap, s.epsilon)
    problem = CATALOGUE.problem("lessard")
    run = BallRun(replace(problem, start=(0.825,)), gradient_descent, metric, {}, {}, 40, 1e-3)
    run = replace(run, params={s.gamma: 0.02})
    with precision(128):
        assert enclose(run, Balls()) == 7
    early = replace(run, steps=6)
    assert certify_below(early, 1e6).decision == "holds"
    assert certify_below(run, 7.5).decision == "refuted"


def test_a_lemma_at_a_point():
    x, y = s.alpha, s.beta_1
    point = {x: 0.3, y: 1e-9}
    assert certify_inequality(x + y, x, (), point).decision == "refuted"
    assert certify_inequality(x, x + y, (y > 0,), point).decision == "holds"
    outside = certify_inequality(x + y, x, (y > 1,), point)
    assert outside.decision == "undecided"
    assert "premise" in outside.reason
    # decimals are taken as they are read: 0.1 + 0.2 is 0.3
    three = certify_inequality(x + y, s.eta, (), {x: 0.1, y: 0.2, s.eta: 0.3})
    assert three.decision == "holds" or three.lhs.overlaps(three.rhs)


def test_a_broken_promise_at_a_pair_of_points():
    problem = CATALOGUE.problem("sine-well-1-3")
    near = ((0.0,), (0.25,))
    assert certify_promise(problem, smooth, *near).decision == "holds"
    false = replace(problem, constants={**problem.constants, s.L: 0.99})
    assert certify_promise(false, smooth, *near).decision == "refuted"
    unheld = replace(smooth, check=None)
    with pytest.raises(ValueError, match="has no check"):
        certify_promise(problem, unheld, *near)


def excess_of(excess: float) -> Evidence:
    return Evidence("t", "refuted", bound=1.0, measured=1 + excess)


@pytest.mark.parametrize(
    ("excess", "decision", "verdict", "certified"),
    [
        (0.5, "refuted", "refuted", True),
        (0.5, "undecided", "refuted", False),
        (0.5, "holds", "inconclusive", False),
        (1e-9, "refuted", "refuted", True),
        (1e-9, "undecided", "inconclusive", False),
    ],
)
def test_what_balls_make_of_a_refutation(excess, decision, verdict, certified):
    one = Certified(decision, reason="too wide", bits=128)
    made = second_opinion(excess_of(excess), lambda: [one])
    assert (made.verdict, made.certified) == (verdict, certified)
    supported = replace(excess_of(0.0), verdict="supported")
    assert second_opinion(supported, lambda: [one]) == supported


def test_what_cannot_be_enclosed_says_so():
    problem = Problem(
        "erf",
        lambda x: torch.special.bessel_j0(x).sum(-1),
        lambda x: -torch.special.bessel_j1(x),
        (1.0,),
        -1.0,
    )
    run = BallRun(problem, gradient_descent, gap, {s.gamma: 1.0}, {}, 2)
    assert "bessel_j" in certify_below(run, 0.1).reason
    long = BallRun(CATALOGUE.problem("lessard"), gradient_descent, gap, {s.gamma: 0.01}, {}, 10**6)
    assert "longer than a second" in certify_below(long, 0.1).reason
    with pytest.raises(Exception) as raised:
        torch.ones(1, dtype=torch.float64).add_(balls(1.0)[0])
    assert cause(raised.value, Untraceable)
