"""INGD against a plain transcription of the listing, the metric that judges it, and false claims
about it.
"""

import dataclasses
import itertools
import math

import numpy as np
import pytest
import torch

from theorybench.algorithms.gradient_descent import gradient_descent
from theorybench.algorithms.ingd import ingd
from theorybench.catalogue.catalogue import load
from theorybench.catalogue.claim import Claim
from theorybench.core import symbols as s
from theorybench.core.metrics import goldstein_distance, return_time
from theorybench.core.oracles import exact
from theorybench.core.types import EntryError
from theorybench.run.runner import Run, simulate
from theorybench.verify.profile import Options
from theorybench.verify.suite import verify_claim

CATALOGUE = load()
THEOREM = CATALOGUE.entry("zhang2022.thm-5.4.1")
PROBLEMS = {
    name: CATALOGUE.problem(name)
    for name in ("sawtooth-teeth", "max-affine-dent", "max-affine-drift", "relu-network-2-2")
}
ROWS, CALLS = 5, 160


def tensor(numbers):
    return torch.tensor(numbers, dtype=torch.float64)


def plain(problem, radius, epsilon, L, K, T, uniforms):
    """Algorithm 2, line by line, one run: (point returned or None, calls made, points asked)."""

    def oracle(x, direction):
        points.append(x)
        return (
            float(problem.value(tensor([x]))),
            problem.directional(tensor([x]), tensor([direction]))[0].tolist(),
        )

    x, points = list(problem.start), []
    for _ in range(math.ceil(T)):
        descended = False
        while not descended:
            f, m = oracle(x, [0.0] * len(x))
            for _k in range(math.floor(K)):
                norm = float(tensor(m).norm())
                if norm <= epsilon:
                    return x, len(points), points
                if len(points) >= len(uniforms) - 1:
                    return None, len(points), points
                there = [a - radius * b / norm for a, b in zip(x, m, strict=True)]
                if oracle(there, [0.0] * len(x))[0] - f < -radius * norm / 4:
                    x, descended = there, True
                    break
                u = uniforms[len(points)]
                g = oracle(
                    [a + u * (b - a) for a, b in zip(x, there, strict=True)], [-v for v in m]
                )[1]
                beta = (4 * L**2 - norm**2) / (4 * L**2 + 2 * norm**2)
                m = [beta * a + (1 - beta) * b for a, b in zip(m, g, strict=True)]
    return None, len(points), points


class Scripted:
    """A query with given uniforms (calls, rows) that notes the points asked."""

    def __init__(self, problem, uniforms):
        self.problem, self.uniforms, self.points = problem, iter(uniforms), []

    def value(self, x):
        self.points.append(x)
        return self.problem.value(x)

    def directional(self, x, direction):
        return self.problem.directional(x, direction)

    def uniform(self):
        return next(self.uniforms)[:, None]


CASES = [
    *itertools.product(PROBLEMS, ((0.25, 0.5, 1000.0, 1000.0), (0.25, 0.25, 1000.0, 1000.0))),
    *itertools.product(
        ("sawtooth-teeth", "max-affine-dent", "relu-network-2-2"), ((0.05, 0.4, 1000.0, 1000.0),)
    ),
    ("max-affine-drift", (0.25, 0.25, 3.5, 1000.0)),  # many passes end with k = K and restart
    (
        "relu-network-2-2",
        (0.25, 0.5, 1000.0, 2.5),
    ),  # the loop over t ends before a point is returned
]


def deviations(name, numbers):
    """What differs between the batched runs and the plain ones."""
    problem, (radius, epsilon, K, T) = PROBLEMS[name], numbers
    uniforms = torch.rand(
        CALLS, ROWS, generator=torch.Generator().manual_seed(5), dtype=torch.float64
    )
    params = {
        s.delta_X: radius,
        s.epsilon: epsilon,
        s.L_f: problem.constants[s.L_f],
        s.K: K,
        s.T: T,
    }
    query, state, times = (
        Scripted(problem, uniforms),
        ingd.init(problem.start_point().repeat(ROWS, 1), params),
        torch.zeros(ROWS),
    )
    for _ in range(CALLS):
        times += ~ingd.finished(state)
        state = ingd.step(state, query, params)
    asked, found = torch.stack(query.points, 1), []
    for row in range(ROWS):
        returned, calls, points = plain(
            problem, radius, epsilon, params[s.L_f], K, T, uniforms[:, row].tolist()
        )
        if not torch.allclose(asked[row, :calls], tensor(points), rtol=0, atol=1e-13):
            found.append(f"run {row} asks at other points")
        if bool(ingd.finished(state)[row]) != (returned is not None):
            found.append(f"run {row} returns, or does not")
        elif returned is not None and int(times[row]) != calls:
            found.append(f"run {row} returns after {int(times[row])} calls, not {calls}")
        elif returned is not None and not torch.allclose(
            ingd.point(state)[row], tensor(returned), rtol=0, atol=1e-13
        ):
            found.append(f"run {row} returns another point")
    return found


@pytest.mark.parametrize(("name", "numbers"), CASES)
def test_batched_runs_follow_the_listing(name, numbers):
    assert deviations(name, numbers) == []


def test_another_average_is_noticed(monkeypatch):
    monkeypatch.setattr(
        "theorybench.algorithms.ingd._mixed", lambda m, g, params: 0.49 * m + 0.51 * g
    )
    assert deviations("max-affine-dent", (0.25, 0.25, 1000.0, 1000.0)) != []


