"""Constants that are read off: values at the start, distances, and the diameters of a box."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch

from theorybench.audit.formula.model import Model, box_of, gradient_of
from theorybench.audit.formula.nodes import (
    Expression,
    Undecided,
    ball,
    exactly,
)
from theorybench.audit.grade import ROUNDING, Level
from theorybench.audit.prove.answer import Answer
from theorybench.core import symbols as s
from theorybench.core.problem import Problem


def read_off(problem: Problem, model: Model | None, constant: s.Constant) -> Answer | None:
    """The answer for a constant that is a number at a point, or of the domain; None for all
    others.
    """
    known = problem.constants
    if constant == s.R and problem.minimiser is not None:
        return _compare(
            known[constant],
            math.dist(problem.start, problem.minimiser),
            problem.start,
            "distance of two points",
            True,
        )
    if constant in (s.D_2, s.D_inf) and problem.project is not None:
        return _diameter(problem, known[constant], 2.0 if constant == s.D_2 else math.inf)
    at = problem.start_point()
    if constant == s.Delta_0:
        value = None if model is None else _ball_at_start(model, lambda: [model.f])
        found = float(problem.value(at)) if value is None else value
        return _compare(
            known[constant],
            found - problem.f_star,
            problem.start,
            "f at the start",
            value is not None,
        )
    if constant == s.G_0:
        value = (
            None
            if model is None
            else _ball_at_start(model, lambda: gradient_of(problem, model.variables))
        )
        found = float(problem.gradient(at).norm()) if value is None else abs(value)
        return _compare(
            known[constant], found, problem.start, "the gradient at the start", value is not None
        )
    return None


def _diameter(problem: Problem, declared: float, order: float) -> Answer:
    """Of a box exactly; of other domains the largest distance between projections of far points,
    which is a lower bound.
    """
    assert problem.project is not None
    sides = box_of(problem)
    if sides is not None:
        widths = torch.tensor([b - a for a, b in sides], dtype=torch.float64)
        return _compare(
            declared,
            float(torch.linalg.vector_norm(widths, order)),
            None,
            "diameter of the box",
            True,
        )
    size = 1 + problem.start_point().norm() + problem.constants.get(s.R, 0.0)
    far = (
        size
        * 1e3
        * torch.randn(
            1024, problem.dim, generator=torch.Generator().manual_seed(0), dtype=torch.float64
        )
    )
    inside = problem.project(torch.cat([far, *problem.sample(256)]))
    reached = float(torch.linalg.vector_norm(inside[:, None] - inside, order, dim=-1).max())
    wrong = reached > declared * (1 + ROUNDING)
    return Answer(
        Level.EXCEEDED if wrong else Level.SEARCHED,
        reached,
        None,
        "distances of 1536 points of the domain",
    )


def _ball_at_start(model: Model, formulas: Callable[[], list[Expression]]) -> float | None:
    """The norm (of one formula: the value) in balls, None where that fails."""
    at = dict(zip(model.variables, map(exactly, model.problem.start), strict=True))
    try:
        values = [float(ball(f, at)) for f in formulas()]
    except Undecided:
        return None
    return values[0] if len(values) == 1 else math.hypot(*values)


def _compare(
    declared: float, value: float, at: tuple[float, ...] | None, how: str, in_balls: bool
) -> Answer:
    if abs(declared - value) > ROUNDING * max(abs(declared), abs(value)):
        return Answer(Level.EXCEEDED, value, at, how)
    return Answer(
        Level.CERTIFIED if in_balls else Level.SEARCHED,
        value,
        at,
        how if in_balls else f"{how}, in float64",
    )


def is_attained(model: Model, declared: float) -> bool:
    """Whether f of the minimiser is the declared infimum, in a ball."""
    problem = model.problem
    if problem.minimiser is None:
        return True
    at = dict(zip(model.variables, map(exactly, problem.minimiser), strict=True))
    return abs(float(ball(model.f, at)) - declared) <= ROUNDING * (
        problem.constants[s.Delta_0] + abs(declared)
    )
