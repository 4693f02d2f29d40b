"""How runs end: stopped early, overflown, wrong, or refused before they begin."""

import dataclasses
import math

import numpy as np
import pytest
import torch

from theorybench.algorithms.gradient_descent import gradient_descent
from theorybench.core import metrics as m
from theorybench.core import oracles
from theorybench.core import symbols as s
from theorybench.core.algorithm import Algorithm
from theorybench.core.problem import Problem
from theorybench.core.types import EntryError
from theorybench.run.query import bare_query
from theorybench.run.runner import Run, simulate_exactly

SPECTRUM, START = (1.0, 0.5, 0.1), (1.0, -2.0, 3.0)
HIT, BACK = m.hitting_time(m.gap, s.epsilon), m.return_time(m.gap, s.epsilon)


def bowl(**changes):
    curvature = torch.tensor(SPECTRUM, dtype=torch.float64)
    fields = {
        "f": lambda x: 0.5 * (curvature * x.square()).sum(-1),
        "gradient": lambda x: curvature * x,
        "f_star": 0.0,
    }
    return Problem(**({"name": "bowl", "start": START} | fields | changes))


BOWL = bowl()


def plain_gap(x):
    return 0.5 * sum(a * v * v for a, v in zip(SPECTRUM, x, strict=True))


def counted(**changes):
    """The bowl, and a list that grows with every batch of gradients asked for."""
    calls, plain = [], bowl()
    problem = bowl(gradient=lambda x: (calls.append(len(x)), plain.gradient(x))[1], **changes)
    calls.clear()
    return problem, calls


@pytest.mark.parametrize(("level", "steps"), [(1e-3, 256), (1e-40, 512), (-1.0, 5000)])
def test_a_run_ends_when_all_rows_have_hit(level, steps):
    problem, calls = counted()
    run = Run(
        problem,
        oracles.exact,
        gradient_descent,
        {s.gamma: np.array([[0.9], [1.0]])},
        (10, 5000),
        (HIT,),
        {HIT: np.array([level])},
    )
    measured = simulate_exactly(run)[HIT]
    assert len(calls) == steps
    for j, gamma in enumerate((0.9, 1.0)):
        gaps = [
            0.5
            * sum(a * (v * (1 - a * gamma) ** t) ** 2 for a, v in zip(SPECTRUM, START, strict=True))
            for t in range(5001)
        ]
        hit = next((t for t, gap in enumerate(gaps) if gap <= level), math.inf)
        assert list(measured[:, j]) == [math.inf, hit]


def test_a_run_goes_on_while_another_metric_needs_it():
    problem, calls = counted()
    run = Run(
        problem,
        oracles.exact,
        gradient_descent,
        {s.gamma: np.array([[0.9]])},
        (1000,),
        (HIT, m.gap),
        {HIT: np.array([1.0])},
    )
    simulate_exactly(run)
    assert len(calls) == 1000


def _until_short(state, query, params):
    """Descent that stops by itself once ||x||^2 < 6."""
    x, stopped = state["x"], state["stopped"]
    after = torch.where(stopped[:, None], x, x - params[s.gamma] * query.gradient(x))
    return {"x": after, "stopped": stopped | (x.square().sum(-1) < 6)}


stopping = Algorithm(
    "stopping", (s.gamma,), lambda x0, params: {"x": x0, "stopped": torch.zeros(len(x0), dtype=torch.bool)}, _until_short,
    finished=lambda state: state["stopped"],
)  # fmt: skip


def test_a_run_ends_when_all_rows_have_returned():
    problem, calls = counted()
    gammas = np.array([[0.9], [0.2]])
    run = Run(
        problem,
        oracles.exact,
        stopping,
        {s.gamma: gammas},
        (1, 100_000),
        (m.on_return(m.gap), BACK),
        {BACK: np.array([9.0])},
    )
    measured = simulate_exactly(run)
    assert len(calls) == 256
    for j, gamma in enumerate(gammas[:, 0]):
        points = [
            [v * (1 - a * gamma) ** t for a, v in zip(SPECTRUM, START, strict=True)]
            for t in range(99)
        ]
        last = (
            next(t for t, x in enumerate(points) if sum(v * v for v in x) < 6) + 1
        )  # the step that sees it still moves
        assert measured[BACK][:, j].tolist() == [math.inf, last]
        assert measured[m.on_return(m.gap)][:, j].tolist() == [
            math.inf,
            pytest.approx(plain_gap(points[last])),
        ]


