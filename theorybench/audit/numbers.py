"""Constants that are read off: values at the start, distances, and the diameters of a box."""

from __future__ import annotations

import math

import sympy

from theorybench import symbols as s
from theorybench.audit.answer import Answer
from theorybench.audit.formulas import Undecided, ball, exactly
from theorybench.audit.grade import ROUNDING, Level
from theorybench.audit.model import Model
from theorybench.problem import Problem


def read_off(problem: Problem, model: Model | None, constant: s.Constant) -> Answer | None:
    """The answer for a constant that is a number at a point, or of the domain; None for all others."""
    known = problem.constants
    if constant == s.R and problem.minimiser is not None:
        return _compare(known[constant], math.dist(problem.start, problem.minimiser), problem.start, "distance of two points")
    if constant in (s.D_2, s.D_inf) and problem.box is not None:
        width = problem.box[1] - problem.box[0]
        return _compare(known[constant], width * (math.sqrt(problem.dim) if constant == s.D_2 else 1), None, "diameter of the box")
    if constant == s.Delta_0:
        return _compare(known[constant], _at_start(problem, model) - problem.f_star, problem.start, "f at the start")
    if constant == s.G_0:
        return _compare(known[constant], float(problem.gradient(problem.start_point()).norm()), problem.start, "the gradient at the start")
    return None


def _at_start(problem: Problem, model: Model | None) -> float:
    if model is not None:
        try:
            return float(ball(model.f, dict(zip(model.variables, map(exactly, problem.start), strict=True))))
        except Undecided:
            pass
    return float(problem.value(problem.start_point()))


def _compare(declared: float, value: float, at: tuple[float, ...] | None, how: str) -> Answer:
    size = max(abs(declared), abs(value))
    wrong = abs(declared - value) > ROUNDING * size
    return Answer(Level.EXCEEDED if wrong else Level.CERTIFIED, value, at, how)


def is_attained(model: Model, declared: float) -> bool:
    """Whether f of the minimiser is the declared infimum, in a ball."""
    problem = model.problem
    if problem.minimiser is None:
        return True
    at = dict(zip(model.variables, map(sympy.Rational, map(exactly, problem.minimiser)), strict=True))
    return abs(float(ball(model.f, at)) - declared) <= ROUNDING * (problem.constants[s.Delta_0] + abs(declared))
