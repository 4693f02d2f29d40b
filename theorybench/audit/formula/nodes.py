"""Formulas of piecewise functions in sympy: the nodes where a formula branches, its numbers at a
point, and its numpy function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import sympy
from flint import arb, ctx, fmpq

Expression = Any
"""A sympy expression; sympy's own types are too loose to name it better."""

DIGITS = 200
"""Bits of the balls in which formulas are evaluated at points."""


class Undecided(Exception):
    """A question about a formula that the method at hand cannot answer; the message says why."""


class Where(sympy.Function):
    """Where(u, a, b) is a if u >= 0, else b."""

    nargs = 3

    @classmethod
    def eval(cls, *args: Expression) -> Expression:
        """Decided at once where u is a number or the branches are the same."""
        u, a, b = args
        if a == b or u.is_extended_nonnegative:
            return a
        return b if u.is_extended_negative else None

    def _eval_is_extended_real(self) -> bool:
        return True


class Maximum(sympy.Function):
    """The largest of its arguments. sympy.Max would compare every pair of them."""

    def _eval_is_extended_real(self) -> bool:
        return True


def absolute(u: Expression) -> Expression:
    """|u|, with the branches in sight."""
    return Where(u, u, -u) if not u.is_number else sympy.Abs(u)


def exactly(number: float) -> Expression:
    """The rational number that a float is; infinite and missing numbers stay what they are."""
    number = float(number)
    return (
        sympy.Rational(*number.as_integer_ratio())
        if np.isfinite(number)
        else sympy.nan
        if np.isnan(number)
        else sympy.oo * np.sign(number)
    )


def branching(expression: Expression) -> Expression | None:
    """The outermost node where the formula branches by a condition that does not branch itself,
    if there is one.
    """
    for node in sympy.preorder_traversal(expression):
        if isinstance(node, Where | Maximum):
            deciding = node.args if isinstance(node, Maximum) else node.args[:1]
            if not any(d.has(Where, Maximum) for d in deciding):
                return node
    return None


def settled(expression: Expression, u: Expression, up: bool) -> Expression:
    """The formula where u >= 0 (up) or u <= 0: every branch by u or -u is chosen."""
    other = -u
    chosen = {
        n: n.args[1 if (n.args[0] == u) == up else 2]
        for n in expression.atoms(Where)
        if n.args[0] in (u, other)
    }
    while chosen and expression.has(*chosen):
        expression = expression.xreplace(chosen)
        chosen = {
            n: n.args[1 if (n.args[0] == u) == up else 2]
            for n in expression.atoms(Where)
            if n.args[0] in (u, other)
        }
    return expression


def branches(
    expression: Expression, limit: int = 1024
) -> list[tuple[tuple[Expression, ...], Expression]]:
    """All smooth formulas that a formula consists of, with the expressions that are >= 0 where it
    holds; they may contradict each other.

    Raises Undecided if there are more than `limit`.
    """
    open_, done = [((), expression)], []
    while open_:
        if len(open_) + len(done) > limit:
            raise Undecided(f"the formula has more than {limit} branches")
        given, one = open_.pop()
        node = branching(one)
        if node is None:
            done.append((given, one))
            continue
        values: tuple[Expression, ...] = node.args
        if isinstance(node, Where):
            u = values[0]
            open_ += [((*given, u), settled(one, u, True)), ((*given, -u), settled(one, u, False))]
        else:
            open_ += [
                ((*given, *(a - b for b in values if b != a)), one.xreplace({node: a}))
                for a in values
            ]
    return done


_BALLS: dict[Any, Callable[[arb], arb]] = {
    sympy.exp: arb.exp,
    sympy.log: arb.log,
    sympy.sin: arb.sin,
    sympy.cos: arb.cos,
    sympy.tan: arb.tan,
    sympy.sinh: arb.sinh,
    sympy.cosh: arb.cosh,
    sympy.tanh: arb.tanh,
    sympy.atan: arb.atan,
    sympy.asinh: arb.asinh,
    sympy.Abs: abs,
}


def ball(
    expression: Expression, at: Mapping[Expression, Fraction | sympy.Rational] | None = None
) -> arb:
    """A ball of DIGITS bits that holds the value at a point; raises Undecided for a formula, or
    a branch, that it cannot decide.
    """
    before, ctx.prec = ctx.prec, DIGITS
    try:
        try:
            return _ball(expression, {s: _rational(v) for s, v in (at or {}).items()}, {})
        except Undecided:  # a branch at the point may be decided exactly
            return _ball(
                expression.xreplace({s: sympy.Rational(v) for s, v in (at or {}).items()}), {}, {}
            )
    finally:
        ctx.prec = before


def _rational(value: Any) -> arb:
    value = sympy.Rational(value)
    return arb(fmpq(int(value.p), int(value.q)))


def _ball(node: Expression, at: Mapping[Expression, arb], known: dict[Expression, arb]) -> arb:
    if node in known:
        return known[node]
    known[node] = made = _new_ball(node, at, known)
    if not made.is_finite():
        raise Undecided(f"{node.func.__name__} has no value there")
    return made


def _new_ball(node: Expression, at: Mapping[Expression, arb], known: dict[Expression, arb]) -> arb:
    def inner(one: Expression) -> arb:
        return _ball(one, at, known)

    if node.is_Rational:
        return _rational(node)
    if node.is_Symbol:
        return at[node]
    if node is sympy.pi:
        return arb.pi()
    if node is sympy.E:
        return arb(1).exp()
    if isinstance(node, Where):
        u, a, b = node.args
        return inner(a if _is_nonnegative(inner(u)) else b)
    if isinstance(node, Maximum):
        return _fold(arb.max, map(inner, node.args))
    if node.is_Add:
        return _fold(lambda a, b: a + b, map(inner, node.args))
    if node.is_Mul:
        return _fold(lambda a, b: a * b, map(inner, node.args))
    if node.is_Pow:
        return inner(node.base) ** (int(node.exp) if node.exp.is_Integer else inner(node.exp))
    if node.func in _BALLS:
        return _BALLS[node.func](inner(node.args[0]))
    raise Undecided(f"{node.func.__name__} is not evaluated")


def _is_nonnegative(u: arb) -> bool:
    if u >= 0:
        return True
    if u < 0:
        return False
    raise Undecided("a branch is undecided at the point")


def _fold(join: Callable[[arb, arb], arb], parts: Iterator[arb]) -> arb:
    total = next(parts)
    for part in parts:
        total = join(total, part)
    return total


def numpy_function(
    variables: Sequence[Expression], expressions: Sequence[Expression]
) -> Callable[..., list[np.ndarray]]:
    """(x_1, ..., x_d), arrays of one shape -> the expressions' values, each of that shape, in
    float64; NaN where there is none.
    """
    own = {
        "Where": lambda u, a, b: np.where(u >= 0, a, b),
        "Maximum": lambda *a: np.maximum.reduce(np.broadcast_arrays(*a)),
    }
    compiled = sympy.lambdify(
        list(variables), list(expressions), modules=[own, "numpy", "scipy"], cse=True
    )

    def values(*columns: np.ndarray) -> list[np.ndarray]:
        with np.errstate(all="ignore"):
            return [
                np.broadcast_to(np.asarray(v, dtype=float), np.shape(columns[0]))
                for v in compiled(*columns)
            ]

    return values
