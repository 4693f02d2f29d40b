"""What each constant says of a sum of functions of one variable each, as inequalities between
its derivatives on every piece.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from typing import Any

import sympy
from sympy.simplify.fu import TR8

from theorybench.audit.extremes import largest
from theorybench.audit.formula.model import Model, gradient_of, x
from theorybench.audit.formula.nodes import (
    Expression,
    Undecided,
    absolute,
    exactly,
)
from theorybench.audit.grade import ROUNDING, Level
from theorybench.audit.prove.answer import (
    Answer,
    answer,
    broken,
    level,
    means,
)
from theorybench.audit.prove.lines import (
    Piece,
    Proof,
    pieces,
    show_nonnegative,
)
from theorybench.audit.prove.separable import (
    ROOM,
    Sups,
    at_point,
    combined,
    discontinuous,
    distinct,
    extreme,
    jumps,
    only_below,
    rational_value,
    require,
    scale,
    show,
    sups,
    typical,
)
from theorybench.core import symbols as s

FEW = 2000
"""Boxes for a gradient and a derivative, which are the same or not."""
TINY = sympy.Rational(1, 10**30)


def smooth(model: Model, declared: float) -> Answer:
    """|F''| <= L, and F' does not jump."""
    jumped = discontinuous(model, 0) or discontinuous(model, 1)
    if jumped is not None:
        return jumped
    found = extreme(model, combined(model, (2,), absolute))
    return answer(
        declared,
        found,
        at_point(model, found),
        lambda: show(model, (2,), lambda h: exactly(declared) * ROOM - absolute(h)),
    )


def strongly_convex(model: Model, declared: float) -> Answer:
    """F'' >= mu, and F' jumps only upwards."""
    jumped = discontinuous(model, 0)
    if jumped is not None:
        return jumped
    for jump in jumps(model, 1):
        if jump.height < 0:
            return broken(jump.point(model), f"f' jumps down by {-jump.height:.4g}", -math.inf)
    found = extreme(model, combined(model, (2,), lambda h: -h))
    size = typical(model, 2)
    room = exactly(ROUNDING) * exactly(abs(declared) or size) + TINY
    return answer(
        declared,
        found.negative(),
        at_point(model, found),
        lambda: show(model, (2,), lambda h: h - exactly(declared) + room),
        at_least=True,
        size=0.0 if declared else size,
    )


def convex(model: Model) -> Answer:
    """F'' >= 0, and F' jumps only upwards."""
    return strongly_convex(model, 0.0)


def lipschitz(model: Model, declared: float) -> Answer:
    """sum_i sup |F_i'|^2 <= L_f^2, and F does not jump."""
    jumped = discontinuous(model, 0)
    if jumped is not None:
        return jumped
    found = sups(model, 1, absolute)
    return _of_sups(declared, found, math.hypot(*found.values))


def _of_sups(declared: float, found: Sups, reached: float) -> Answer:
    made = answer(declared, None, found.at, found.proof)
    if reached > declared * (1 + ROUNDING):
        return Answer(Level.EXCEEDED, reached, found.at)
    return Answer(made.level, reached, found.at, made.how)


def coordinate_sum(model: Model, declared: float) -> Answer:
    """sum_i sup F_i'' <= L_sum."""
    found = sups(model, 2, lambda h: h)
    return discontinuous(model, 1) or _of_sups(
        declared, found, math.fsum(max(v, 0.0) for v in found.values)
    )


def coordinate_max(model: Model, declared: float) -> Answer:
    """max_i sup F_i'' <= L_max."""
    found = sups(model, 2, lambda h: h)
    return discontinuous(model, 1) or _of_sups(declared, found, max(found.values))


def largest_gap(model: Model, declared: float) -> Answer:
    """sum_i sup F_i - f* <= gap_max."""
    found = sups(model, 0, lambda f: f)
    return _of_sups(declared, found, math.fsum(found.values) - model.problem.f_star)


def relaxed_constant(model: Model, declared: float) -> Answer:
    """|F''| <= L0 + L1 |F'|, F' does not jump; reached: the least L0 for this L1."""
    jumped = discontinuous(model, 0) or discontinuous(model, 1)
    if jumped is not None:
        return jumped
    slope = exactly(model.problem.constants[s.L1])
    found = extreme(model, combined(model, (1, 2), lambda g, h: absolute(h) - slope * absolute(g)))
    require(
        len(model.lines) == 1 or model.problem.minimiser is not None,
        "without a minimiser the other gradients are not 0",
    )

    def proof() -> Any:
        def least(g: Any, h: Any) -> Any:
            return ROOM * (exactly(declared) + slope * absolute(g)) - absolute(h)

        return show(model, (1, 2), least)

    return answer(declared, found, at_point(model, found), proof)


