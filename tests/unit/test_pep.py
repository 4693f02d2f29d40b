"""Performance estimation, what needs no solver: methods read off as linear combinations,
classes, functions through given data.
"""

import dataclasses
import math

import numpy as np
import pytest
import sympy
import torch

from theorybench.algorithms.adagrad import adagrad
from theorybench.algorithms.clipped_gradient_descent import clipped_gradient_descent
from theorybench.algorithms.exact_line_search import exact_line_search
from theorybench.algorithms.gradient_descent import gradient_descent
from theorybench.algorithms.heavy_ball import heavy_ball
from theorybench.algorithms.ingd import ingd
from theorybench.algorithms.nesterov import nesterov
from theorybench.algorithms.optimized_gradient import optimized_gradient
from theorybench.algorithms.polyak import polyak
from theorybench.algorithms.proximal_point import proximal_point
from theorybench.core.algorithm import Algorithm, at_start
from theorybench.core.assumptions import (
    bounded_domain,
    convex,
    has_minimiser,
    lipschitz,
    lower_bounded,
    proximable,
    quadratic_function,
    relaxed_smooth,
    smooth,
    strongly_convex,
)
from theorybench.core.metrics import (
    best,
    distance,
    gap,
    gradient_norm,
    gradient_norm_squared,
    hitting_time,
    mean,
    of_average,
)
from theorybench.core.oracles import exact
from theorybench.core.promises import check_promises
from theorybench.core.symbols import (
    Delta_0,
    K,
    L,
    L_f,
    R,
    T,
    delta_X,
    epsilon,
    epsilon_AdaGrad,
    eta_c,
    eta_X,
    gamma,
    gamma_c,
    k,
    momentum,
    mu,
    multiple,
    n,
)
from theorybench.core.types import Source
from theorybench.entries.theorem import Mode, Theorem
from theorybench.pep.cases import few_steps
from theorybench.pep.classes import FunctionClass, Scale
from theorybench.pep.interpolant import interpolant
from theorybench.pep.methods import IDEAL
from theorybench.pep.sdp import Solution
from theorybench.pep.task import pose
from theorybench.pep.trace import Unfit, trace
from theorybench.problems.functions.huber import huber
from theorybench.problems.functions.huber_plus_quadratic import huber_plus_quadratic
from theorybench.problems.functions.quadratic import quadratic
from theorybench.run.query import bare_query
from theorybench.verify.prepare import prepare

STEPS = 4
VALLEY = quadratic("valley", (2.0, 0.7, 0.1), (1.0, -2.0, 3.0))


def table(*values):
    return np.array([values], dtype=float)


class Query:
    """The exact oracle of a quadratic of curvatures a, with what interpolation conditions can
    describe of it.
    """

    def __init__(self, problem, curvatures):
        self.bare, self.a = (
            bare_query(problem, exact),
            torch.as_tensor(curvatures, dtype=torch.float64),
        )

    def __getattr__(self, name):
        return getattr(self.bare, name)

    def prox(self, x, step):
        return x / (1 + step * self.a)

    def minimise_along(self, x, direction):
        slope, bend = (self.gradient(x) * direction).sum(), (self.a * direction.square()).sum()
        return x - slope / bend * direction


LINEAR = [
    (gradient_descent, {gamma: table(0.3)}),
    (gradient_descent, {gamma: table(0.9, 0.1, 0.5, 0.2)}),
    (nesterov, {gamma: table(0.5), momentum: table(0.0, 0.25, 0.4, 0.5)}),
    (heavy_ball, {gamma: table(0.3), momentum: table(0.4)}),
    (optimized_gradient, {gamma: table(0.5), T: table(STEPS)}),
    (proximal_point, {gamma: table(0.7, 1.0, 2.0, 0.1)}),
]


def own_run(algorithm, params, query):
    def at(step):
        return {c: float(v[0, min(step, v.shape[1]) - 1]) for c, v in params.items()} | {
            k: float(step)
        }

    state = algorithm.init(VALLEY.start_point(), at(1))
    points = [algorithm.point(state)]
    for step in range(1, STEPS + 1):
        state = algorithm.step(state, query, at(step))
        points.append(algorithm.point(state))
    return torch.cat(points).numpy()