def keep_asking(state, query, params):
    return {"x": state["x"] * query.uniform()}


def cubic():
    return Problem("quartic", lambda x: x.pow(4).sum(-1) / 4, lambda x: x**3, (10.0,), 0.0)


ALL = (m.gap, m.best(m.gap), m.mean(m.gap), m.of_average(m.gap), HIT)


def test_a_diverged_run_is_legal_and_infinite():
    """x <- x - gamma x^3 overflows at once for gamma = 1 and becomes NaN; the run beside it is
    not touched.
    """
    run = Run(
        cubic(),
        oracles.exact,
        gradient_descent,
        {s.gamma: np.array([[1.0], [1e-3]])},
        (2, 600, 0),
        ALL[:1],
        {},
    )
    assert simulate_exactly(run)[m.gap][:, 0].tolist() == [
        pytest.approx((990.0**3 - 990) ** 4 / 4),
        math.inf,
        2500.0,
    ]
    run = dataclasses.replace(run, horizons=(2, 600), metrics=ALL, levels={HIT: np.array([1.0])})
    both = simulate_exactly(run)
    tame = simulate_exactly(dataclasses.replace(run, params={s.gamma: np.array([[1e-3], [1e-3]])}))
    assert [both[one][1, 0] for one in ALL] == [math.inf, 2500.0, math.inf, math.inf, math.inf]
    assert all((both[one][:, 1] == tame[one][:, 1]).all() for one in ALL)
    assert np.isfinite(both[m.gap][0, 0])


def test_beyond_1e100_a_nan_is_an_overflow():
    """x^4 - x^3 at 1e110 is inf - inf; at 1e90 the same would be an error of the entry."""
    steep = Problem(
        "steep",
        lambda x: x[:, 0],
        lambda x: torch.where(x.abs() < 5, -torch.ones_like(x), x**4 - x**3),
        (0.0,),
        -1e9,
    )
    run = Run(
        steep, oracles.exact, gradient_descent, {s.gamma: np.array([[1e110]])}, (3,), (m.gap,)
    )
    assert simulate_exactly(run)[m.gap] == math.inf
    steeper = dataclasses.replace(steep, gradient=lambda x: steep.gradient(1e20 * x))
    with pytest.raises(EntryError, match="iterate 2 is NaN"):
        simulate_exactly(
            dataclasses.replace(run, problem=steeper, params={s.gamma: np.array([[1e90]])})
        )


def test_an_overflow_is_remembered_when_the_run_comes_back():
    """0, inf, -inf, 1, 1: the mean point is NaN although x_4 is moderate."""
    away = {1.0: math.inf, 2.0: -math.inf}
    jumps = Algorithm(
        "jumps",
        (),
        lambda x0, p: {"x": x0},
        lambda st, q, p: {"x": torch.full_like(st["x"], away.get(float(p[s.k]), 1.0))},
    )
    run = Run(BOWL, oracles.exact, jumps, {}, (4,), (m.of_average(m.gap), m.gap))
    measured = simulate_exactly(run)
    assert [v.item() for v in measured.values()] == [math.inf, pytest.approx(0.8)]


def sudden(at):
    """f = x, whose gradient is NaN below `at`."""
    return Problem(
        "cliff",
        lambda x: x[:, 0],
        lambda x: torch.where(x < at, math.nan, torch.ones_like(x)),
        (0.0,),
        -1e9,
    )


@pytest.mark.parametrize("metric", [m.gap, m.best(m.gap)], ids=str)
@pytest.mark.parametrize("step", [2, 7, 256, 257, 511, 600])
def test_a_nan_from_moderate_numbers_is_an_error_that_names_the_step(step, metric):
    run = Run(
        sudden(-step + 1.5),
        oracles.exact,
        gradient_descent,
        {s.gamma: np.array([[1.0]])},
        (600,),
        (metric,),
    )
    words = (
        rf"gradient descent on cliff: iterate {step} is NaN; .* x = \[{float(1 - step)}\], .* grad"
        r" f = \[nan\]"
    )
    with pytest.raises(EntryError, match=words):
        simulate_exactly(run)