def relaxed_slope(model: Model, declared: float) -> Answer:
    """The same statement; reached: the least L1 for this L0."""
    whole = relaxed_constant(model, model.problem.constants[s.L0])
    if whole.level is Level.EXCEEDED:
        return whole
    constant = exactly(model.problem.constants[s.L0])
    found = extreme(
        model, combined(model, (1, 2), lambda g, h: (absolute(h) - constant) / absolute(g))
    )
    usable = 0 < found.value <= declared * (1 + ROUNDING)
    return Answer(
        whole.level,
        found.value if usable else None,
        at_point(model, found) if usable else None,
        whole.how,
    )


def infimum(model: Model, declared: float) -> Answer:
    """F_i >= F_i(x*_i) for every i, and f(x*) = f*; without a minimiser F >= f* in one
    dimension.
    """
    problem, lines = model.problem, model.lines
    room = exactly(ROUNDING * (problem.constants[s.Delta_0] + abs(declared))) + TINY
    least = extreme_sum(model)
    if problem.minimiser is None:
        require(len(lines) == 1, "no minimiser is given")

        def proof() -> Any:
            return show(model, (0,), lambda f: f - exactly(declared) + room)

        return answer(
            declared, least, None, proof, at_least=True, size=problem.constants[s.Delta_0]
        )
    bottoms = [
        rational_value(line, exactly(v)) for line, v in zip(lines, problem.minimiser, strict=True)
    ]
    attained = float(sum(bottoms))
    if least is not None and min(least, attained) < declared - float(room):
        return Answer(
            Level.EXCEEDED,
            min(least, attained),
            problem.minimiser if attained <= least else None,
            "f falls below f*",
        )
    made = answer(declared, None, None, lambda: _all_above(model, bottoms, room / len(lines)))
    if attained > declared + float(room):
        return Answer(Level.EXCEEDED, attained, problem.minimiser, "f of the minimiser is not f*")
    return Answer(made.level, attained, problem.minimiser, made.how)


def extreme_sum(model: Model) -> float | None:
    """Least value of f that a search finds."""
    values = [
        -largest([Piece(p.low, p.high, -p.formula) for p in line.pieces], x, scale(model))[0]
        for line in model.lines
    ]
    return math.fsum(values)


def _all_above(model: Model, bottoms: Sequence[Expression], room: Expression) -> Proof:
    proof, done = Proof(exact=True), set()
    for line, bottom in zip(model.lines, bottoms, strict=True):
        if (line.pieces, bottom) not in done:
            done.add((line.pieces, bottom))
            for piece in line.pieces:
                proof &= show_nonnegative(
                    lambda f, b=bottom: f - b + room, [piece.formula], x, piece.low, piece.high
                )
    return proof


def sublevel_gradient(model: Model, declared: float) -> Answer:
    """|F'| <= M wherever F <= F(x_0), in one dimension."""
    require(len(model.lines) == 1, "the sublevel set couples the variables")
    line = model.lines[0]
    top = rational_value(line, exactly(model.problem.start[0]))
    margin = exactly(1e-13 * (abs(float(top)) + model.problem.constants[s.Delta_0]))
    slopes = [Piece(p.low, p.high, absolute(p.formula)) for p in line.derivative(1).pieces]
    reached, at = largest(
        slopes,
        x,
        scale(model),
        [top + margin - p.formula for p in line.pieces],
        model.problem.start,
    )

    def proof() -> Any:
        def least(f: Any, g: Any) -> Any:
            return only_below(top, f, exactly(declared) * ROOM - absolute(g))

        return show(model, (0, 1), least)

    return answer(declared, reached, (at,), proof)


def twice_differentiable(model: Model) -> Answer:
    """On every piece F is analytic; at every joint neither F, nor F', nor F'' jumps."""
    for order in (0, 1, 2):
        if (jumped := discontinuous(model, order)) is not None:
            return jumped
    joints = [joint for line in distinct(model.lines) for joint in line.joints]
    try:
        proof = analytic(model)
    except Undecided as reason:
        return Answer(Level.SEARCHED, None, None, str(reason))
    if not joints:
        return Answer(level(proof), how="analytic")
    exact = proof.exact and all(_same_at(*joint) for joint in joints)
    how = "f, f' and f'' agree at the joints" + (
        "" if exact else ", in balls of 200 bits up to rounding"
    )
    return Answer(Level.PROVED if exact else Level.CERTIFIED, how=how)


def _same_at(at: Expression, left: Piece, right: Piece) -> bool:
    """f, f' and f'' of both sides are equal by algebra."""
    return all(sympy.diff(left.formula - right.formula, x, n).subs(x, at) == 0 for n in (0, 1, 2))


