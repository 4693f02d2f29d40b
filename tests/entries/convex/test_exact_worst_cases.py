"""Exact worst cases of the literature: each is reached, in every setting, and everything below
it is refuted.
"""

import math
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
import torch
from scipy.optimize import brentq, minimize_scalar

from theorybench.algorithms.exact_line_search import exact_line_search
from theorybench.algorithms.heavy_ball import heavy_ball
from theorybench.algorithms.optimized_gradient import optimized_gradient
from theorybench.algorithms.polyak import polyak
from theorybench.algorithms.proximal_point import proximal_point
from theorybench.catalogue.catalogue import load
from theorybench.catalogue.claim import Claim
from theorybench.core import symbols as s
from theorybench.core.algorithm import row_norm
from theorybench.core.assumptions import proximable, quadratic_function, quadratic_upper_bound
from theorybench.core.metrics import distance, gap
from theorybench.core.oracles import exact
from theorybench.core.promises import check_promises
from theorybench.core.scaling import rescaled
from theorybench.core.types import EntryError
from theorybench.problems.functions.absolute_value import absolute_value
from theorybench.problems.functions.dented_slope import dented_slope
from theorybench.problems.functions.huber import huber
from theorybench.problems.functions.max_coordinate import max_coordinate
from theorybench.problems.functions.max_norm_squared import max_norm_squared
from theorybench.problems.functions.quadratic import quadratic
from theorybench.resolution import REACHED
from theorybench.run.query import bare_query
from theorybench.run.runner import Run, simulate_exactly
from theorybench.verify.profile import Options
from theorybench.verify.suite import verify_claim

CATALOGUE = load()
NAMES = (
    "abbaszadehpeivasti2022.thm-2",
    "barre2020.prop-1",
    "boyd2003.eq-2",
    "deklerk2017.thm-1.2",
    "drori2014.thm-3.1",
    "goujaud2022.thm-2.4",
    "hazan2019.thm-1.lipschitz",
    "kim2016.thm-2",
    "kim2024.exact-rate",
    "kim2024.gradient-norm",
    "lessard2016.prop-1.nesterov",
    "pedregosa2020.polyak-momentum",
    "taylor2017.gradient-norm",
    "taylor2017.table-1.fast-gradient",
    "taylor2017.thm-4.1",
    "taylor2018.thm-3.1",
    "taylor2018.thm-3.2",
    "taylor2018.thm-3.3",
)
POINT = torch.tensor([[1.5, -0.25], [0.0, 0.0], [1e-3, 2.0]], dtype=torch.float64)


def evidence(entry, problem=None):
    return verify_claim(Claim(entry, problem, exact, is_witness=problem is None), Options())


def single(entry, setting):
    """The entry with one setting."""
    return replace(entry, settings=(setting,))


def settings_of(name):
    entry = CATALOGUE.entry(name)
    # beyond the step 1 / L the worst nonconvex function is another one
    return [
        (entry, one)
        for one in entry.settings
        if not (name.startswith("abbas") and one[s.share] > 1)
    ]


ALL = [
    pytest.param(*case, id=f"{name}-{i}")
    for name in NAMES
    for i, case in enumerate(settings_of(name))
]


@pytest.mark.parametrize(("entry", "setting"), ALL)
def test_the_bound_is_reached_in_every_setting_and_not_passed(entry, setting):
    found = evidence(single(entry, setting))
    assert found.verdict == "supported"
    assert found.sharpness == pytest.approx(1, abs=REACHED)


@pytest.mark.parametrize(("entry", "setting"), ALL)
def test_the_bound_less_a_millionth_is_refuted(entry, setting):
    assert (
        evidence(replace(single(entry, setting), bound=(1 - 1e-6) * entry.bound)).verdict
        == "refuted"
    )


def test_a_bound_that_is_reached_is_not_vacuous_though_all_points_are_as_bad_as_the_start():
    entry = CATALOGUE.entry("boyd2003.eq-2")
    assert evidence(entry).verdict == "supported"
    assert evidence(replace(entry, bound=(1 + 1e-5) * entry.bound)).verdict == "vacuous"


def run(algorithm, problem, params, steps, metric):
    """The metric after each number of steps: (len(steps),)."""
    table = {c: np.atleast_2d(np.asarray(v, dtype=float)) for c, v in params.items()}
    return simulate_exactly(Run(problem, exact, algorithm, table, tuple(steps), (metric,)))[metric][
        :, 0
    ]


