"""AdaGrad on a box: the method step by step, the logistic example by enumeration, and the
hypotheses without which the claims are false.
"""

import dataclasses
import itertools
import math

import numpy as np
import pytest
import scipy.optimize
import torch

from theorybench.algorithms.adagrad import adagrad, adagrad_norm
from theorybench.catalogue.catalogue import load
from theorybench.catalogue.claim import Claim
from theorybench.core.assumptions import (
    box_domain,
    convex,
    coordinate_smooth,
    minimal_everywhere,
)
from theorybench.core.metrics import gap
from theorybench.core.oracles import exact
from theorybench.core.problem import Problem
from theorybench.core.promises import check_promises
from theorybench.core.symbols import (
    D_2,
    D_inf,
    L_max,
    L_sum,
    T,
    batch,
    d,
    epsilon_AdaGrad,
    eta_X,
    gap_max,
    sigma_2,
    sigma_sum,
)
from theorybench.problems.functions.anisotropic_logistic import (
    anisotropic_logistic,
    data_deviation,
    decay,
    features,
    mini_batches,
    problem,
)
from theorybench.problems.functions.huber_on_box import huber_on_box, slow
from theorybench.problems.noise import light
from theorybench.problems.theorems.adaptive.gradient_descent_convex_proof import capped_sum
from theorybench.run.runner import Run, simulate_exactly
from theorybench.verify.profile import Options
from theorybench.verify.suite import verify_claim

CATALOGUE = load()
DATA = 64


def verdict(entry, one, oracle=light):
    return verify_claim(Claim(entry, one, oracle), Options())


def by_hand(one, low, high, step, epsilon, steps, norm):
    """AdaGrad in plain numpy: the iterates."""
    w, v, seen = np.array(one.start), epsilon**2, []
    for _ in range(steps):
        g = one.gradient(torch.as_tensor(w)[None])[0].numpy()
        v = v + (g @ g if norm else g * g)
        w = np.clip(w - step * g / np.sqrt(v), low, high)
        seen.append(w)
    return seen


@pytest.mark.parametrize(("method", "norm"), [(adagrad, False), (adagrad_norm, True)])
@pytest.mark.parametrize("step", [0.5, 8.0])
def test_method_does_what_algorithm_1_says(method, norm, step):
    params = {eta_X: np.array([step]), epsilon_AdaGrad: np.array([0.3])}
    found = simulate_exactly(Run(problem, exact, method, params, tuple(range(1, 9)), (gap,)))[gap][
        :, 0
    ]
    points = torch.as_tensor(np.stack(by_hand(problem, -4, 4, step, 0.3, 8, norm)))
    assert np.allclose(found, (problem.value(points) - problem.f_star).numpy(), rtol=1e-12)


def test_on_a_box_the_projection_in_a_diagonal_norm_is_the_clamp():
    """argmin over z in [-4, 4]^3 of sum_j lambda_j (z_j - w_j)^2, by a solver."""
    w, weights = np.array([5.0, -1.0, -9.0]), np.array([0.1, 3.0, 40.0])
    found = scipy.optimize.minimize(
        lambda z: weights @ (z - w) ** 2, np.zeros(3), bounds=[(-4, 4)] * 3, tol=1e-14
    )
    assert np.allclose(found.x, w.clip(-4, 4), atol=1e-5)


@pytest.mark.parametrize("rate", [0.5, 1.0, 2.0])
def test_features_decay_and_are_orthogonal(rate):
    x = features(rate, 12)
    assert torch.allclose(
        x.T @ x / len(x),
        torch.diag(torch.exp(-rate * torch.arange(12, dtype=torch.float64))),
        atol=1e-14,
    )


def test_minimum_is_what_a_solver_finds():
    start = torch.full((1, 12), 0.5, dtype=torch.float64)
    found = scipy.optimize.minimize(
        lambda w: float(problem.value(torch.as_tensor(w)[None])[0]),
        start[0].numpy(),
        jac=lambda w: problem.gradient(torch.as_tensor(w)[None])[0].numpy(),
        bounds=[(-4, 4)] * 12,
        method="L-BFGS-B",
        options={"ftol": 1e-15, "gtol": 1e-9},
    )
    assert found.fun == pytest.approx(problem.f_star, rel=1e-12)
    assert problem.minimiser is not None
    assert np.allclose(found.x[:4], problem.minimiser[:4], atol=1e-5)
    assert (
        float(problem.gradient(torch.tensor([problem.minimiser], dtype=torch.float64)).abs().max())
        < 1e-13
    )


