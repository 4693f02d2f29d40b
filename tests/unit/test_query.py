"""What a method may ask, the one loop, and the table of ways to read a metric."""

import math
from dataclasses import replace
from typing import get_args

import numpy as np
import pytest
import torch

from theorybench.algorithms.gradient_descent import gradient_descent
from theorybench.core import metrics as m
from theorybench.core import oracles
from theorybench.core import symbols as s
from theorybench.core.problem import Problem
from theorybench.run.iterate import Schedule, iterate, points
from theorybench.run.outcomes import mean, outcomes
from theorybench.run.query import ProblemQuery, Unanswered, bare_query, listed
from theorybench.run.recorders import READINGS, reading, recorder, trivial_baseline

BOWL = Problem("bowl", lambda x: 0.5 * x.square().sum(-1), lambda x: x, (4.0,), 0.0, (0.0,))
HALF = Schedule({s.gamma: 0.5}).at


def column(*numbers):
    return torch.tensor(numbers, dtype=torch.float64)[:, None]


def test_listed_noise_is_added_row_by_row_and_runs_out():
    noise = torch.tensor([[1.0, 2.0], [-1.0, 0.0]], dtype=torch.float64)[:, :, None]
    query = ProblemQuery(BOWL, listed(noise))
    x = column(4.0, 8.0)
    assert query.gradient(x).tolist() == [[5.0], [7.0]]
    assert query.gradient(x).tolist() == [[6.0], [8.0]]
    with pytest.raises(Unanswered, match="more than 2 stochastic gradients"):
        query.gradient(x)


def test_without_noise_the_same_point_has_the_same_gradient_and_no_own_randomness():
    query = ProblemQuery(BOWL)
    assert query.gradient(column(3.0)).tolist() == query.gradient(column(3.0)).tolist() == [[3.0]]
    assert query.gap(column(2.0)).tolist() == [2.0]
    assert query.project(column(9.0)).tolist() == [[9.0]]
    for ask in (query.uniform, lambda: query.prox(column(1.0), 1.0)):
        with pytest.raises(Unanswered, match="bowl"):
            ask()


def test_a_seed_fixes_noise_and_own_randomness_and_another_changes_both():
    def numbers(seed):
        query = bare_query(BOWL, oracles.gaussian(1.0), seed)
        return float(query.gradient(column(1.0))), float(query.uniform())

    assert numbers(1) == numbers(1)
    assert all(a != b for a, b in zip(numbers(1), numbers(2), strict=True))


def test_the_loop_starts_with_the_start_and_makes_so_many_steps():
    states = list(iterate(gradient_descent, ProblemQuery(BOWL), column(4.0), HALF, 3))
    assert [float(state["x"]) for state in states] == [4.0, 2.0, 1.0, 0.5]
    assert len(list(points(gradient_descent, ProblemQuery(BOWL), column(4.0), HALF, 0))) == 1


def test_a_schedule_gives_each_step_its_number_and_the_last_one_for_ever():
    one = Schedule({s.gamma: np.array([0.5, 0.25])})
    assert [one.at(t)[s.gamma] for t in (1, 2, 9)] == [0.5, 0.25, 0.25]
    assert [one.at(t)[s.k] for t in (1, 9)] == [1.0, 9.0]
    rows = Schedule({s.gamma: np.array([[0.5, 0.25], [0.1, 0.2]])}, count=2)
    assert rows.at(2)[s.gamma].tolist() == [[0.25], [0.25], [0.2], [0.2]]


def test_a_sum_over_outcomes_is_the_mean_of_a_linear_method():
    """E x_n of gradient descent with noise of mean 0 is the run without noise; with unequal
    probabilities of the same values it is not.
    """
    paths = outcomes(2, 3)
    noise = torch.tensor([[3.0], [-1.0]], dtype=torch.float64)[paths.chosen]
    start = column(4.0).repeat(paths.count, 1)
    *_, x = points(gradient_descent, ProblemQuery(BOWL, listed(noise)), start, HALF, 3)
    for share, agrees in ((0.25, True), (0.5, False)):
        weights = paths.weights(np.array([[share, 1 - share]]))
        assert weights.sum() == pytest.approx(1.0)
        assert bool(mean(x.numpy().T, weights)[0] == pytest.approx(0.5)) is agrees


def test_every_way_of_reading_a_metric_stands_in_the_table():
    assert set(READINGS) == set(get_args(m.Along))


AT_POINTS = [
    m.gap,
    *(make(m.gap, first) for make in (m.best, m.mean, m.of_average) for first in (0, 1)),
    m.of_average(m.gap, 1, weighted=True),
]


@pytest.mark.parametrize("metric", AT_POINTS, ids=lambda one: f"{one} from {one.first}")
def test_recorders_and_orbits_are_read_alike(metric):
    """`points` says of a whole orbit what the recorder accumulates; read from another start index
    or with other weights it is another number.
    """
    orbit = np.array([[4.0], [1.0], [-3.0], [2.5]])

    def of_orbit(one):
        values = m.gap.of(BOWL, torch.as_tensor(reading(one).points(one, orbit))).numpy()
        return values.mean() if reading(one).mean else values.min()

    watching = recorder(BOWL, metric)
    for t, x in enumerate(orbit):
        watching.see(t, torch.as_tensor(x[None]), None)
    read = float(watching.read(3, torch.as_tensor(orbit[-1:]), None))
    assert read == pytest.approx(of_orbit(metric), rel=1e-15)
    if reading(metric).window and metric.along != "best":
        assert read != pytest.approx(of_orbit(replace(metric, first=1 - metric.first)))


def test_a_window_of_no_iterates_is_refused():
    with pytest.raises(ValueError, match="n >= 1"):
        recorder(BOWL, m.mean(m.gap)).read(0, column(4.0), None)


@pytest.mark.parametrize(("level", "wanted"), [(None, 8.0), (8.0, 0.0), (7.9, math.inf)])
def test_doing_nothing(level, wanted):
    assert float(trivial_baseline(BOWL, m.gap, column(4.0), level)) == wanted