@pytest.mark.parametrize(
    ("algorithm", "params"), LINEAR, ids=[f"{a.name}-{i}" for i, (a, _) in enumerate(LINEAR)]
)
def test_the_coefficients_repeat_the_run(algorithm, params):
    """Answer the traced points with the gradients of a quadratic: x_0 .. x_n are those of
    Algorithm.step.
    """
    traced, curvatures = trace(algorithm, params, STEPS), np.array([2.0, 0.7, 0.1])
    basis = np.zeros((traced.iterates.shape[1], 3))
    basis[0] = VALLEY.start
    for point, answer in zip(traced.asked, traced.answers, strict=True):
        # the answer may be part of the point itself: x = r + c a x, coordinate by coordinate
        own, rest = point[answer], point.copy()
        rest[answer] = 0.0
        basis[answer] = curvatures * (rest @ basis) / (1 - own * curvatures)
    np.testing.assert_allclose(
        traced.iterates @ basis,
        own_run(algorithm, params, Query(VALLEY, curvatures)),
        rtol=1e-12,
        atol=1e-14,
    )


def test_the_ideal_line_search_is_the_one_that_runs():
    """One step in exact arithmetic against one of bisections."""
    query = Query(VALLEY, (2.0, 0.7, 0.1))
    state = at_start(VALLEY.start_point(), {})
    for _ in range(STEPS):
        ideal = IDEAL[exact_line_search](state, query, {k: 1.0})["x"]
        state = exact_line_search.step(state, query, {k: 1.0})
        torch.testing.assert_close(state["x"], ideal, rtol=1e-12, atol=1e-14)


def test_the_line_search_of_a_trace_is_orthogonal_to_what_it_ran_along():
    traced = trace(exact_line_search, {}, 2)
    assert (len(traced.asked), len(traced.orthogonal)) == (3, 4)
    for (one, _), answer in zip(traced.orthogonal[::2], traced.answers[1:], strict=True):
        assert one[answer] == 1
        assert np.abs(one).sum() == 1


def shrinking(state, query, params):
    x = 0.9 * state["x"]
    return {"x": x - params[gamma] * query.gradient(x)}


def greedy(state, query, params):
    x = state["x"]
    for _ in range(100):
        x = x - params[gamma] * query.gradient(x)
    return {"x": x}


REFUSED = [
    (clipped_gradient_descent, {eta_c: table(0.1), gamma_c: table(1.0)}, "not linear"),
    (adagrad, {eta_X: table(0.1), epsilon_AdaGrad: table(1e-8)}, "not linear"),
    (polyak, {multiple: table(1.0)}, "values of f"),
    (
        ingd,
        {K: table(3), T: table(3), L_f: table(1.0), epsilon: table(0.1), delta_X: table(0.1)},
        "random numbers",
    ),
    (
        Algorithm("shrinking", (gamma,), at_start, shrinking),
        {gamma: table(0.1)},
        "shift of the origin",
    ),
    (Algorithm("greedy", (gamma,), at_start, greedy), {gamma: table(0.1)}, "more than 8"),
]


@pytest.mark.parametrize(
    ("algorithm", "params", "reason"), REFUSED, ids=[a.name for a, _, _ in REFUSED]
)
def test_a_method_that_is_not_linear_is_refused(algorithm, params, reason):
    with pytest.raises(Unfit, match=reason):
        trace(algorithm, params, STEPS)


def theorem(**changes):
    fields = {
        "name": "planted",
        "source": Source("nobody", 2000, "Theorem 1"),
        "assumes": (convex, smooth, has_minimiser),
        "algorithm": gradient_descent,
        "params": {gamma: 1 / L},
        "metric": gap,
        "mode": Mode.DETERMINISTIC,
        "bound": L * R**2 / (4 * n + 2),
        "settings": ({n: 3},),
    }
    return Theorem(**(fields | changes))


BENT = huber_plus_quadratic(1.0, 0.25, 1.0, bend=0.1)
KINDS = [
    ({}, huber(2.0, 3.0, 0.5), "SmoothConvexFunction", "distance", {"L": 1.0}),
    (
        {"assumes": (strongly_convex, smooth, has_minimiser)},
        BENT,
        "SmoothStronglyConvexFunction",
        "distance",
        {"L": 1.0, "mu": 0.25},
    ),
    (
        {"assumes": (strongly_convex, smooth, quadratic_function, has_minimiser)},
        VALLEY,
        "SmoothStronglyConvexQuadraticFunction",
        "distance",
        {"L": 1.0, "mu": 0.05},
    ),
    (
        {
            "assumes": (smooth, lower_bounded),
            "metric": best(gradient_norm),
            "bound": sympy.sqrt(L * Delta_0 / n),
        },
        huber(2.0, 3.0, 0.5),
        "SmoothFunction",
        "gap",
        {"L": 1.0},
    ),
    (
        {
            "assumes": (convex, lipschitz, has_minimiser),
            "params": {gamma: R / L_f},
            "bound": L_f * R,
        },
        huber(2.0, 3.0, 0.5),
        "ConvexLipschitzFunction",
        "distance",
        {"M": 1.0},
    ),
    (
        {
            "assumes": (strongly_convex, has_minimiser),
            "params": {gamma: 1 / mu},
            "metric": distance,
            "bound": R,
        },
        BENT,
        "StronglyConvexFunction",
        "distance",
        {"mu": 1.0},
    ),
    (
        {
            "assumes": (convex, has_minimiser),
            "params": {gamma: R**2 / Delta_0},
            "metric": distance,
            "bound": R,
        },
        BENT,
        None,
        None,
        None,
    ),
]


