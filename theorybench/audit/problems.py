"""Grades all that a problem declares: by algebra or intervals where f has a formula, else by a
search.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import torch

from theorybench.audit import search
from theorybench.audit.formula.model import Model, model_of
from theorybench.audit.formula.nodes import Undecided
from theorybench.audit.grade import Grade, Level
from theorybench.audit.numbers import is_attained, read_off
from theorybench.audit.prove import coupled, on_lines
from theorybench.audit.prove.answer import Answer, level, means
from theorybench.audit.prove.lines import Proof
from theorybench.core import assumptions as a
from theorybench.core import symbols as s
from theorybench.core.assumptions import Assumption, everything
from theorybench.core.problem import Problem
from theorybench.core.promises import broken, check_promises

Method = Callable[..., Answer | Proof]
"""(model, declared) or, for a property, (model) -> Answer, or a proof without a value reached;
raises Undecided.
"""


@dataclass(frozen=True)
class Goal:
    """What an assumption (None: the definition) says of one constant (None: of none), how it is
    proved, and how it is searched for.
    """

    assumption: Assumption | None
    constant: s.Constant | None
    proofs: tuple[Method, ...] = ()
    score: search.Score | None = None
    at_least: bool = False

    @property
    def name(self) -> str:
        return str(self.assumption) if self.constant is None else self.constant.name

    @property
    def statement(self) -> str:
        return (
            self.assumption.statement
            if self.assumption is not None
            else self.constant.meaning
            if self.constant is not None
            else ""
        )


GOALS = (
    Goal(a.smooth, s.L, (on_lines.smooth, coupled.smooth), search.curvature),
    Goal(a.quadratic_upper_bound, s.L, (on_lines.below_parabola,), search.parabola),
    Goal(
        a.strongly_convex,
        s.mu,
        (on_lines.strongly_convex, coupled.strongly_convex),
        search.monotonicity,
        at_least=True,
    ),
    Goal(a.isotropic_quadratic, s.mu, (on_lines.isotropic,), search.curvature),
    Goal(a.convex, None, (on_lines.convex, coupled.convex), search.monotonicity, at_least=True),
    Goal(a.quadratic_function, None, (on_lines.quadratic,)),
    Goal(a.relaxed_smooth, s.L0, (on_lines.relaxed_constant,), search.relaxed),
    Goal(a.relaxed_smooth, s.L1, (on_lines.relaxed_slope,)),
    Goal(a.lipschitz, s.L_f, (on_lines.lipschitz, coupled.lipschitz), search.steepness),
    Goal(
        a.bounded_gradient_on_sublevel,
        s.M,
        (on_lines.sublevel_gradient, coupled.sublevel_gradient),
        search.sublevel_slope,
    ),
    Goal(
        a.coordinate_smooth,
        s.L_sum,
        (on_lines.coordinate_sum, coupled.coordinate_sum),
        search.coordinates,
    ),
    Goal(
        a.coordinate_smooth,
        s.L_max,
        (on_lines.coordinate_max, coupled.coordinate_max),
        search.coordinate,
    ),
    Goal(a.minimal_everywhere, None, (on_lines.stationary, coupled.stationary)),
    Goal(
        a.twice_differentiable, None, (on_lines.twice_differentiable, coupled.twice_differentiable)
    ),
)

INFIMUM = Goal(
    a.lower_bounded, None, (on_lines.infimum, coupled.infimum), search.depth, at_least=True
)
GAP = Goal(None, s.gap_max, (on_lines.largest_gap, coupled.largest_gap), search.gap)
DERIVATIVE = Goal(None, None, (on_lines.derivative, coupled.derivative))


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
    known, promised = problem.constants, everything(problem.promises)
    done: set[s.Constant | None] = {s.d}
    yield _grade(
        problem,
        "f*",
        "inf f",
        problem.f_star,
        _Question(problem, model, why, INFIMUM, problem.f_star).answer(),
    )
    implied = {a.convex} if a.strongly_convex in promised else set()
    goals = [g for g in GOALS if g.assumption in promised and g.assumption not in implied]
    # a constant that no promise speaks of is still declared
    goals += [
        g
        for g in (*GOALS, GAP)
        if g.constant in known and g.constant not in {other.constant for other in goals}
    ]
    for goal in goals:
        if goal.assumption in promised or goal.constant not in done:
            declared = None if goal.constant is None else known[goal.constant]
            yield _grade(
                problem,
                goal.name,
                goal.statement,
                declared,
                _Question(problem, model, why, goal, declared).answer(),
            )
            done.add(goal.constant)
    yield _grade(
        problem,
        "gradient",
        "the gradient is the derivative of f",
        None,
        _derivative(problem, model, why),
    )
    for constant in [c for c in known if c not in done]:
        found = read_off(problem, model, constant) or Answer(
            Level.UNCHECKED, how="nothing that is known here says what it is"
        )
        yield _grade(problem, constant.name, constant.meaning, known[constant], found)
    for assumption in sorted(
        promised - {g.assumption for g in (*GOALS, INFIMUM)} - implied, key=str
    ):
        if assumption.check is not None:
            yield _grade(
                problem, str(assumption), assumption.statement, None, _by_check(problem, assumption)
            )


def _derivative(problem: Problem, model: Model | None, why: str) -> Answer:
    found = _Question(problem, model, why, DERIVATIVE, None).answer()
    if found.level is not Level.SEARCHED:
        return found
    for wrong in check_promises(problem, ()):
        return Answer(Level.EXCEEDED, wrong.lhs, wrong.at, "against differences of f")
    return Answer(Level.SEARCHED, how=f"differences of f at 4096 points; {found.how}")


@dataclass(frozen=True, eq=False)
class _Question:
    """A goal put to a problem; model: its formula, or `why` there is none."""

    problem: Problem
    model: Model | None
    why: str
    goal: Goal
    declared: float | None

    def answer(self) -> Answer:
        """The best answer of the methods of the goal; where none can tell, that of a search,
        with the reasons.
        """
        reasons, best, found = [self.why] if self.why else [], None, None
        for method in self.goal.proofs if self.model is not None else ():
            if (
                method.__module__ == coupled.__name__
                and (found := found or self._searched())
                and found.level is Level.EXCEEDED
            ):
                return found  # a false statement is found faster than its proof fails
            try:
                made = (
                    method(self.model)
                    if self.declared is None
                    else method(self.model, self.declared)
                )
            except Undecided as reason:
                reasons.append(str(reason))
                continue
            except (
                Exception
            ) as error:  # sympy may raise anything of a formula that it does not expect
                reasons.append(f"{method.__name__} failed: {type(error).__name__}: {error}"[:100])
                continue
            if isinstance(made, Proof):
                return self._with_reached(made, found)
            if made.level is not Level.SEARCHED:
                return made
            best = best or made
            reasons.append(made.how)
        if best is not None and best.reached is not None:
            found = best
        found = found or self._searched() or _by_check(self.problem, self.goal.assumption)
        known_false = found.level is Level.EXCEEDED
        return (
            found
            if known_false
            else replace(found, how="; ".join(dict.fromkeys(filter(None, (found.how, *reasons)))))
        )

    def _searched(self) -> Answer | None:
        goal = self.goal
        if goal.score is None:
            return None
        return search.searched(
            self.problem, goal.score, self.declared or 0.0, goal.at_least, self._size()
        )

    def _size(self) -> float:
        """To which rounding is relative where the declared number is near 0."""
        known = self.problem.constants
        if self.goal is INFIMUM:
            return known[s.Delta_0]
        if not self.goal.at_least:
            return 0.0
        return (
            known.get(s.L)
            or known.get(s.mu)
            or max(known[s.G_0], known.get(s.L_f, 0.0)) / (known.get(s.R) or 1.0)
            or 1.0
        )

    def _with_reached(self, proof: Proof, found: Answer | None) -> Answer:
        """A proof together with what a search reached; an infimum must be attained at the
        minimiser.
        """
        problem, model = self.problem, self.model
        if (
            self.goal is INFIMUM
            and model is not None
            and problem.minimiser is not None
            and self.declared is not None
        ):
            reached = float(problem.value(torch.tensor([problem.minimiser], dtype=torch.float64)))
            if not is_attained(model, self.declared):
                return Answer(Level.EXCEEDED, reached, problem.minimiser, "f* is not attained")
            return Answer(level(proof), reached, problem.minimiser, means(proof))
        return Answer(
            level(proof),
            found.reached if found else None,
            found.at if found else None,
            means(proof),
        )


def _by_check(problem: Problem, assumption: Assumption | None) -> Answer:
    """The check of an assumption on sampled pairs."""
    if assumption is None or assumption.check is None:
        return Answer(Level.SEARCHED)
    x, y = problem.sample(8192)
    for wrong in broken(problem, assumption, x, y):
        return Answer(
            Level.EXCEEDED,
            wrong.lhs,
            wrong.at,
            f"left side {wrong.lhs:.6g} > right side {wrong.rhs:.6g}",
        )
    return Answer(Level.SEARCHED, how=f"{len(x)} pairs")


def _grade(
    problem: Problem, name: str, statement: str, declared: float | None, found: Answer
) -> Grade:
    reached = None if found.reached is None or math.isnan(found.reached) else found.reached + 0.0
    return Grade(problem.name, name, statement, declared, found.level, reached, found.at, found.how)
