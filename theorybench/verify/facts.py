"""What every run on a problem relies on: f at the minimiser is f*, nothing lies below it, the
gradient belongs to f, rows are independent, points are left as they are, numbers are numbers.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator

import numpy as np
import torch
from scipy.optimize import minimize

from theorybench.core import symbols as s
from theorybench.core.problem import Problem
from theorybench.core.promises import (
    Violation,
    broken_where_finite,
    check_promises,
    checkable,
    value_resolution,
)
from theorybench.core.types import EntryError, Tensor

SAMPLES, FEW, FAR = 16384, 512, 100.0
_SLACK = 1e-9


@functools.lru_cache(maxsize=4096)
def faults(problem: Problem) -> tuple[str, ...]:
    """What is wrong with a problem, a sentence each: the cheap form, told once, before the first
    verdict. Empty where a few hundred points show nothing.
    """
    try:
        return tuple(dict.fromkeys(str(violation) for violation in facts_broken(problem, FEW)))
    except EntryError as error:
        return (str(error),)


def facts_broken(problem: Problem, count: int) -> Iterator[Violation]:
    """Facts that `count` sampled points, and those found from them, show to be false.

    Raises EntryError if f or the gradient is NaN at one of them, or has the wrong shape.
    """
    yield from _left_alone(problem)
    yield from check_promises(problem, count=count)
    yield from _far_off(problem, count)
    yield from _least(problem, count)
    yield from _computed(problem)
    yield from _domain(problem)
    yield from _rows(problem)


def _left_alone(problem: Problem) -> Iterator[Violation]:
    """f and the gradient do not change the points that they are given."""
    for what, called in (("f", problem.f), ("the gradient", problem.gradient)):
        x, _ = problem.sample(4, seed=5)
        before = x.clone()
        called(x)
        changed = (x - before).abs().nan_to_num(nan=torch.inf).amax(-1)
        statement = f"{what} leaves x as it is (no operation in place, such as x.mul_ or x += ...)"
        yield from _exceeds(problem, statement, changed, 0.0, before)


def _far_off(problem: Problem, count: int) -> Iterator[Violation]:
    """Promises broken a hundred times as far from the start as the sample goes, where numbers
    are still finite.
    """
    if problem.box is not None or problem.project is not None:
        return
    start = problem.start_point()
    x, y = (start + FAR * (points - start) for points in problem.sample(count, 4))
    for assumption in checkable(problem):
        yield from broken_where_finite(problem, assumption, x, y)


def _least(problem: Problem, count: int) -> Iterator[Violation]:
    """f at the minimiser is f_star, and no point sampled or found on the way down from the start
    is lower.
    """
    size = abs(problem.f_star) + abs(problem.constants[s.Delta_0])
    if problem.minimiser is not None:
        at = torch.tensor([problem.minimiser], dtype=torch.float64)
        yield from _exceeds(
            problem,
            "f(minimiser) = f_star",
            (problem.value(at) - problem.f_star).abs() - value_resolution(problem, at),
            _SLACK * size,
            at,
        )
        yield from _outside(problem, "the minimiser lies in the domain", at)
    yield from _outside(problem, "the start lies in the domain", problem.start_point())
    x, y = problem.sample(count, 2)
    points = torch.cat([x, y, _descended(problem, torch.cat([x, y]))])
    below = problem.f_star - problem.value(points)
    suspect = ~(below <= 1e-12 * size)
    if bool(suspect.any()):
        lowest, below = points[suspect], below[suspect]
        below = below - value_resolution(problem, lowest)
        yield from _exceeds(problem, "f_star <= f", below, 1e-12 * size, lowest)


def _descended(problem: Problem, points: Tensor) -> Tensor:
    """Where L-BFGS ends from the start and from the lowest of the points: (2, d), on the domain."""

    def place(point: np.ndarray) -> Tensor:
        at = torch.from_numpy(np.array(point))[None]
        return at if problem.project is None else problem.project(at)

    def value(point: np.ndarray) -> tuple[float, np.ndarray]:
        at = place(point)
        return float(problem.value(at)), problem.gradient(at)[0].numpy()

    lowest = points[int(torch.nan_to_num(problem.value(points), nan=torch.inf).argmin())]
    with np.errstate(all="ignore"):
        ends = [
            minimize(value, p.numpy(), jac=True, method="L-BFGS-B").x
            for p in (problem.start_point()[0], lowest)
        ]
    return torch.cat([place(end) for end in ends])


def _computed(problem: Problem) -> Iterator[Violation]:
    """Constants that can be computed, where the problem gives them all the same."""
    x0, given = problem.start_point(), problem.constants
    known = {
        s.Delta_0: float(problem.value(x0)) - problem.f_star,
        s.G_0: float(problem.gradient(x0).norm()),
    }
    if problem.minimiser is not None:
        known[s.R] = math.dist(problem.start, problem.minimiser)
    for constant, number in known.items():
        if constant in given and abs(given[constant] - number) > _SLACK * (
            abs(number) + abs(problem.f_star)
        ):
            statement = (
                f"{constant.name} = {given[constant]:.6g} is {constant.meaning}, {number:.6g}"
            )
            yield Violation(
                problem.name, statement, abs(given[constant] - number), 0.0, problem.start
            )


def _domain(problem: Problem) -> Iterator[Violation]:
    """Diameters and the largest gap of a domain, held against its corners."""
    if problem.project is None:
        return
    generator = torch.Generator().manual_seed(0)
    signs = torch.randint(0, 2, (256, problem.dim), generator=generator).double() * 2 - 1
    corners = problem.project(torch.cat([1e6 * signs, -1e6 * signs]))
    apart = (corners[:256, None] - corners[None, 256:]).abs()
    measured = {
        s.D_inf: apart.amax(-1).amax(-1),
        s.D_2: apart.norm(dim=-1).amax(-1),
        s.gap_max: problem.value(corners) - problem.f_star,
    }
    for constant, values in measured.items():
        if constant in problem.constants:
            bound = problem.constants[constant]
            yield from _exceeds(
                problem,
                f"{constant.name} is the {constant.meaning}",
                values,
                bound * (1 + _SLACK),
                corners,
            )


def _rows(problem: Problem) -> Iterator[Violation]:
    """f and the gradient of a row do not depend on the other rows."""
    x, _ = problem.sample(16, seed=3)
    for what, function in (("f", problem.value), ("the gradient", problem.gradient)):
        together, alone = function(x), torch.cat([function(row[None]) for row in x])
        apart = (together - alone).abs() - 1e-12 * (1 + alone.abs())
        yield from _exceeds(
            problem,
            f"{what} of a row does not depend on other rows",
            apart.reshape(len(x), -1).amax(-1),
            0.0,
            x,
        )


def _outside(problem: Problem, statement: str, at: Tensor) -> Iterator[Violation]:
    if problem.project is not None:
        yield from _exceeds(
            problem,
            statement,
            (problem.project(at) - at).norm(dim=-1),
            _SLACK * (1 + float(at.norm())),
            at,
        )


def _exceeds(
    problem: Problem, statement: str, lhs: Tensor, rhs: float, points: Tensor
) -> Iterator[Violation]:
    row = int(torch.nan_to_num(lhs, nan=torch.inf).argmax())
    if not float(lhs[row]) <= rhs:
        yield Violation(problem.name, statement, float(lhs[row]), rhs, tuple(points[row].tolist()))