def theta(steps):
    values = [1.0]
    for i in range(1, steps + 1):
        values.append((1 + math.sqrt(1 + (4 if i < steps else 8) * values[-1] ** 2)) / 2)
    return values[-1]


@pytest.mark.parametrize("steps", [1, 2, 3, 7])
def test_ogm_reaches_its_bound_on_a_parabola_too(steps):
    parabola = quadratic("parabola", (2.0,), (3.0,))
    (reached,) = run(optimized_gradient, parabola, {s.gamma: 0.5, s.T: steps}, (steps,), distance)
    assert reached == pytest.approx(3 / theta(steps), rel=1e-12)


@pytest.mark.parametrize("wrong", [-1, 1])
def test_ogm_must_know_its_number_of_steps(wrong):
    parabola = quadratic("parabola", (1.0,), (1.0,))
    (reached,) = run(optimized_gradient, parabola, {s.gamma: 1.0, s.T: 4 + wrong}, (4,), distance)
    assert abs(reached * theta(4) - 1) > 1e-2


@pytest.mark.parametrize("curvature", [0.1, 0.3, 1.0])
def test_heavy_ball_is_a_power_of_a_matrix(curvature):
    step, beta, steps = 1.3, 0.4, 12
    power = np.linalg.matrix_power(np.array([[1 + beta - step * curvature, -beta], [1, 0]]), steps)
    (reached,) = run(
        heavy_ball,
        quadratic("line", (curvature,), (2.0,)),
        {s.gamma: step, s.momentum: beta},
        (steps,),
        distance,
    )
    assert reached == pytest.approx(abs(power[0].sum()) * 2, rel=1e-12)


@pytest.mark.parametrize(
    ("name", "condition"),
    [
        ("pedregosa2020.polyak-momentum", 100.0),
        ("lessard2016.prop-1.nesterov", 100.0),
        ("barre2020.prop-1", 50.0),
    ],
)
def test_no_quadratic_is_worse(name, condition):
    """The bounds that rest on a derivation in the notes, for curvatures between mu and L too,
    alone and together.
    """
    entry, rng = CATALOGUE.entry(name), np.random.default_rng(5)
    for _ in range(60):
        spectrum = (1.0, 1 / condition, *condition ** -rng.random(3))
        problem = quadratic(
            "any", spectrum, tuple(rng.standard_normal(5) * rng.integers(2, size=5) + 1e-9)
        )
        assert evidence(entry, problem).verdict == "supported"


def fractions_of_the_slope(gap_length, dents):
    """Heights of the start and of every later point of gradient descent, as exact sums of the
    areas under f'.
    """
    h = Fraction(gap_length)
    return [Fraction(1, 2) + j * (h - h * h / 4) for j in reversed(range(dents + 1))]


@pytest.mark.parametrize("gap_length", ["1/2", "1"])
def test_the_dented_slope_is_the_area_under_its_derivative(gap_length):
    h = float(Fraction(gap_length))
    problem = dented_slope(1.0, 1.0, h, 3)
    heights = run(
        CATALOGUE.entry("abbaszadehpeivasti2022.thm-2").algorithm,
        problem,
        {s.gamma: h},
        range(4),
        gap,
    )
    assert heights == pytest.approx(
        [float(v) for v in fractions_of_the_slope(gap_length, 3)], rel=1e-15
    )


def test_exact_line_search_finds_the_minimum_along_the_gradient():
    problem = CATALOGUE.problem("quartic-linear-1-0.1-3.237")
    query = bare_query(problem, exact)
    x = problem.start_point()
    g = problem.gradient(x)
    best = brentq(
        lambda t: float((problem.gradient(x - t * g) * g).sum()), 0, 1e3, xtol=1e-15, rtol=1e-15
    )
    found = exact_line_search.step({"x": x}, query, {})["x"]
    torch.testing.assert_close(found, x - best * g, rtol=1e-13, atol=1e-13)


@pytest.mark.parametrize(
    ("height", "length"), [(2.0**40, 2.0**-20), (2.0**-40, 2.0**20), (1e-9, 1e7)]
)
def test_exact_line_search_knows_no_unit(height, length):
    problem = rescaled(quadratic("valley", (1.0, 0.1), (0.1, 1.0)), height, length)
    ratio = (0.9 / 1.1) ** 2
    assert run(exact_line_search, problem, {}, range(4), gap) == pytest.approx(
        0.055 * height * ratio ** np.arange(4), rel=1e-9
    )