@pytest.mark.parametrize(("changes", "problem", "kind", "start", "constants"), KINDS)
def test_the_class_and_the_start_in_units_that_make_constants_one(
    changes, problem, kind, start, constants
):
    made = theorem(**changes)
    prepared = prepare(made, problem, exact, made.settings[0])
    if kind is None:
        with pytest.raises(Unfit, match="on R and Delta_0"):
            pose(made, prepared)
        return
    posed = pose(made, prepared)
    assert (posed.task.kind, posed.task.start) == (kind, start)
    assert posed.task.constants == pytest.approx(constants)
    assert (posed.task.low is None) == (kind != "SmoothFunction")


UNFIT = [
    (
        {
            "assumes": (convex, relaxed_smooth, has_minimiser),
            "params": {gamma: 1.0},
            "bound": R,
            "metric": distance,
        },
        "smooth'",
    ),
    ({"assumes": (convex, smooth, bounded_domain)}, "bounded domain"),
    ({"assumes": (convex, smooth, lipschitz, has_minimiser)}, "both smooth and Lipschitz"),
    (
        {
            "assumes": (strongly_convex, lipschitz, has_minimiser),
            "params": {gamma: 1.0},
            "bound": R,
            "metric": distance,
        },
        "are known for functions",
    ),
    ({"assumes": (smooth, quadratic_function, has_minimiser)}, "concave"),
    ({"bound": L * R**2 + Delta_0}, "R and Delta_0"),
    ({"bound": L}, "none of R"),
    ({"metric": mean(gradient_norm), "bound": L * R}, "mean of roots"),
    ({"metric": hitting_time(gap, epsilon), "bound": n}, "number of steps"),
    ({"metric": dataclasses.replace(gap, of=lambda p, x: 2 * p.value(x))}, "not linear in values"),
    ({"mode": Mode.EXPECTATION}, "in expectation"),
]
ANY = dataclasses.replace(
    huber(1.0, 3.0, 0.5),
    constants={
        c: 1.0 for a in (relaxed_smooth, bounded_domain, strongly_convex) for c in a.introduces
    }
    | {L: 2.0, L_f: 1.0},
)


@pytest.mark.parametrize(("changes", "reason"), UNFIT)
def test_what_has_no_exact_worst_case_says_why(changes, reason):
    made = theorem(as_printed=True, settings=({n: 3, epsilon: 0.1},), **changes)
    prepared = prepare(made, ANY, exact, made.settings[0])
    with pytest.raises(Unfit, match=reason):
        pose(made, prepared)


def test_one_function_only():
    made = theorem(assumes=(strongly_convex, smooth, has_minimiser))
    with pytest.raises(Unfit, match="mu = L"):
        pose(made, prepare(made, quadratic("round", (1.0, 1.0), (1.0, 1.0)), exact, {n: 3}))


@pytest.mark.parametrize(
    ("metric", "weights"),
    [
        (gap, [[0, 0, 0, 1]]),
        (best(gap), np.eye(3)),
        (best(gap, first=1), np.eye(4)[1:]),
        (mean(gradient_norm_squared), [[1 / 3, 1 / 3, 1 / 3]]),
        (of_average(gap, weighted=True), [[0, 0, 0, 1]]),
    ],
    ids=str,
)
def test_where_the_metric_is_taken(metric, weights):
    made = theorem(metric=metric, bound=L * R**2 * (L if metric.unit != gap.unit else 1))
    task = pose(made, prepare(made, huber(1.0, 3.0, 0.5), exact, {n: 3})).task
    np.testing.assert_allclose(task.weights, weights)
    if metric.weighted:  # (x_0 + 2 x_1 + 3 x_2) / 6, x_1 = x_0 - g_0, x_2 = x_1 - g_1
        np.testing.assert_allclose(task.points[3], [1, -5 / 6, -1 / 2, 0])


def test_settings_with_many_steps_are_cut_to_few():
    made = theorem(
        settings=(
            {n: 1, T: 7, epsilon: 0.5},
            {n: 100, T: 100, epsilon: 100.0},
            {n: 200, T: 200, epsilon: 100.0},
        )
    )
    assert few_steps(made, 10) == [{n: 1, T: 7, epsilon: 0.5}, {n: 10, T: 10, epsilon: 100.0}]


