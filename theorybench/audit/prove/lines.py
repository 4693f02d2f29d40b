"""Piecewise smooth functions of one real variable: their pieces and joints, and inequalities
between their derivatives.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import sympy

from theorybench.audit.formula.nodes import (
    Expression,
    Maximum,
    Undecided,
    Where,
    ball,
    branches,
    branching,
    settled,
)
from theorybench.audit.prove.algebra import (
    SLIVER,
    Rationals,
    inside,
    is_positive,
    oo,
    rationals,
    roots,
)
from theorybench.audit.prove.boxes import Box, Search, search_for_negative

MOST_PIECES = 400
RAY = 64
"""Boxes after which an infinite one is no longer halved: it is settled soon or never."""


@dataclass(frozen=True)
class Piece:
    """A formula without branches on low <= x <= high; the ends are rational or infinite."""

    low: Expression
    high: Expression
    formula: Expression


@dataclass(frozen=True)
class Proof:
    """How an inequality was shown; `exact`: by algebra, else by interval arithmetic on `boxes`
    boxes.
    """

    exact: bool
    boxes: int = 0
    how: str = ""

    def __and__(self, other: Proof) -> Proof:
        return Proof(self.exact and other.exact, self.boxes + other.boxes, self.how or other.how)


def pieces(
    formula: Expression, x: Expression, low: Expression = -oo, high: Expression = oo
) -> list[Piece]:
    """The pieces of a formula, in ascending order. Raises Undecided for a branch whose condition
    has no computable roots.
    """
    formula = formula.replace(Maximum, lambda *a: _as_where(a))
    open_, done = [Piece(low, high, formula)], []
    while open_:
        if len(open_) + len(done) > MOST_PIECES:
            raise Undecided(f"the formula has more than {MOST_PIECES} pieces")
        one = open_.pop()
        node = branching(one.formula)
        if node is None:
            done.append(one)
            continue
        u = node.args[0]
        cuts = [one.low, *roots(u, x, one.low, one.high), one.high]
        open_ += [
            Piece(a, b, settled(one.formula, u, _is_up(u, x, inside(a, b))))
            for a, b in itertools.pairwise(cuts)
        ]
    if any(p.formula.has(sympy.nan, sympy.zoo, oo, -oo) for p in done):
        raise Undecided("the function is not a number on some piece")
    return _joined(sorted(done, key=lambda p: p.low))


def _as_where(values: Sequence[Expression]) -> Expression:
    first, *rest = values
    if not rest:
        return first
    others = _as_where(rest)
    return Where(first - others, first, others)


def _is_up(u: Expression, x: Expression, at: Expression) -> bool:
    value = ball(u, {x: at})
    if not (value >= 0 or value < 0):
        raise Undecided("a branch is undecided inside its piece")
    return bool(value >= 0)


def _joined(ascending: list[Piece]) -> list[Piece]:
    """Neighbours of one formula put together."""
    made: list[Piece] = []
    for one in ascending:
        if made and made[-1].formula == one.formula and made[-1].high == one.low:
            made[-1] = Piece(made[-1].low, one.high, one.formula)
        else:
            made.append(one)
    return made


def show_nonnegative(
    build: Callable[..., Expression],
    parts: Sequence[Expression],
    x: Expression,
    low: Expression,
    high: Expression,
    boxes: int = 20_000,
) -> Proof:
    """Show build(*parts) >= 0 on low <= x <= high: by algebra where the smooth `parts` allow it,
    else by interval arithmetic.

    build may branch (take absolute values) and must leave some room, as only > 0 is decided. Raises
    Undecided if it cannot be shown.
    """
    low, high = _sliver(low, -1), _sliver(high, 1)
    try:
        made = rationals(parts, x, low, high)
    except Undecided:
        return _by_intervals(build(*parts), x, low, high, boxes)
    if _algebraic(build(*made.formulas), made):
        return Proof(exact=True)
    raise Undecided("it is not so somewhere")


def _sliver(end: Expression, sign: int) -> Expression:
    """An end that is an approximation of 45 digits, not a number of the formula, is moved beyond
    the number that it stands for.
    """
    return end if end in (-oo, oo) or len(str(end.q)) < 40 else end + sign * SLIVER


def _wider(low: Expression, high: Expression, within: Rationals) -> tuple[Expression, Expression]:
    return (low if low == within.low else _sliver(low, -1)), (
        high if high == within.high else _sliver(high, 1)
    )


def _algebraic(formula: Expression, on: Rationals) -> bool:
    each = pieces(formula, on.variable, on.low, on.high)
    return all(is_positive(p.formula, on.variable, *_wider(p.low, p.high, on)) for p in each)


def _by_intervals(
    formula: Expression, x: Expression, low: Expression, high: Expression, boxes: int
) -> Proof:
    count = 0
    for conditions, smooth in branches(formula):
        if not smooth.is_positive:
            found = _search([smooth, *conditions], x, low, high, boxes)
            if not found.shown:
                raise Undecided(
                    f"interval arithmetic left {found.open} of {found.boxes} boxes open"
                )
            count += found.boxes
    return Proof(exact=count == 0, boxes=count)


def _search(
    of: Sequence[Expression], x: Expression, low: Expression, high: Expression, boxes: int
) -> Search:
    """Branch and bound for the first formula where the others are >= 0; what is beyond a bound
    also in terms of 1 / x.
    """
    formula, *conditions = of
    ray = low == -oo or high == oo
    found = search_for_negative(
        formula, [x], Box.of([(low, high)]), conditions, RAY if ray else boxes
    )
    if found.shown or not ray:
        return found
    left = low if low != -oo else min(-sympy.S.One, high - 1)
    right = high if high != oo else max(sympy.S.One, low + 1)
    parts = [_search(of, x, left, right, boxes)]
    turned = [_turned(one, x) for one in of]
    if low == -oo:
        parts.append(
            search_for_negative(
                turned[0], [x], Box.of([(1 / left, sympy.S.Zero)]), turned[1:], boxes
            )
        )
    if high == oo:
        parts.append(
            search_for_negative(
                turned[0], [x], Box.of([(sympy.S.Zero, 1 / right)]), turned[1:], boxes
            )
        )
    return Search(
        all(p.shown for p in parts),
        found.boxes + sum(p.boxes for p in parts),
        sum(p.open for p in parts),
    )


def _turned(formula: Expression, x: Expression) -> Expression:
    """The formula at 1 / x, rational terms as one fraction, so that they have limits at 0."""
    terms = [term.subs(x, 1 / x) for term in sympy.Add.make_args(formula.expand())]
    return sympy.Add(
        *(sympy.cancel(term) if term.is_rational_function(x) else term for term in terms)
    )
