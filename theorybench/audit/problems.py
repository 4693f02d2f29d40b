"""Grades all that a problem declares: by algebra or intervals where f has a formula, else by a search."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch

from theorybench import assumptions as a
from theorybench import symbols as s
from theorybench.assumptions import Assumption, everything
from theorybench.audit import coupled, on_lines, search
from theorybench.audit.answer import Answer, level, means
from theorybench.audit.formulas import Undecided
from theorybench.audit.grade import Grade, Level
from theorybench.audit.lines import Proof
from theorybench.audit.model import Model, model_of
from theorybench.audit.numbers import is_attained, read_off
from theorybench.problem import Problem, broken, check_promises

Method = Callable[..., Answer | Proof]
"""(model, declared) or, for a property, (model) -> Answer, or a proof without a value reached; raises Undecided."""


@dataclass(frozen=True)
class Goal:
    """What an assumption says of one constant (None: of none), how it is proved, and how it is searched for."""

    assumption: Assumption
    constant: s.Constant | None
    proofs: tuple[Method, ...] = ()
    score: search.Score | None = None
    at_least: bool = False

    @property
    def name(self) -> str:
        return str(self.assumption) if self.constant is None else self.constant.name


GOALS = (
    Goal(a.smooth, s.L, (on_lines.smooth, coupled.smooth), search.curvature),
    Goal(a.quadratic_upper_bound, s.L, (on_lines.below_parabola,), search.parabola),
    Goal(a.strongly_convex, s.mu, (on_lines.strongly_convex, coupled.strongly_convex), search.monotonicity, at_least=True),
    Goal(a.isotropic_quadratic, s.mu, (on_lines.isotropic,), search.curvature),
    Goal(a.convex, None, (on_lines.convex, coupled.convex), search.monotonicity, at_least=True),
    Goal(a.quadratic_function, None, (on_lines.quadratic,)),
    Goal(a.relaxed_smooth, s.L0, (on_lines.relaxed_constant,), search.relaxed),
    Goal(a.relaxed_smooth, s.L1, (on_lines.relaxed_slope,)),
    Goal(a.lipschitz, s.L_f, (on_lines.lipschitz, coupled.lipschitz), search.steepness),
    Goal(a.bounded_gradient_on_sublevel, s.M, (on_lines.sublevel_gradient, coupled.sublevel_gradient), search.sublevel_slope),
    Goal(a.coordinate_smooth, s.L_sum, (on_lines.coordinate_sum, coupled.coordinate_sum), search.coordinates),
    Goal(a.coordinate_smooth, s.L_max, (on_lines.coordinate_max, coupled.coordinate_max), search.coordinate),
    Goal(a.minimal_everywhere, None, (on_lines.stationary, coupled.stationary)),
    Goal(a.twice_differentiable, None, (on_lines.twice_differentiable, coupled.twice_differentiable)),
)

_INFIMUM = (on_lines.infimum, coupled.infimum)
_GAP = (on_lines.largest_gap, coupled.largest_gap)


def audit_problem(problem: Problem) -> list[Grade]:
    """A grade for f*, every constant, and every promise that has a check."""
    model, why = _model(problem)
    return list(_grades(problem, model, why))


def _model(problem: Problem) -> tuple[Model | None, str]:
    try:
        return model_of(problem), ""
    except Undecided as reason:
        return None, str(reason)


def _grades(problem: Problem, model: Model | None, why: str) -> Iterator[Grade]:
    known = problem.constants
    done: set[s.Constant | None] = {s.d}
    infimum = _answer(problem, model, why, _INFIMUM, search.depth, problem.f_star, True, known[s.Delta_0])
    yield _grade(problem, "f*", "inf f", problem.f_star, infimum)
    promised = everything(problem.promises)
    implied = {a.convex} if a.strongly_convex in promised else set()
    for goal in GOALS:
        if goal.assumption in promised and goal.assumption not in implied:
            declared = None if goal.constant is None else known[goal.constant]
            found = _answer(problem, model, why, goal.proofs, goal.score, declared, goal.at_least, _size(problem, goal), goal.assumption)
            yield _grade(problem, goal.name, goal.assumption.statement, declared, found)
            done.add(goal.constant)
    yield _grade(problem, "gradient", "the gradient is the derivative of f", None, _derivative(problem, model, why))
    if s.gap_max in known:
        yield _grade(
            problem, s.gap_max.name, s.gap_max.meaning, known[s.gap_max], _answer(problem, model, why, _GAP, search.gap, known[s.gap_max])
        )
        done.add(s.gap_max)
    for constant, number in known.items():
        if constant not in done:
            found = read_off(problem, model, constant) or Answer(Level.UNCHECKED, how="nothing that is known here says what it is")
            yield _grade(problem, constant.name, constant.meaning, number, found)
    graded = {goal.assumption for goal in GOALS} | implied | {a.lower_bounded}
    for assumption in sorted(promised - graded, key=str):
        if assumption.check is not None:
            yield _grade(problem, str(assumption), assumption.statement, None, _by_check(problem, assumption))


def _derivative(problem: Problem, model: Model | None, why: str) -> Answer:
    found = _answer(problem, model, why, (on_lines.derivative, coupled.derivative), None, None)
    if found.level is not Level.SEARCHED:
        return found
    for wrong in check_promises(problem, ()):
        return Answer(Level.EXCEEDED, wrong.lhs, wrong.at, "against differences of f")
    return Answer(Level.SEARCHED, how=f"differences of f at 4096 points; {found.how}")


def _size(problem: Problem, goal: Goal) -> float:
    """To which the rounding of a number near 0 is relative."""
    return problem.constants.get(s.L, problem.constants.get(s.mu, 0.0)) if goal.at_least else 0.0


def _answer(
    problem: Problem,
    model: Model | None,
    why: str,
    proofs: tuple[Method, ...],
    score: search.Score | None,
    declared: float | None,
    at_least: bool = False,
    size: float = 0.0,
    assumption: Assumption | None = None,
) -> Answer:
    reasons, best = [why] if why else [], None
    for proof in proofs if model is not None else ():
        try:
            found = proof(model) if declared is None else proof(model, declared)
        except Undecided as reason:
            reasons.append(str(reason))
            continue
        if isinstance(found, Proof):
            return _with_reached(problem, model, found, score, declared or 0.0, at_least, size)
        if found.level is not Level.SEARCHED:
            return found
        best = best or found
        reasons.append(found.how)
    reason = "; ".join(dict.fromkeys(reasons))
    if best is not None and best.reached is not None:
        return Answer(best.level, best.reached, best.at, reason)
    if score is not None:
        return search.searched(problem, score, declared or 0.0, at_least, reason, size)
    return _by_check(problem, assumption, reason)


def _with_reached(
    problem: Problem, model: Model | None, proof: Proof, score: search.Score | None, declared: float, at_least: bool, size: float
) -> Answer:
    """A proof together with what a search reaches; an infimum must be attained at the minimiser."""
    if score is None:
        return Answer(level(proof), how=means(proof))
    if score is search.depth and model is not None and problem.minimiser is not None:
        attained = is_attained(model, declared)
        reached = float(problem.value(torch.tensor([problem.minimiser], dtype=torch.float64)))
        return Answer(
            level(proof) if attained else Level.EXCEEDED, reached, problem.minimiser, means(proof) if attained else "f* is not attained"
        )
    found = search.searched(problem, score, declared, at_least, "", size)
    return found if found.level is Level.EXCEEDED else Answer(level(proof), found.reached, found.at, means(proof))


def _by_check(problem: Problem, assumption: Assumption | None, why: str = "") -> Answer:
    """The check of an assumption on sampled pairs."""
    if assumption is None or assumption.check is None:
        return Answer(Level.SEARCHED, how=why or "it has no check")
    x, y = problem.sample(8192)
    for wrong in broken(problem, assumption, x, y):
        return Answer(Level.EXCEEDED, wrong.lhs, wrong.at, f"left side {wrong.lhs:.6g} > right side {wrong.rhs:.6g}")
    return Answer(Level.SEARCHED, how="; ".join(filter(None, (f"{len(x)} pairs", why))))


def _grade(problem: Problem, name: str, statement: str, declared: float | None, found: Answer) -> Grade:
    reached = None if found.reached is None or math.isnan(found.reached) else found.reached + 0.0
    return Grade(problem.name, name, statement, declared, found.level, reached, found.at, found.how)
