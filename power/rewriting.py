"""Changes of a formula: one exponent, one term or one constant at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import sympy

from theorybench.core import symbols as s
from theorybench.core.types import EntryError

Change = tuple[str, Any]
"""What was changed, in words, and the changed expression."""

SHIFTS = (sympy.Rational(5, 4), sympy.Rational(4, 5))
"""What an exponent without unit is multiplied by."""


def exponents(expression: Any) -> Iterator[Change]:
    """One power at a time: of a pure number the exponent times 5/4 or 4/5, of a constant with a
    unit the exponent plus 1.
    """
    expression = sympy.sympify(expression)
    for node in _nodes(expression, sympy.Pow, sympy.exp):
        base, power = node.as_base_exp()
        if isinstance(node, sympy.exp):
            yield from _replaced(expression, node, [sympy.exp(c * node.args[0]) for c in SHIFTS])
        elif base.free_symbols and power != -1 and not base.is_Symbol:
            yield from _replaced(expression, node, [base ** (c * power) for c in SHIFTS])
    for symbol in _symbols(expression):
        if symbol.unit.same(s.ONE):
            yield from _replaced(expression, symbol, [symbol**c for c in SHIFTS])
        else:
            yield from _powers(expression, symbol)


def _powers(expression: Any, symbol: s.Constant) -> Iterator[Change]:
    """A symbol with a unit: every power of it by one more."""
    for node in [n for n in _nodes(expression, sympy.Pow) if n.base == symbol]:
        yield from _replaced(expression, node, [symbol ** (node.exp + 1)])
    hidden = sympy.Dummy(positive=True)
    bare = expression.replace(
        lambda e: isinstance(e, sympy.Pow) and e.base == symbol, lambda e: hidden**e.exp
    )
    if bare.has(symbol):
        yield (
            f"{symbol} -> {symbol**2}",
            bare.xreplace({symbol: symbol**2}).xreplace({hidden: symbol}),
        )


def terms(expression: Any) -> Iterator[Change]:
    """One term of one sum, maximum or minimum dropped at a time."""
    expression = sympy.sympify(expression)
    for node in _nodes(expression, sympy.Add, sympy.Max, sympy.Min):
        for term in sorted(node.args, key=str):
            changed = _put(expression, node, node.func(*(a for a in node.args if a != term)))
            if changed is not None:
                yield f"{term} dropped from {node}", changed


def constants(
    expression: Any, known: Iterable[s.Constant], counted: Iterable[s.Constant] = ()
) -> Iterator[Change]:
    """One constant replaced by another known one of the same unit; one that counts steps by its
    successor.
    """
    expression = sympy.sympify(expression)
    for symbol in _symbols(expression):
        if symbol.unit.same(s.ONE):
            others = [symbol + 1] if symbol in set(counted) else []
        else:
            others = [
                c for c in sorted(set(known), key=str) if c != symbol and c.unit.same(symbol.unit)
            ]
        yield from _replaced(expression, symbol, others)


def unit_faults(expression: Any, wanted: s.Unit) -> bool:
    """Whether the units of an expression do not fit."""
    try:
        its = s.unit_of(expression)
    except EntryError:
        return True
    return its is not None and not its.same(wanted)


def _replaced(expression: Any, old: Any, new: Iterable[Any]) -> Iterator[Change]:
    for other in new:
        changed = _put(expression, old, other)
        if changed is not None:
            yield f"{old} -> {other}", changed


def _put(expression: Any, old: Any, new: Any) -> Any:
    """The expression with a part replaced; None where nothing changes or no real number is left."""
    try:
        changed = expression.xreplace({old: new})
    except ValueError:  # sympy: an argument of a maximum is not comparable
        return None
    if (
        changed == expression
        or changed.is_finite is False
        or changed.is_extended_real is False
        or changed.has(sympy.zoo, sympy.nan, sympy.I)
    ):
        return None
    return changed


def _nodes(expression: Any, *kinds: type) -> list[Any]:
    """The different parts of these kinds, in a fixed order."""
    return sorted(
        {n for n in sympy.preorder_traversal(expression) if isinstance(n, kinds)}, key=str
    )


def _symbols(expression: Any) -> list[s.Constant]:
    return sorted((c for c in expression.free_symbols if isinstance(c, s.Constant)), key=str)
