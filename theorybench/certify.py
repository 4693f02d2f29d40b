"""A second opinion on what a run measured: the code of the entries on Arb balls, which enclose the
real numbers that they stand for.

What is shown here holds for real numbers, whatever float64 did: for the instance that the code
defines, with its constants as they are stored and the parameters computed from them exactly.
Constants of a problem that float64 has rounded are widened to 4 units in the last place in the
bound, as are f* and the minimiser in the metric, so that no verdict hangs on their last bits. See
docs/numerics.md, section 4.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
import sympy
import torch
from flint import arb

from theorybench import resolution
from theorybench.core.algorithm import Algorithm, Params
from theorybench.core.assumptions import Assumption
from theorybench.core.metrics import Metric
from theorybench.core.problem import Problem
from theorybench.core.symbols import Constant, k
from theorybench.core.types import Tensor
from theorybench.entries.theorem import Theorem, depends_on
from theorybench.interpret.balls import Balls, TooLong, Undecided, precision, tensor
from theorybench.interpret.expressions import BALLS, Unknown, fold, truth_of
from theorybench.interpret.tensors import Untraceable, cause, entries_of
from theorybench.run.iterate import iterate
from theorybench.run.query import ProblemQuery, Unanswered
from theorybench.run.recorders import recorder

BITS = (128, 256, 512, 1024)
WORK = 600_000
"""Numbers computed in one second or two."""
_TRIED = 20
"""Steps from which the work of all of them is foreseen."""
_MEANT = 2**32
_LAST_PLACES = 2.0**-50
_CANCELLED = 2.0**-46
"""A larger relative rounding is not that of a single operation, but of terms that cancel."""


Decision = Literal["refuted", "holds", "undecided"]


@dataclass(frozen=True, eq=False)
class Certified:
    """What balls say of lhs <= rhs: enclosures of both sides, None where there are none; reason:
    why it is undecided; bits: of the precision used.
    """

    decision: Decision
    lhs: arb | None = None
    rhs: arb | None = None
    reason: str = ""
    bits: int = 0

    @property
    def reached(self) -> bool:
        """Whether both sides are equal up to the rounding of the stored constants, which is all
        that can be known of an equality: more bits leave them together, within the share of the
        bound that docs/numerics.md allows.
        """
        if self.decision != "undecided" or self.lhs is None or self.rhs is None:
            return False
        near = resolution.REACHED * abs(float(self.rhs.mid()))
        apart = abs(self.lhs - self.rhs)
        return bool(apart.is_finite()) and float(apart.abs_upper()) <= near


@dataclass(frozen=True, eq=False)
class BallRun:
    """A run without chance, to be enclosed.

    params: constant -> expression or number, in the constants of `values` and k; values: constant
    -> float, exact; tables: constant -> numbers of the steps 1, 2, ..., the last one for all later
    ones; level: of a hitting time.
    """

    problem: Problem
    algorithm: Algorithm
    metric: Metric
    params: Mapping[Constant, Any]
    values: Mapping[Any, Any]
    steps: int
    level: float | None = None
    tables: Mapping[Constant, np.ndarray] = field(default_factory=dict)


def certify(theorem: Theorem, problem: Problem, values: Mapping[Any, Any], steps: int) -> Certified:
    """Hold metric <= bound against the run of a theorem with exact gradients on a problem.

    values: all constants, as prepared for a run; steps: how long it runs, which is the bound of a
    number of steps.
    """
    derived = {c: e for c, e in {**theorem.where, **theorem.params}.items() if e != c}
    given = {c: v for c, v in values.items() if c not in derived}
    level = None if theorem.metric.level is None else values[theorem.metric.level]
    run = BallRun(problem, theorem.algorithm, theorem.metric, derived, given, steps, level)

    def claimed() -> arb:
        if theorem.bounds_steps:
            return arb(steps)
        exact = _balls(given)
        off = resolution.of_start(problem)
        rounded = {
            c: _rounded(v, off.get(c, 0.0))
            for c, v in problem.constants.items()
            if given.get(c) == v
        }
        known = _abbreviated(derived, exact)
        of_run = {c: known[c] for c in theorem.params if c in known}
        return fold(theorem.bound, BALLS, _abbreviated(derived, exact | rounded) | of_run)

    return compare(_enclosing(run), claimed)


def certify_end(
    theorem: Theorem, problem: Problem, values: Mapping[Any, Any], steps: int
) -> Certified:
    """Hold metric <= level against the last point of a run, for a theorem on the steps until the
    metric is at most the level; it holds of the number of steps if it holds here.
    """
    level = theorem.metric.level
    if level is None:
        return certify(theorem, problem, values, steps)
    derived = {c: e for c, e in {**theorem.where, **theorem.params}.items() if e != c}
    given = {c: v for c, v in values.items() if c not in derived}
    last = replace(theorem.metric, along="last", level=None)
    run = BallRun(problem, theorem.algorithm, last, derived, given, steps)
    return compare(_enclosing(run), lambda: _rounded(float(values[level])))


def certify_below(run: BallRun, bound: float) -> Certified:
    """Hold bound <= metric, a lower bound, against a run: its sides are lhs and rhs."""
    return compare(lambda: arb(bound), _enclosing(run))


def certify_inequality(
    lhs: Any, rhs: Any, premises: tuple[Any, ...], point: Mapping[Any, float]
) -> Certified:
    """Hold lhs <= rhs, expressions, at a point that satisfies the premises; the point is taken
    exactly.
    """
    values = {c: sympy.Rational(str(v)) for c, v in point.items()}

    def side(expression: Any) -> Callable[[], arb]:
        def evaluate() -> arb:
            known = _balls(values)
            for premise in premises:
                if truth_of(premise, lambda node: fold(node, BALLS, known)) != 1:
                    raise Undecided(f"the premise {premise} is not certain at the point")
            return fold(expression, BALLS, known)

        return evaluate

    return compare(side(lhs), side(rhs))


def certify_promise(
    problem: Problem, assumption: Assumption, at: tuple[float, ...], partner: tuple[float, ...]
) -> Certified:
    """Hold an assumption's lhs <= rhs, with the problem's constants, at a pair of points, d numbers
    each, taken exactly. Raises ValueError for an assumption without a check.
    """
    check, known = assumption.check, Balls(WORK)
    if check is None:
        raise ValueError(f"'{assumption}' has no check; ask for an assumption that has one")
    x, y = (tensor(torch.tensor([p], dtype=torch.float64), known) for p in (at, partner or at))

    def side(which: int) -> Callable[[], arb]:
        return lambda: entries_of(check(problem, problem.constants, x, y)[which], known).flat[0]

    return compare(side(0), side(1))


def compare(lhs: Callable[[], arb], rhs: Callable[[], arb]) -> Certified:
    """lhs <= rhs, both enclosed in the precision of the context, with more bits until they are
    apart or it would take too long.
    """
    answer = Certified("undecided")
    for bits in BITS:
        try:
            with precision(bits):
                a, b = lhs(), rhs()
                answer = _decided(a, b, bits)
                if answer.decision != "undecided" or _is_sharp(a, b):
                    return answer
        except Exception as error:
            if not cause(error, Undecided):
                return Certified("undecided", reason=_told(error), bits=bits)
            answer = Certified("undecided", reason=_told(error), bits=bits)
    return answer


def _enclosing(run: BallRun) -> Callable[[], arb]:
    """Encloses a run again and again, within the work allowed for all together."""
    balls = Balls(WORK)
    return lambda: enclose(run, balls)


def _decided(a: arb, b: arb, bits: int) -> Certified:
    if a > b or a <= b:
        return Certified("refuted" if a > b else "holds", a, b, bits=bits)
    apart = f"{a.str(12)} and {b.str(12)} are not apart at {bits} bits"
    return Certified("undecided", a, b, apart, bits)


def _is_sharp(a: arb, b: arb) -> bool:
    """The wider one is as wide as the rounding of stored constants: more bits change nothing."""
    return bool(a.is_finite() and b.is_finite() and a.rad() < b.rad() * 2**-20)


def _told(error: Exception) -> str:
    told = cause(error, Undecided, TooLong, Untraceable, Unknown, Unanswered) or error
    if isinstance(told, TooLong):
        return "it would take longer than a second or two"
    own = isinstance(told, Undecided | Untraceable | Unknown | Unanswered)
    return str(told) if own else f"{type(told).__name__}: {str(told).splitlines()[0][:120]}"


def enclose(run: BallRun, balls: Balls) -> arb:
    """The metric of a run, in the precision of the context.

    Raises Undecided where a branch is open, TooLong, Untraceable for an operation without an
    enclosure, and what the entries' code raises.
    """
    schedule = _Schedule(run, balls)
    level = None if run.level is None else tensor(np.array([arb(run.level)]), balls)
    metric = run.metric.at(schedule.at(1))
    reader = recorder(_Stored(run.problem, balls), metric, level)
    start = tensor(run.problem.start_point(), balls)
    states = iterate(run.algorithm, ProblemQuery(run.problem), start, schedule.at, run.steps)
    x, running, left = start, None, balls.work
    for t, state in enumerate(states):
        if t == _TRIED and (left - balls.work) / t * run.steps > left:
            raise TooLong
        x = run.algorithm.point(state)
        running = None if run.algorithm.finished is None else ~run.algorithm.finished(state)
        if reader.every_step:
            reader.see(t, x, running)
    return entries_of(reader.read(run.steps, x, running), balls).reshape(-1)[0]


class _Schedule:
    """The parameters of each step, exact functions of the exact constants."""

    def __init__(self, run: BallRun, balls: Balls) -> None:
        fixed = {c: e for c, e in run.params.items() if not depends_on(sympy.sympify(e), k)}
        self.balls, self.tables = balls, run.tables
        self.known = _abbreviated(fixed, _balls(run.values))
        self.varying = {c: e for c, e in run.params.items() if c not in fixed}
        self.wanted = {*run.algorithm.parameters, *filter(None, [run.metric.radius])}
        self.fixed = {c: self._number(self.known[c]) for c in self.wanted if c in self.known}

    def at(self, step: int) -> Params:
        """Parameters of a step, from 1: floats where they are floats exactly, else (1, 1)."""
        params: dict[Constant, Any] = {**self.fixed, k: float(step)}
        for constant, table in self.tables.items():
            params[constant] = float(table[min(step, len(table)) - 1])
        if not self.varying:
            return params
        known = _abbreviated(self.varying, {**self.known, k: arb(step)})
        return params | {c: self._number(known[c]) for c in self.wanted if c in known}

    def _number(self, value: arb) -> float | Tensor:
        if value.is_exact() and arb(float(value)) == value:
            return float(value)
        return tensor(np.array([[value]]), self.balls)


class _Stored:
    """A problem as metrics see it: f* and the minimiser are known up to their rounding."""

    def __init__(self, problem: Problem, balls: Balls) -> None:
        self.problem, self.balls = problem, balls

    def __getattr__(self, name: str) -> Any:
        return getattr(self.problem, name)

    @cached_property
    def f_star(self) -> Tensor:  # a ball, without dimensions
        return tensor(np.array(_rounded(self.problem.f_star)), self.balls)

    @cached_property
    def minimiser(self) -> Tensor | None:
        if self.problem.minimiser is None:
            return None
        return tensor(np.array([_rounded(v) for v in self.problem.minimiser]), self.balls)


def _balls(values: Mapping[Any, Any]) -> dict[Any, arb]:
    """The exact balls of the constants that are finite numbers."""
    return {
        c: fold(v, BALLS, {}) if isinstance(v, sympy.Basic) else arb(float(v))
        for c, v in values.items()
        if isinstance(v, sympy.Basic) or np.ndim(v) == 0
    }


def _abbreviated(expressions: Mapping[Any, Any], known: Mapping[Any, arb]) -> dict[Any, arb]:
    """What is known and the values of the expressions, each of which may use those before it."""
    values = dict(known)
    for constant, expression in expressions.items():
        if not depends_on(sympy.sympify(expression), k) or k in known:
            values[constant] = fold(expression, BALLS, dict(values))
    return values


def _rounded(value: float, off: float = 0.0) -> arb:
    """A stored number: exact if it has at most 32 binary digits, else within 4 units of its last
    place, by which computing it may have rounded it; off: what cancellation may have done to it,
    where that is much more.
    """
    if off > _CANCELLED * abs(value):
        return arb(value, off)
    mantissa, _ = math.frexp(value)
    if (mantissa * _MEANT).is_integer():
        return arb(value)
    return arb(value, abs(value) * _LAST_PLACES)