def test_smoothness_of_every_coordinate_is_certified_and_attained():
    """diag(L) - hess f is positive semidefinite everywhere and 0 at the origin."""
    curvature = torch.diag(25.0 * torch.exp(-torch.arange(12, dtype=torch.float64)))
    assert problem.constants[L_sum] == pytest.approx(float(curvature.trace()))
    assert problem.constants[L_max] == 25.0
    for row, at_origin in (
        (torch.zeros(12, dtype=torch.float64), True),
        *((x, False) for x in problem.sample(20)[0]),
    ):
        hessian = torch.as_tensor(
            torch.autograd.functional.jacobian(lambda w: problem.gradient(w[None])[0], row)
        )
        assert float(torch.linalg.eigvalsh(curvature - hessian).min()) > -1e-10
        assert not at_origin or torch.allclose(hessian, curvature, atol=1e-12)


def test_no_vertex_has_a_larger_gap_than_declared():
    vertices = 4 * (
        2 * torch.randint(2, (4096, 12), generator=torch.Generator().manual_seed(0)).double() - 1
    )
    assert float((problem.value(vertices) - problem.f_star).max()) <= problem.constants[gap_max]


def answers(size, w):
    """Gradients of all batches of the given size at one point: (64^size, 12)."""
    every = torch.tensor(list(itertools.product(range(DATA), repeat=size)))
    return mini_batches(problem, size, 1.0).answer(problem, w.expand(len(every), -1), every)


def test_mini_batches_by_enumeration():
    """The mean over all batches is the gradient; two data have half the variance of one, which
    is at most sigma_j^2.
    """
    for w in (*problem.sample(8)[0], torch.full((12,), -4.0, dtype=torch.float64)):
        one, two = answers(1, w), answers(2, w)
        for drawn in (one, two):
            assert torch.allclose(drawn.mean(0), problem.gradient(w[None])[0], atol=1e-10)
        assert torch.allclose(
            two.var(0, correction=0), one.var(0, correction=0) / 2, rtol=1e-9, atol=1e-9
        )
        assert bool((one.var(0, correction=0) <= data_deviation(1.0, 12).square()).all())


def test_labels_are_three_to_one_for_the_sign_of_the_first_feature():
    """At w = 0 every slope is 1/2 - y: the answers tell the labels."""
    drawn = answers(1, torch.zeros(12, dtype=torch.float64))
    labels = 0.5 - drawn[:, 0] / (100 * features(1.0, 12)[:, 0].repeat_interleave(4))
    agree = labels.round() == (features(1.0, 12)[:, 0] > 0).double().repeat_interleave(4)
    assert torch.allclose(labels, labels.round(), atol=1e-12)
    assert agree.reshape(-1, 4).sum(1).tolist() == [3] * 16


def test_sums_of_noise_levels():
    known = mini_batches(problem, 16, 1.0).constants(problem)
    deviation = data_deviation(1.0, 12)
    assert known[sigma_sum] == pytest.approx(float(deviation.sum()))
    assert known[sigma_2] == pytest.approx(float(deviation.norm()))
    assert known[batch] == 16


@pytest.mark.parametrize(("turn", "last"), [(0.3, 1), (0.3, 7), (5.0, 4), (5.0, 100), (1e9, 50)])
def test_sum_of_steps(turn, last):
    """In units of 1/L: eta_t = min{1, sqrt(turn / (t + 1))}."""
    found = capped_sum(turn, last)._imp_(turn, last)
    assert found == pytest.approx(sum(min(1.0, math.sqrt(turn / (t + 1))) for t in range(last)))


