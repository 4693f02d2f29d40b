"""Each recorder on made-up iterates, against its metric's definition."""

import math

import numpy as np
import pytest
import torch

from theorybench.core import metrics as m
from theorybench.core import symbols as s
from theorybench.core.problem import Problem
from theorybench.core.symbols import HEIGHT
from theorybench.run.recorders import recorder

LINE = Problem("line", lambda x: x[:, 0], lambda x: torch.ones_like(x), (0.0,), 0.0)
VALUE = m.Metric("x", HEIGHT, lambda problem, x: x[:, 0], lower=None)
SQUARE = m.Metric("x^2", HEIGHT, lambda problem, x: x[:, 0] ** 2)
PATH = np.array(
    [
        [3.0, 1.0, -2.0, 5.0, -4.0, 0.5],
        [0.0, 1.0, 2.0, 3.0, 4.0, 5.0],
        [5.0, 4.0, 3.0, 2.0, 1.0, -1.0],
    ]
)


def shown(one, path, upto, running=None):
    for t in range(upto + 1):
        if one.every_step:
            one.see(
                t,
                torch.tensor(path[:, t : t + 1]),
                None if running is None else torch.tensor(running[:, t]),
            )
    return torch.tensor(path[:, upto : upto + 1]), (
        None if running is None else torch.tensor(running[:, upto])
    )


def mean_with(weights, values):
    return (values * weights).sum(-1) / weights.sum()


DEFINITIONS = {
    "last": (VALUE, lambda p, n: p[:, n]),
    "best from 0": (m.best(VALUE), lambda p, n: p[:, :n].min(-1)),
    "best from 1": (m.best(VALUE, 1), lambda p, n: p[:, 1 : n + 1].min(-1)),
    "mean from 0": (m.mean(VALUE), lambda p, n: p[:, :n].mean(-1)),
    "mean from 1": (m.mean(VALUE, 1), lambda p, n: p[:, 1 : n + 1].mean(-1)),
    "average from 0": (m.of_average(SQUARE), lambda p, n: p[:, :n].mean(-1) ** 2),
    "average from 1": (m.of_average(SQUARE, 1), lambda p, n: p[:, 1 : n + 1].mean(-1) ** 2),
    "weighted from 0": (
        m.of_average(SQUARE, 0, True),
        lambda p, n: mean_with(np.arange(1, n + 1), p[:, :n]) ** 2,
    ),
    "weighted from 1": (
        m.of_average(SQUARE, 1, True),
        lambda p, n: mean_with(np.arange(1, n + 1), p[:, 1 : n + 1]) ** 2,
    ),
}


@pytest.mark.parametrize("n", range(1, 6))
@pytest.mark.parametrize("name", DEFINITIONS)
def test_metrics_are_taken_over_the_right_iterates(name, n):
    metric, definition = DEFINITIONS[name]
    one = recorder(LINE, metric)
    x, running = shown(one, PATH, n)
    first, again = one.read(n, x, running), one.read(n, x, running)
    np.testing.assert_allclose(first.numpy(), definition(PATH, n), rtol=1e-15, atol=1e-15)
    assert (first == again).all()
    assert not one.settled(None)


@pytest.mark.parametrize("name", DEFINITIONS)
def test_an_iterate_too_many_or_too_few_is_noticed(name):
    """On PATH no two of the definitions agree on all rows, so that an index shifted by one
    cannot pass.
    """
    others = [
        definition(PATH, 4) for other, (_, definition) in DEFINITIONS.items() if other != name
    ]
    assert all(not np.allclose(DEFINITIONS[name][1](PATH, 4), other) for other in others)
    assert all(
        not np.allclose(DEFINITIONS[name][1](PATH, 4), DEFINITIONS[name][1](PATH, n))
        for n in (3, 5)
    )


def test_reading_does_not_disturb_what_comes_later():
    one = recorder(LINE, m.mean(VALUE))
    for t in range(6):
        one.see(t, torch.tensor(PATH[:, t : t + 1]), None)
        if t:
            np.testing.assert_allclose(
                one.read(t, torch.tensor(PATH[:, t : t + 1]), None).numpy(), PATH[:, :t].mean(-1)
            )


def test_the_best_value_of_a_run_that_overflows_is_the_best_before():
    path = np.array([[2.0, math.nan, math.nan], [math.inf, 3.0, 4.0]])
    one = recorder(LINE, m.best(VALUE))
    assert one.read(2, *shown(one, path, 2)).tolist() == [2.0, 3.0]


def test_hitting_times():
    one = recorder(
        LINE, m.hitting_time(VALUE, s.epsilon), torch.tensor([1.0, -1.0, 1.0], dtype=torch.float64)
    )
    seen = []
    for t in range(6):
        one.see(t, torch.tensor(PATH[:, t : t + 1]), None)
        seen.append(one.read(t, torch.tensor(PATH[:, t : t + 1]), None).tolist())
    never = math.inf  # equality hits, and a hit stays the first
    assert seen == [[never] * 3, *[[1.0, never, never]] * 3, *[[1.0, never, 4.0]] * 2]
    assert not one.settled(None)


@pytest.mark.parametrize(
    ("levels", "settled"), [((0.0,), False), ((1.0,), True), ((math.inf,), True)]
)
def test_hitting_times_are_settled_when_all_have_hit(levels, settled):
    one = recorder(
        LINE, m.hitting_time(VALUE, s.epsilon), torch.tensor(levels, dtype=torch.float64)
    )
    shown(one, PATH[:1], 1)
    assert one.settled(None) is settled


def test_nan_hits_nothing():
    one = recorder(
        LINE, m.hitting_time(VALUE, s.epsilon), torch.tensor([1e300], dtype=torch.float64)
    )
    x, _ = shown(one, np.array([[math.nan, math.inf]]), 1)
    assert one.read(1, x, None).tolist() == [math.inf]


RUNNING = np.array(
    [
        [True, True, False, False],
        [True, True, True, False],
        [True, True, True, True],
        [True, False, False, False],
    ]
)
RETURNED = np.array(
    [[3.0, 2.0, 1.0, 1.0], [3.0, 3.0, 2.0, 5.0], [1.0, 1.0, 1.0, 1.0], [9.0, 0.0, 0.0, 0.0]]
)


@pytest.mark.parametrize(
    ("n", "value", "time"),
    [
        (1, [None, None, None, 0.0], [None, None, None, 1]),
        (3, [1.0, 5.0, None, 0.0], [2, None, None, 1]),
    ],
)
def test_self_stopping_methods_are_read_where_they_returned(n, value, time):
    level = torch.tensor([1.0, 4.0, 4.0, 4.0], dtype=torch.float64)
    for metric, wanted in ((m.on_return(VALUE), value), (m.return_time(VALUE, s.epsilon), time)):
        one = recorder(LINE, metric, level)
        x, running = shown(one, RETURNED, n, RUNNING)
        assert one.read(n, x, running).tolist() == [math.inf if v is None else v for v in wanted]
        assert not one.settled(running)
        assert one.settled(torch.zeros(4, dtype=torch.bool))


def test_a_hitting_time_without_a_level_is_refused():
    with pytest.raises(ValueError, match="needs a level"):
        recorder(LINE, m.hitting_time(VALUE, s.epsilon))