def test_exact_line_search_stays_at_the_minimum_and_asks_as_often():
    problem, asked = quadratic("valley", (1.0, 0.1), (0.1, 1.0)), []

    class Counting:
        def gradient(self, x):
            asked.append(len(x))
            return problem.gradient(x)

    moved = exact_line_search.step({"x": POINT}, Counting(), {})["x"]
    assert len(asked) == 66
    assert moved[1].tolist() == [0.0, 0.0]
    assert bool((problem.value(moved)[[0, 2]] < problem.value(POINT)[[0, 2]]).all())


PROXIMABLE = [p for p in CATALOGUE.problems if p.prox is not None and p.dim == 1]


@pytest.mark.parametrize(
    "problem", [*PROXIMABLE, rescaled(absolute_value(0.5, -2.0), 3.0, 0.2)], ids=lambda p: p.name
)
@pytest.mark.parametrize("gamma", [0.1, 1.0, 30.0])
def test_a_proximal_point_is_what_a_search_finds(problem, gamma):
    for start in (-2.0, -0.3, 0.04, 0.7, 5.0):
        x = torch.tensor([[start]], dtype=torch.float64)
        assert problem.prox is not None

        def objective(y, x=x):
            y = torch.tensor([[y]], dtype=torch.float64)
            return float(problem.value(y) + row_norm(y - x)[:, 0] ** 2 / (2 * gamma))

        found = minimize_scalar(
            objective, bounds=(-6, 6), method="bounded", options={"xatol": 1e-10}
        )
        assert float(problem.prox(x, gamma)) == pytest.approx(found.x, abs=1e-6)


def test_a_proximal_method_needs_a_proximal_point():
    problem = max_coordinate(2)
    with pytest.raises(
        EntryError,
        match=(
            r"max-affine-coordinate-2: the method asks for proximal points; give the problem"
            r" `prox=`"
        ),
    ):
        run(proximal_point, problem, {s.gamma: 1.0}, (1,), gap)
    with pytest.raises(EntryError, match="promises 'proximable' but gives no prox"):
        replace(absolute_value(0.5, -2.0), prox=None)


def test_polyak_steps_on_a_line():
    """(f - f*) / g^2 g is the whole way to the kink of |x|; a quarter of it leaves 3/4; at the
    minimum nothing moves.
    """
    far = absolute_value(0.5, -2.0)
    assert run(polyak, far, {s.multiple: 1.0}, (0, 1, 2), distance).tolist() == [2.0, 0.0, 0.0]
    assert run(polyak, far, {s.multiple: 0.25}, (1, 2), distance).tolist() == [1.5, 1.125]
    shifted = replace(far, f=lambda x: far.f(x) + 7.0, f_star=7.0)
    assert run(polyak, shifted, {s.multiple: 0.25}, (1, 2), distance).tolist() == [1.5, 1.125]


FALSE = [
    (
        replace(
            absolute_value(0.5, -2.0),
            prox=lambda x, gamma: x.sign() * (x.abs() - 0.51 * gamma).clamp(min=0.0),
        ),
        proximable,
    ),
    (
        replace(absolute_value(0.5, -2.0), prox=lambda x, gamma: x - 0.5 * gamma * x.sign()),
        proximable,
    ),
    (
        replace(
            CATALOGUE.problem("quadratic-condition-3"), prox=lambda x, gamma: x / (1 + 0.99 * gamma)
        ),
        proximable,
    ),
    (replace(huber(1.0, 3.0, 0.5), promises=(quadratic_function,)), quadratic_function),
    (replace(max_norm_squared(1.0, 3), constants={s.L: 0.97}), quadratic_upper_bound),
]


@pytest.mark.parametrize(("problem", "assumption"), FALSE, ids=range(len(FALSE)))
def test_a_false_promise_is_found(problem, assumption):
    assert assumption.statement in [v.statement for v in check_promises(problem)]


def test_the_gradient_norm_at_the_start_is_a_constant_of_every_problem():
    assert quadratic("valley", (1.0, 0.1), (0.1, 1.0)).constants[s.G_0] == pytest.approx(
        math.hypot(0.1, 0.1)
    )
    assert rescaled(huber(1.0, 3.0, 0.5), 8.0, 2.0).constants[s.G_0] == 2.0