def analytic(model: Model) -> Proof:
    """Every denominator, every base of a broken power and every argument of a logarithm keeps
    away from 0; raises Undecided.
    """
    proof = Proof(exact=True)
    for piece in {p for line in model.lines for p in line.pieces}:
        for node in piece.formula.atoms(sympy.Pow, sympy.log, sympy.tan):
            kept = sympy.cos(node.args[0]) if isinstance(node, sympy.tan) else node.args[0]
            whole = (
                isinstance(node, sympy.Pow) and node.args[1].is_Integer and node.args[1].is_positive
            )
            if kept.has(x) and not whole:
                proof &= show_nonnegative(lambda u: u**2 - TINY, [kept], x, piece.low, piece.high)
    return proof


def isotropic(model: Model, declared: float) -> Answer:
    """F'' = mu everywhere."""
    above, under = smooth(model, declared), strongly_convex(model, declared)
    return under if under.level is Level.EXCEEDED else above


def derivative(model: Model) -> Answer:
    """The declared gradient is F' on every piece, relative to its size and to that of the
    gradient at the start.
    """
    room, proof = exactly(ROUNDING), Proof(exact=True)
    size = exactly(model.problem.constants[s.G_0]) + TINY
    declared = gradient_of(model.problem, model.variables)
    done: set[tuple[tuple[Piece, ...], Expression]] = set()
    for line, formula in zip(model.lines, declared, strict=True):
        own = formula.xreplace({model.variables[line.index]: x})
        require(not own.free_symbols - {x}, "the declared gradient couples the variables")
        if (line.pieces, own) not in done:
            done.add((line.pieces, own))
            for mine, theirs in itertools.product(
                line.derivative(1).pieces, pieces(own, x, line.low, line.high)
            ):
                low, high = max(mine.low, theirs.low), min(mine.high, theirs.high)
                if high - low > TINY:
                    off = TR8(sympy.expand(mine.formula - theirs.formula))
                    if off != 0:
                        parts = (off, mine.formula)
                        proof &= show_nonnegative(
                            lambda d, g: room * (absolute(g) + size) - absolute(d),
                            parts,
                            x,
                            low,
                            high,
                            FEW,
                        )
    return Answer(level(proof), how=means(proof))


def quadratic(model: Model) -> Answer:
    """The third derivative is 0 on a single piece."""
    straight = all(
        len(line.pieces) == 1 and sympy.diff(line.pieces[0].formula, x, 3).expand() == 0
        for line in model.lines
    )
    return (
        Answer(Level.PROVED, how="f''' = 0")
        if straight
        else broken(model.problem.start, "the Hessian is not constant", None)
    )


def below_parabola(model: Model, declared: float) -> Answer:
    """F_i - F_i(x*_i) <= L/2 (x - x*_i)^2."""
    problem = model.problem
    require(problem.minimiser is not None, "no minimiser is given")
    assert problem.minimiser is not None
    room, proofs, best = (
        exactly(ROUNDING * problem.constants[s.Delta_0]) + TINY,
        [],
        (-math.inf, 0.0, 0),
    )
    for line, v in zip(model.lines, problem.minimiser, strict=True):
        star, bottom = exactly(v), rational_value(line, exactly(v))
        ratios = [
            Piece(p.low, p.high, 2 * (p.formula - bottom) / (x - star) ** 2) for p in line.pieces
        ]
        best = max(best, (*largest(ratios, x, scale(model)), line.index))
        proofs += [
            (
                p,
                lambda f, u, b=bottom, c=star: (
                    exactly(declared) * ROOM / 2 * (u - c) ** 2 - f + b + room
                ),
            )
            for p in line.pieces
        ]
    at = list(problem.minimiser)
    at[best[2]] = best[1]
    return answer(declared, best[0], tuple(at), lambda: _conjunction(proofs))


def _conjunction(proofs: Sequence[tuple[Piece, Callable[..., Expression]]]) -> Proof:
    proof = Proof(exact=True)
    for piece, build in proofs:
        proof &= show_nonnegative(build, [piece.formula, x], x, piece.low, piece.high)
    return proof


def stationary(model: Model) -> Answer:
    """The gradient at the minimiser is 0."""
    problem = model.problem
    require(problem.minimiser is not None, "no minimiser is given")
    assert problem.minimiser is not None
    slopes = [
        rational_value(line.derivative(1), exactly(v))
        for line, v in zip(model.lines, problem.minimiser, strict=True)
    ]
    size = math.hypot(*map(float, slopes))
    if size > ROUNDING * problem.constants[s.G_0]:
        return broken(problem.minimiser, "the gradient at the minimiser is not 0", size)
    return Answer(
        Level.PROVED if size == 0 else Level.CERTIFIED,
        how=f"||grad f(x*)|| = {size:.2g}" if size else "grad f(x*) = 0",
    )