def test_a_metric_that_is_nan_at_a_moderate_point_is_an_error():
    """x log x at 0: the run is fine, f is not; called infinite it would refute a true theorem."""
    entropy = Problem(
        "x log x", lambda x: (x * x.log())[:, 0], lambda x: torch.ones_like(x), (2.0,), -1.0
    )
    run = Run(
        entropy, oracles.exact, gradient_descent, {s.gamma: np.array([[1.0]])}, (1, 2), (m.gap,)
    )
    with pytest.raises(
        EntryError, match=r"'f - f\*' after 2 steps is NaN; .* x = \[0\.0\], where f = nan"
    ):
        simulate_exactly(run)
    for metric in (m.mean(m.gap), m.best(m.gap)):
        assert (
            simulate_exactly(dataclasses.replace(run, horizons=(2,), metrics=(metric,)))[metric] < 3
        )
    with pytest.raises(EntryError, match="is NaN"):
        simulate_exactly(dataclasses.replace(run, horizons=(3,), metrics=(m.mean(m.gap),)))


def test_a_gap_of_minus_infinity_stays_what_it_is():
    hole = Problem("hole", lambda x: x[:, 0].log(), lambda x: torch.ones_like(x), (1.0,), 0.0)
    run = Run(hole, oracles.exact, gradient_descent, {s.gamma: np.array([[1.0]])}, (1,), (m.gap,))
    assert simulate_exactly(run)[m.gap] == -math.inf


GOOD = Run(bowl(), oracles.exact, gradient_descent, {s.gamma: np.array([[0.1]])}, (3,), (m.gap,))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"params": {}}, "no value for the parameter gamma; add it"),
        ({"horizons": ()}, r"horizons=\(\)"),
        ({"horizons": (3, -1)}, r"horizons=\(3, -1\).*none negative"),
        ({"metrics": ()}, "one metric"),
        (
            {"params": {s.gamma: np.ones((1, 2))}},
            r"gamma has the shape \(1, 2\); it must broadcast to \(1, 3\)",
        ),
        (
            {"params": {s.gamma: np.ones((2, 1)), s.tau: np.ones((3, 1))}},
            r"gamma has the shape \(2, 1\); it must broadcast to \(3, 3\)",
        ),
        ({"metrics": (HIT,)}, "needs one level a setting"),
        (
            {"metrics": (HIT,), "levels": {HIT: np.ones(2)}, "params": {s.gamma: np.ones((3, 1))}},
            "needs one level a setting",
        ),
        ({"metrics": (m.on_return(m.gap),)}, "never does; give the algorithm `finished=`"),
        ({"metrics": (m.mean(m.gap),), "horizons": (0, 3)}, "give n >= 1"),
        ({"metrics": (m.best(m.gap, 2),)}, "first = 0 or 1"),
        ({"oracle": oracles.gaussian(1.0)}, "oracle gaussian-1 is random; use simulate"),
        (
            {"algorithm": dataclasses.replace(gradient_descent, step=keep_asking)},
            "draws random numbers; run it with seeds",
        ),
    ],
)
def test_an_incomplete_run_is_refused(changes, words):
    with pytest.raises(EntryError, match=words):
        simulate_exactly(dataclasses.replace(GOOD, **changes))


def test_horizon_zero_is_the_start():
    assert simulate_exactly(dataclasses.replace(GOOD, horizons=(0, 0)))[m.gap] == pytest.approx(
        plain_gap(START), rel=1e-15
    )


def test_directional_gradients_are_asked_of_problems_that_have_them():
    x = torch.zeros(1, 3).double()
    with pytest.raises(EntryError, match="give the problem `directional=`"):
        bare_query(bowl(), oracles.exact).directional(x, x)
    with pytest.raises(EntryError, match="answered without noise; use exact gradients"):
        bare_query(bowl(directional=lambda x, v: v), oracles.gaussian(1.0)).directional(x, x)
    assert (
        bare_query(bowl(directional=lambda x, v: v), oracles.exact).directional(x, x + 1) == 1
    ).all()


def test_projection_is_applied_after_every_step():
    boxed = bowl(project=lambda x: x.clamp(-1.0, 1.0))
    run = dataclasses.replace(GOOD, problem=boxed, horizons=(1,))
    after = [min(1.0, max(-1.0, v * (1 - 0.1 * a))) for a, v in zip(SPECTRUM, START, strict=True)]
    assert simulate_exactly(run)[m.gap] == pytest.approx(plain_gap(after), rel=1e-14)
