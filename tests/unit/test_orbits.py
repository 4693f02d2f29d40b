"""Measures of orbits against maps whose long run is known in closed form."""

import math

import numpy as np
import pytest
import torch

from theorybench.entries.orbits import (
    clusters,
    lyapunov,
    period,
    recurrence,
    running_averages,
)


def sine(k):
    return lambda x: x - k * torch.sin(x)


def orbit(step, starts, times, transient=0):
    x = torch.as_tensor(starts, dtype=torch.float64)
    for _ in range(transient):
        x = step(x)
    points = [x]
    for _ in range(times - 1):
        points.append(step(points[-1]))
    return torch.stack(points)


def root(k):
    """The cycle {x, -x} of x - k sin x: k sin x = 2 x."""
    x = 1.5
    for _ in range(100):
        x -= (k * math.sin(x) - 2 * x) / (k * math.cos(x) - 2)
    return x


# (K, length of the attracting cycle, exponent): |1 - K cos x| on {x, -x}; (1 - K cos x)(1 + K cos
# x) on {x, x - pi} with sin x = pi / K
CYCLES = [
    (1.5, 1, math.log(0.5)),
    (2.5, 2, math.log(abs(1 - 2.5 * math.cos(root(2.5))))),
    (3.3, 2, 0.5 * math.log(abs(1 - (3.3**2 - math.pi**2)))),
]


@pytest.mark.parametrize(("k", "length", "exponent"), CYCLES)
def test_cycles_of_the_sine_map(k, length, exponent):
    points = orbit(sine(k), [[0.3], [1.0], [-2.0]], 400, transient=2000)
    assert period(points, 1e-9, 12).tolist() == [length] * 3
    assert clusters(points, 1e-6, 12).tolist() == [length] * 3
    assert torch.allclose(
        lyapunov(sine(k), points), torch.tensor(exponent, dtype=torch.float64), atol=1e-3
    )


def test_exponent_of_the_logistic_map_is_log_2():
    points = orbit(lambda x: 4 * x * (1 - x), [[0.123], [0.456], [0.789]], 20_000)
    assert torch.allclose(
        lyapunov(lambda x: 4 * x * (1 - x), points),
        torch.tensor(math.log(2), dtype=torch.float64),
        atol=0.02,
    )


def test_exponent_of_the_cat_map_is_that_of_its_matrix():
    matrix = torch.tensor([[2.0, 1.0], [1.0, 1.0]], dtype=torch.float64)

    def step(x):
        return torch.remainder(x @ matrix.T, 1.0)

    points = orbit(step, [[0.1, 0.2], [0.3, 0.77]], 200)
    assert torch.allclose(
        lyapunov(step, points),
        torch.tensor(math.log((3 + math.sqrt(5)) / 2), dtype=torch.float64),
        atol=0.02,
    )


def test_exponent_is_the_rate_at_which_nearby_orbits_part():
    apart = orbit(sine(4.0), [[0.3], [0.3 + 1e-12]], 120, transient=3000)
    near = orbit(sine(4.0), [[apart[0, 0, 0].item()], [apart[0, 0, 0].item() + 1e-12]], 121)
    rate = float((near[-1, 0] - near[-1, 1]).abs().log() - math.log(1e-12)) / 120
    assert float(lyapunov(sine(4.0), near[:-1, :1])[0]) == pytest.approx(rate, abs=2e-3)


def test_exponent_of_a_step_that_forgets_the_start_is_minus_infinity():
    points = orbit(lambda x: 0 * x, [[1.0, 2.0]], 5)
    assert lyapunov(lambda x: 0 * x, points).tolist() == [-math.inf]


def test_a_drift_has_no_period_and_many_clusters():
    points = torch.arange(50, dtype=torch.float64)[:, None, None]
    assert period(points, 0.5, 20).tolist() == [math.inf]
    assert recurrence(points, 7).tolist() == [7.0]
    assert clusters(points, 2.0, 100).tolist() == [math.ceil(50 / 3)]
    assert clusters(points, 2.0, 10).tolist() == [math.inf]


def test_period_is_the_least_one_and_is_found_start_by_start():
    turns = torch.arange(40, dtype=torch.float64)
    points = torch.stack(
        [
            torch.stack(
                [torch.cos(2 * math.pi * turns / p), torch.sin(2 * math.pi * turns / p)], -1
            )
            for p in (3, 4, 6)
        ],
        1,
    )
    assert period(points, 1e-9, 12).tolist() == [3, 4, 6]
    assert clusters(points, 0.1, 12).tolist() == [3, 4, 6]


def test_running_averages_are_means_of_the_first_values():
    values = torch.as_tensor(np.random.default_rng(0).normal(size=(64, 3)))
    expected = np.stack([values[:n].numpy().mean(0) for n in (1, 16, 64)])
    assert np.allclose(running_averages(values, (1, 16, 64)).numpy(), expected, rtol=1e-12)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda x: recurrence(x, 10), "at least 11 times"),
        (lambda x: period(x, 0.1, 5), "at least 11 times"),
        (lambda x: clusters(x[0], 0.1, 5), r"needs \(times, starts, d\)"),
        (lambda x: lyapunov(sine(1.0), x[:0]), "at least 1 times"),
        (lambda x: running_averages(x[..., 0], (11,)), "from 1 to 10"),
        (lambda x: running_averages(x[..., 0], ()), "from 1 to 10"),
    ],
)
def test_too_short_an_orbit_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call(torch.zeros(10, 2, 1, dtype=torch.float64))
