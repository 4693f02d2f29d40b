"""A problem keeps its promises: at sampled points and at searched ones, near the minimiser and
far off.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import torch
from scipy.optimize import minimize

from theorybench.conformance.check import Check, Result
from theorybench.conformance.search import worst_pairs
from theorybench.core import symbols as s
from theorybench.core.problem import (
    Problem,
    Violation,
    broken,
    check_promises,
    checkable,
)
from theorybench.core.types import EntryError, Tensor

SAMPLES, STARTS, MORE_STARTS, FAR = 16384, 2, 16, 100.0
_SLACK = 1e-9


def problem_checks(problem: Problem) -> Iterator[Check]:
    """One test of what every run relies on, and one that searches longer."""
    yield Check("problem", problem.name, lambda verifier: _result(_facts(problem)))
    yield Check(
        "search",
        problem.name,
        lambda verifier: _result(searched(problem, MORE_STARTS, 1)),
        marks=("thorough",),
    )


def _result(found: Iterator[Violation]) -> Result:
    try:
        false = {str(violation): violation for violation in found}
    except EntryError as error:
        return Result((str(error),))
    facts = {
        f"{letter}_{i}": repr(list(p))
        for i, v in enumerate(false.values())
        for letter, p in (("x", v.at), ("y", v.partner))
        if p
    }
    return Result(tuple(false), facts)


def _facts(problem: Problem) -> Iterator[Violation]:
    yield from check_promises(problem, count=SAMPLES)
    yield from searched(problem, STARTS)
    yield from _far_off(problem)
    yield from _least(problem)
    yield from _computed(problem)
    yield from _domain(problem)
    yield from _rows(problem)


def searched(problem: Problem, starts: int, seed: int = 0) -> Iterator[Violation]:
    """Promises broken at pairs of points that a search finds."""
    for assumption in checkable(problem):
        yield from broken(problem, assumption, *worst_pairs(problem, assumption, starts, seed))


def _far_off(problem: Problem) -> Iterator[Violation]:
    """Promises broken a hundred times as far from the start as the sample goes, where numbers
    are still finite.
    """
    if problem.box is not None or problem.project is not None:
        return
    start = problem.start_point()
    x, y = (start + FAR * (points - start) for points in problem.sample(SAMPLES, 4))
    for assumption in checkable(problem):
        assert assumption.check is not None
        finite = torch.isfinite(
            torch.stack(assumption.check(problem, problem.constants, x, y))
        ).all(0)
        finite &= torch.isfinite(problem.value(x)) & torch.isfinite(problem.value(y))
        if bool(finite.any()):
            yield from broken(problem, assumption, x[finite], y[finite])


def _least(problem: Problem) -> Iterator[Violation]:
    """f at the minimiser is f_star, and no point sampled or found on the way down from the start
    is lower.
    """
    size = abs(problem.f_star) + abs(problem.constants[s.Delta_0])
    if problem.minimiser is not None:
        at = torch.tensor([problem.minimiser], dtype=torch.float64)
        yield from _exceeds(
            problem,
            "f(minimiser) = f_star",
            (problem.value(at) - problem.f_star).abs(),
            _SLACK * size,
            at,
        )
        yield from _outside(problem, "the minimiser lies in the domain", at)
    yield from _outside(problem, "the start lies in the domain", problem.start_point())
    x, y = problem.sample(SAMPLES, 2)
    points = torch.cat([x, y, _descended(problem, torch.cat([x, y]))])
    yield from _exceeds(
        problem, "f_star <= f", problem.f_star - problem.value(points), 1e-12 * size, points
    )


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