def test_cases_cover_the_branches_of_the_listing():
    drift, relu = (
        plain(PROBLEMS[name], radius, epsilon, 1.0, K, T, [0.5] * CALLS)
        for name, (radius, epsilon, K, T) in CASES[-2:]
    )
    assert drift[2].count(list(PROBLEMS["max-affine-drift"].start)) > 1, "no restart at x_1"
    assert relu[0] is None
    assert relu[1] < CALLS - 2, "T did not end the loop"


def test_beta_is_between_one_half_and_one():
    norm = torch.linspace(1e-6, 1.0, 1001).double()
    beta = (4 - norm**2) / (4 + 2 * norm**2)
    assert float(beta.min()) == pytest.approx(0.5)
    assert float(beta.max()) < 1


@pytest.mark.parametrize("name", PROBLEMS)
def test_mean_slope_on_a_segment_is_the_difference_of_values(name):
    """(5.7): E<g(y), m> = -||m|| / delta (f(x - delta m / ||m||) - f(x)), y uniform on the
    segment; here by the midpoint rule.
    """
    problem, generator = PROBLEMS[name], torch.Generator().manual_seed(2)
    x, _ = problem.sample(8, seed=11)
    for row in x:
        m = torch.randn(problem.dim, generator=generator, dtype=torch.float64)
        there = row - 0.7 * m / m.norm()
        u = (torch.arange(8000, dtype=torch.float64)[:, None] + 0.5) / 8000
        g = problem.directional(row + u * (there - row), -m.expand(8000, -1))
        fall = problem.value(there[None]) - problem.value(row[None])
        assert float((g @ m).mean()) == pytest.approx(
            float(-m.norm() / 0.7 * fall), abs=5e-3 * float(m.norm())
        )


def run(problem, settings, horizon=400, algorithm=ingd):
    """Return times of the first seed: (settings,), with 'epsilon' and 'delta_X' of each setting."""
    metric = return_time(goldstein_distance, s.epsilon)
    columns = {c: np.array([one[c] for one in settings])[:, None] for c in (s.epsilon, s.delta_X)}
    params = {
        **columns,
        s.L_f: np.array(problem.constants[s.L_f]),
        s.K: np.array(1e6),
        s.T: np.array(1e6),
    }
    made = Run(
        problem, exact, algorithm, params, (horizon,), (metric,), {metric: columns[s.epsilon][:, 0]}
    )
    return simulate(made, [7])[metric][0, :, 0]


def test_return_time_reads_radius_and_level_of_each_setting():
    # slopes -1, then 1/2 from 3/4 on; from 3/8 the first call finds slope -1, and pairs of calls
    # walk right by delta
    settings = [{s.epsilon: e, s.delta_X: r} for e, r in ((0.75, 0.25), (2.0, 0.25), (0.75, 0.5))]
    times = run(PROBLEMS["sawtooth-teeth"], settings)
    assert times[1] == 1, "every slope is below 2: returned after the first call"
    assert np.isfinite(times).all()
    assert times[0] > times[2] > 1


def hasty(state, query, params):
    """Returns x_1 after one call, whatever the oracle answers."""
    return {
        **ingd.step(state, query, params),
        "x": state["x"],
        "returned": torch.ones_like(state["returned"]),
    }


HASTY = dataclasses.replace(ingd, name="hasty INGD", step=hasty)


def test_a_returned_point_that_is_not_stationary_has_infinite_return_time():
    settings = [
        {s.epsilon: 0.75, s.delta_X: 0.25},
        {s.epsilon: 0.75, s.delta_X: 0.5},
        {s.epsilon: 2.0, s.delta_X: 0.25},
    ]
    assert run(PROBLEMS["sawtooth-teeth"], settings, algorithm=HASTY).tolist() == [
        math.inf,
        1.0,
        1.0,
    ]


def test_a_radius_that_the_method_does_not_have_is_named():
    metric = dataclasses.replace(goldstein_distance, along="last")
    with pytest.raises(
        EntryError, match=r"needs delta_X \(Goldstein radius\), which is no parameter"
    ):
        simulate(
            Run(
                PROBLEMS["sawtooth-teeth"],
                exact,
                gradient_descent,
                {s.gamma: np.array(0.1)},
                (1,),
                (metric,),
            ),
            [7],
        )


def test_a_run_that_has_not_returned_has_infinite_return_time():
    assert run(
        PROBLEMS["sawtooth-teeth"], [{s.epsilon: 0.75, s.delta_X: 0.01}], horizon=20
    ).tolist() == [math.inf]


def verdict(problem, **changes):
    return verify_claim(Claim(dataclasses.replace(THEOREM, **changes), problem, exact), Options())


FALSE = {
    "a hundredth of half the bound": ("max-affine-drift", {"bound": THEOREM.bound / 200}),
    "an algorithm that returns too early": ("sawtooth-teeth", {"algorithm": HASTY}),
}


@pytest.mark.parametrize("what", FALSE)
def test_false_variants_are_refuted(what):
    name, changes = FALSE[what]
    assert verdict(PROBLEMS[name], **changes).verdict == "refuted"


def test_share_of_the_bound_that_is_used_is_reported():
    found = verdict(PROBLEMS["max-affine-drift"])
    assert 0.009 < found.sharpness < 0.011
    assert found.detail == "0.95-quantile of the runs; 0 of them are beyond the bound, 0.05 may be"


def test_upper_bound_of_the_distance_supports_and_never_refutes():
    unknown = dataclasses.replace(PROBLEMS["sawtooth-teeth"], goldstein=None)
    assert verdict(unknown).verdict == "supported"
    found = verdict(unknown, algorithm=HASTY)
    assert found.verdict == "inconclusive"
    assert "upper bound" in found.finding