def quadratic_data(curvatures, count, seed=0):
    """Points of x -> sum a_i x_i^2 / 2 in normalised units, with the minimiser apart."""
    rng = np.random.default_rng(seed)
    a, x = np.array(curvatures), rng.normal(size=(count, len(curvatures)))
    return Solution(0.0, 0.0, x, a * x, (a * x**2).sum(-1) / 2, x[0], np.zeros(len(a)), 0.0)


SMOOTH = FunctionClass("SmoothConvexFunction", 4.0)
THROUGH = [
    (SMOOTH, (3.5, 2.0, 0.5), (convex, smooth, has_minimiser)),
    (
        FunctionClass("SmoothStronglyConvexFunction", 4.0, 0.25),
        (3.5, 2.0, 0.5),
        (strongly_convex, smooth, has_minimiser),
    ),
    (FunctionClass("SmoothFunction", 4.0, -4.0), (3.5, 2.0, 0.5), (smooth, lower_bounded)),
    (
        FunctionClass("StronglyConvexFunction", curvature=0.25),
        (3.5, 2.0, 0.5),
        (strongly_convex, has_minimiser),
    ),
    (
        FunctionClass("ConvexLipschitzFunction", slope=99.0),
        (3.5, 2.0, 0.5),
        (convex, lipschitz, has_minimiser),
    ),
    (FunctionClass("ConvexFunction"), (3.5, 2.0, 0.5), (convex, proximable, has_minimiser)),
]


@pytest.mark.parametrize(
    ("of", "curvatures", "promises"), THROUGH, ids=[of.kind for of, _, _ in THROUGH]
)
def test_the_function_through_the_data_is_in_the_class_and_goes_through_them(
    of, curvatures, promises
):
    scale, data = Scale(2.0, 0.5), quadratic_data(curvatures, 6)
    bend = scale.height / scale.length**2
    wide = dataclasses.replace(of, smoothness=of.smoothness * bend, curvature=of.curvature * bend)
    problem = interpolant("through", wide, scale, data, promises)
    x = torch.from_numpy(scale.length * data.points)
    torch.testing.assert_close(
        problem.value(x), torch.from_numpy(scale.height * data.values), rtol=1e-10, atol=1e-12
    )
    slopes = torch.from_numpy(scale.height / scale.length * data.gradients)
    torch.testing.assert_close(problem.gradient(x), slopes, rtol=1e-9, atol=1e-10)
    assert [
        str(v)
        for v in check_promises(
            problem, tuple(a for a in promises if a is not has_minimiser), count=256
        )
    ] == []
    assert problem.constants.get(L, wide.smoothness) == wide.smoothness


def test_data_that_no_function_of_the_class_has_still_make_one_of_the_class():
    """Curvature 6 does not fit into L = 4: the function is L-smooth nevertheless, and misses the
    data.
    """
    problem = interpolant(
        "bent", SMOOTH, Scale(1.0, 1.0), quadratic_data((6.0, 1.0), 5), (convex, smooth)
    )
    assert check_promises(problem, count=256) == []
    x = torch.from_numpy(quadratic_data((6.0, 1.0), 5).points)
    assert float((problem.gradient(x) - 6 * x)[:, 0].abs().max()) > 0.1


def test_a_rebuilt_smooth_function_without_convexity_has_its_infimum():
    """One point with a large gradient: the infimum lies ||g||^2 / 2L below it, and is reached
    one step of 1/L away.
    """
    data = Solution(
        0.0,
        0.0,
        np.array([[0.0, 0.0]]),
        np.array([[3.0, 4.0]]),
        np.array([10.0]),
        np.zeros(2),
        None,
        0.0,
    )
    problem = interpolant(
        "slope",
        FunctionClass("SmoothFunction", 2.0, -2.0),
        Scale(1.0, 1.0),
        data,
        (smooth, lower_bounded),
    )
    assert problem.f_star == pytest.approx(10 - 25 / 4)
    assert problem.minimiser == pytest.approx((-1.5, -2.0))
    assert float(
        problem.value(torch.tensor([problem.minimiser], dtype=torch.float64))
    ) == pytest.approx(problem.f_star)
    assert problem.constants[Delta_0] == pytest.approx(25 / 4)


def test_what_cannot_be_rebuilt_says_so():
    data = quadratic_data((3.5, 1.0), 3)
    with pytest.raises(Unfit, match="quadratic"):
        interpolant(
            "q",
            FunctionClass("SmoothStronglyConvexQuadraticFunction", 4.0, 0.5),
            Scale(1.0, 1.0),
            data,
            (convex,),
        )
    with pytest.raises(Unfit, match="piecewise affine"):
        interpolant("p", SMOOTH, Scale(1.0, 1.0), data, (convex, smooth, proximable))
    assert math.isinf(FunctionClass("ConvexFunction").smoothness)