def test_bound_of_the_proof_solves_its_inequality():
    """A <= C C_1 sqrt(A) + C C_0 implies A <= C^2 C_1^2 + 2 C C_0, the line before the constants
    are put in.
    """
    rng = np.random.default_rng(0)
    c, one, zero = 10 ** rng.uniform(-3, 3, (3, 10_000))
    largest = ((c * one + np.sqrt((c * one) ** 2 + 4 * c * zero)) / 2) ** 2
    assert (largest <= ((c * one) ** 2 + 2 * c * zero) * (1 + 1e-12)).all()


def slope(height):
    """f(w) = height w on [0, 1000]: minimal at 0, where its gradient is not 0."""
    return Problem(
        "slope",
        lambda x: height * x[:, 0],
        lambda x: torch.full_like(x, height),
        (1000.0,),
        0.0,
        minimiser=(0.0,),
        constants={L_sum: 1e-6, L_max: 1e-6, D_inf: 1000.0, D_2: 1000.0, gap_max: 1000 * height},
        promises=(convex, coordinate_smooth, box_domain, minimal_everywhere),
        project=lambda x: x.clamp(0, 1000),
        box=(0.0, 1000.0),
    )


@pytest.mark.parametrize(
    "name", ["liu2025.thm-4.1", "liu2025.proof-4.1", "liu2025.thm-D.1", "liu2025.thm-D.1.proof"]
)
def test_a_minimiser_on_the_boundary_with_a_gradient_refutes_the_claim(name):
    """The hypothesis that the minimiser is one over R^d is checked; without it the claims are
    false.
    """
    entry, problem = CATALOGUE.entry(name), slope(100.0)
    assert verdict(entry, problem).verdict == "inapplicable"
    theirs, its = (
        tuple(a for a in of if a is not minimal_everywhere)
        for of in (entry.assumes, problem.promises)
    )
    without = dataclasses.replace(entry, assumes=theirs)
    assert verdict(without, dataclasses.replace(problem, promises=its)).verdict == "refuted"


@pytest.mark.parametrize(
    ("name", "false"),
    [
        ("liu2025.thm-D.1.proof", lambda bound: bound / T),
        ("liu2025.thm-D.1.proof", lambda bound: bound / 2.5),
        ("liu2025.thm-D.1", lambda bound: bound / 8),
    ],
)
def test_a_faster_rate_and_a_smaller_constant_are_refuted(name, false):
    entry = CATALOGUE.entry(name)
    assert (
        verdict(dataclasses.replace(entry, bound=false(entry.bound), as_printed=True), slow).verdict
        == "refuted"
    )


@pytest.mark.parametrize(
    ("constant", "value", "broken"),
    [(L_sum, 15.0, coordinate_smooth), (L_max, 12.0, minimal_everywhere)],
)
def test_wrong_smoothness_is_a_broken_promise(constant, value, broken):
    """Near the minimiser, with x and y at all distances."""
    near = dataclasses.replace(problem, name="near", start=(1.1, *(0.01,) * 11))
    assert check_promises(near, (broken,)) == []
    claimed = dataclasses.replace(near, constants={**problem.constants, constant: value})
    assert [v.statement for v in check_promises(claimed, (broken,))] == [broken.statement]


def test_where_features_do_not_decay_the_bound_of_gradient_descent_is_smaller():
    entry = CATALOGUE.entry("liu2025.sec-4.1")
    even = verify_claim(
        Claim(dataclasses.replace(entry, settings=({decay: 0.05, d: 12.0},))), Options()
    )
    assert even.verdict == "refuted"
    assert "the bound for AdaGrad" in even.finding


def test_ratios_are_those_of_the_definition():
    one = anisotropic_logistic(1.0)
    ratio = (
        one.constants[L_sum]
        * one.constants[D_inf] ** 2
        / (one.constants[L_max] * one.constants[D_2] ** 2)
    )
    assert ratio == pytest.approx(sum(math.exp(-j) for j in range(12)) / 12)


def test_huber_on_box_needs_as_many_steps_as_it_says():
    one = huber_on_box(1.0, 10.0, 2.0, dim=2)
    x = one.start_point()
    for _ in range(4):
        x = one.project(x - one.gradient(x))
    assert x[0].tolist() == [2.0, 2.0]
    assert float(one.value(one.start_point())[0]) == one.constants[gap_max] == 2 * (2 * 10 - 2)
