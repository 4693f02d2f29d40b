"""Constants of sums of functions of one variable each: the Hessian is diagonal, so that every
question is one about lines.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import sympy

from theorybench.audit.extremes import largest
from theorybench.audit.formula.model import Line, Model, x
from theorybench.audit.formula.nodes import (
    Expression,
    Undecided,
    Where,
    ball,
    exactly,
)
from theorybench.audit.grade import ROUNDING
from theorybench.audit.prove.algebra import rational
from theorybench.audit.prove.answer import (
    Answer,
    Extreme,
    Point,
    broken,
)
from theorybench.audit.prove.lines import Piece, Proof, show_nonnegative
from theorybench.core import symbols as s

JOINT = 1e-12
"""Relative size of a jump that is rounding of the numbers in a formula."""
ROOM = 1 + exactly(ROUNDING)


def scale(model: Model) -> float:
    """A length of the problem."""
    known = model.problem.constants
    sizes = [abs(v) for v in (*model.problem.start, *(model.problem.minimiser or ()))]
    return max([known.get(s.R, 0.0), *sizes]) or 1.0


def extreme(model: Model, lines: Sequence[Line]) -> Extreme:
    """Largest value of any of the lines; minus infinity where rounding hides it."""
    best = Extreme(-math.inf, 0, math.nan)
    for line in distinct(lines):
        try:
            value, at = largest(line.pieces, x, scale(model))
        except Undecided:
            continue
        best = max(best, Extreme(value, line.index, at), key=lambda e: e.value)
    return best


def distinct(lines: Iterable[Line]) -> list[Line]:
    """One of all lines with the same pieces."""
    return list({line.pieces: line for line in reversed(list(lines))}.values())


def combined(model: Model, orders: Sequence[int], formula: Callable[..., Expression]) -> list[Line]:
    """formula(F^(i), F^(j), ...) on every line F, for the derivatives of the given orders."""
    made = []
    for line in model.lines:
        each = [line.derivative(n).pieces for n in orders]
        made.append(
            Line(
                line.index,
                tuple(
                    Piece(p[0].low, p[0].high, formula(*(q.formula for q in p)))
                    for p in zip(*each, strict=True)
                ),
            )
        )
    return made


def show(model: Model, orders: Sequence[int], formula: Callable[..., Expression]) -> Proof:
    """Show formula(F^(i), F^(j), ...) >= 0 on all pieces of all lines; raises Undecided."""
    proof = Proof(exact=True)
    for line in distinct(model.lines):
        for piece in line.pieces:
            parts = [sympy.diff(piece.formula, x, n) for n in orders]
            proof &= show_nonnegative(formula, parts, x, piece.low, piece.high)
    return proof


@dataclass(frozen=True)
class Jump:
    """By how much a derivative jumps upwards at a joint of a line."""

    index: int
    at: float
    height: float

    def point(self, model: Model) -> Point:
        return at_point(model, Extreme(0.0, self.index, self.at))


def jumps(model: Model, order: int) -> list[Jump]:
    """Jumps of a derivative at all joints, beyond rounding."""
    found = []
    for line in distinct(model.lines):
        for at, left, right in line.joints:
            before, after = (ball(sympy.diff(p.formula, x, order), {x: at}) for p in (left, right))
            height = float(after - before)
            if abs(height) > JOINT * max(
                abs(float(before)), abs(float(after)), typical(model, order)
            ):
                found.append(Jump(line.index, float(at), height))
    return found


def typical(model: Model, order: int) -> float:
    """The largest |f|, |f'| or |f''| (by order) of a line at its start, its minimiser and its
    joints: what rounding is relative to.
    """
    sizes = [0.0]
    for line in distinct(model.lines):
        places = [
            exactly(p[line.index])
            for p in (model.problem.start, model.problem.minimiser)
            if p is not None
        ]
        derived = line.derivative(order)
        sizes += [
            abs(float(rational_value(derived, at)))
            for at in (*places, *(at for at, _, _ in line.joints))
        ]
    return max(sizes)


def discontinuous(model: Model, order: int) -> Answer | None:
    """The answer for a statement that needs f, f' or f'' to be continuous, where they are not."""
    for jump in jumps(model, order):
        name = "f" + "'" * order
        return broken(jump.point(model), f"{name} jumps by {jump.height:.4g}")
    return None


def at_point(model: Model, found: Extreme) -> Point:
    """The point of R^d of an extreme: the other coordinates from the minimiser, or the start."""
    point = list(model.problem.minimiser or model.problem.start)
    point[found.index] = found.at
    return tuple(point)


@dataclass(frozen=True, eq=False)
class Sups:
    """Largest value of a derivative on every line, the point of all of them, and the proof that
    they are not exceeded (or Undecided).
    """

    values: tuple[float, ...]
    at: Point
    proof: Callable[[], Proof]


def sups(model: Model, order: int, size: Callable[[Expression], Expression]) -> Sups:
    """Suprema of size(F_i^(order)); raises Undecided where rounding hides one."""
    known: dict[tuple[Piece, ...], tuple[float, float]] = {}
    for line in model.lines:
        if line.pieces not in known:
            on = [Piece(p.low, p.high, size(p.formula)) for p in line.derivative(order).pieces]
            known[line.pieces] = largest(on, x, scale(model))
    values, places = zip(*(known[line.pieces] for line in model.lines), strict=True)

    def prove() -> Proof:
        proof = Proof(exact=True)
        for on, (value, _) in known.items():
            bound = exactly(value) + exactly(abs(value) * ROUNDING / 2 + 1e-300)
            for piece in on:
                parts = [sympy.diff(piece.formula, x, order)]
                proof &= show_nonnegative(
                    lambda u, b=bound: b - size(u), parts, x, piece.low, piece.high
                )
        return proof

    return Sups(values, places, prove)


def rational_value(line: Line, at: Expression) -> Expression:
    """The value at a rational place, to 60 digits."""
    for piece in line.pieces:
        if piece.low <= at <= piece.high:
            return rational(ball(piece.formula, {x: at}))
    raise Undecided(f"{float(at):g} is outside of the domain")


def only_below(level: Expression, f: Expression, bound: Expression) -> Expression:
    """The bound where f <= level, else 1: nonnegative if and only if the bound holds on the
    sublevel set.
    """
    return Where(level - f, bound, sympy.S.One)


def require(condition: bool, why: str) -> None:
    """Raise Undecided unless the condition holds."""
    if not condition:
        raise Undecided(why)
