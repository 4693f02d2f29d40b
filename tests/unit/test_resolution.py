"""What float64 may have done to a number is measured, and what a comparison may then say."""

import math

import numpy as np
import pytest
import torch

from theorybench import resolution
from theorybench.core.metrics import norm
from theorybench.resolution import Moved, judge, spread


@pytest.mark.parametrize(
    ("measured", "its", "bound", "statement"),
    [
        (1.1, 1e-12, 1.0, "refuted"),
        (1.0 + 1e-9, 1e-12, 1.0, "refuted"),
        (1.0 + 1e-13, 1e-12, 1.0, "equal"),
        (1.0 - 1e-13, 1e-12, 1.0, "equal"),
        (1.0 - 1e-11, 1e-12, 1.0, "supported"),
        (0.5, 0.2, 1.0, "coarse"),
        (1.5, 0.2, 1.0, "refuted"),
        (1e-17, 1e-16, 0.0, "equal"),
        (0.0, 0.0, 0.0, "supported"),
        (1.0, 0.0, 0.0, "refuted"),
        (math.inf, 0.0, 1.0, "refuted"),
        (math.inf, math.inf, 1.0, "coarse"),
        (1.0, 0.0, math.inf, "supported"),
    ],
)
def test_what_a_comparison_says(measured, its, bound, statement):
    judgement = judge(measured, its, bound)
    assert judgement.statement == statement
    assert (judgement.sharpness > 1) == (statement == "refuted")


def test_a_bound_that_is_known_to_be_reached_counts_as_reached_where_the_resolution_is_fine():
    assert judge(1.0, 1e-9, 1.0, reached=True).statement == "reached"
    assert judge(1.0, 1e-4, 1.0, reached=True).statement == "equal"
    assert judge(1.1, 1e-9, 1.0, reached=True).statement == "refuted"


def test_numbers_of_steps_may_be_near_their_bound():
    assert judge(1.0, 1.0, 7.0).statement == "coarse"
    assert judge(1.0, 1.0, 7.0, whole=True).statement == "supported"
    assert judge(8.0, 1.0, 7.0, whole=True).statement == "equal"
    assert judge(9.0, 1.0, 7.0, whole=True).statement == "refuted"


def test_every_rounded_result_is_moved_and_nothing_else():
    x = torch.tensor([[1.0, -3.0], [0.5, 7.0]], dtype=torch.float64)
    with Moved(0):
        same = [x.abs(), -x, x[:, 0], x.clamp(min=0.0), torch.where(x > 0, x, 0.0), x.amax(-1)]
        moved = [x + 1, x * 3, 2 / x, x.exp(), x.sum(-1), norm(x)]
        counted = (x > 0).sum()
    exact = [x.abs(), -x, x[:, 0], x.clamp(min=0.0), torch.where(x > 0, x, 0.0), x.amax(-1)]
    plain = [x + 1, x * 3, 2 / x, x.exp(), x.sum(-1), norm(x)]
    assert all(torch.equal(a, b) for a, b in zip(same, exact, strict=True))
    assert int(counted) == 3
    for a, b in zip(moved, plain, strict=True):
        assert not torch.equal(a, b)
        assert bool(((a - b).abs() <= 1.1 * resolution.MOVE * b.abs()).all())


def test_operations_in_place_are_moved_in_place():
    x = torch.ones(3, dtype=torch.float64)
    with Moved(1):
        x.mul_(3.0)
    assert not torch.equal(x, torch.full_like(x, 3.0))
    assert x.tolist() == pytest.approx([3.0] * 3, rel=1e-14)


@pytest.mark.parametrize("offset", [1e4, 1e8])
def test_cancellation_inside_a_formula_is_seen(offset):
    x = torch.tensor([0.25], dtype=torch.float64)
    found = resolution.of(lambda: float((x + offset) - offset))
    assert 0.5 * 2.0**-53 * offset < found < 1e3 * 2.0**-53 * offset


def test_cancellation_that_neighbours_share_is_seen():
    # the argument's last bits change nothing: only roundings inside tell
    x = torch.tensor([1.0], dtype=torch.float64)
    found = resolution.of(lambda: float((torch.cosh(1e-4 * x) - 1) * 1e8))
    error = abs(float((torch.cosh(1e-4 * x) - 1) * 1e8) - 0.5000000004166667)
    assert error < found < 1e-6


def test_copies_that_overflow_leave_no_resolution():
    plain = np.array([1.0, np.inf, np.inf, 2.0])
    moved = np.array([[1.0, np.inf, 3.0, np.inf]])
    assert spread(moved, plain).tolist() == [0.0, 0.0, np.inf, np.inf]


@pytest.mark.parametrize("size", [1e200, 1.0, 1e-170, 1e-300])
def test_norms_neither_overflow_nor_underflow(size):
    x = size * torch.tensor([[3.0, 4.0], [0.0, 0.0]], dtype=torch.float64)
    assert norm(x).tolist() == pytest.approx([5 * size, 0.0], rel=1e-14)
