"""Reads the formula of a torch function: it is run on tensors whose numbers are sympy
expressions.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import sympy

from theorybench.audit.formula.nodes import (
    Expression,
    Maximum,
    Where,
    absolute,
    branching,
    exactly,
)
from theorybench.core.types import Tensor
from theorybench.interpret.operations import Primitives, table
from theorybench.interpret.tensors import Interpreted, Untraceable, cause, entries_of


def trace(
    function: Callable[[Tensor], Tensor], variables: Sequence[Expression], shape: tuple[int, ...]
) -> np.ndarray:
    """Formulas of the numbers that a function answers to one tensor of variables: an array of
    expressions of the answer's shape.

    Raises Untraceable if the function branches on values, leaves float64 or uses an unknown
    operation.
    """
    entries = np.empty(len(variables), dtype=object)
    entries[:] = variables
    try:
        answer = function(Interpreted(entries.reshape(shape), _FORMULAS))
        return entries_of(answer, _FORMULAS)
    # torch wraps what is raised inside an operation, and a user's function may do anything
    except Exception as error:
        if told := cause(error, Untraceable):
            raise told from None
        raise Untraceable(str(error.__cause__ or error).splitlines()[0][:120]) from error


MOST_NODES, MOST_NUMBERS = 3000, 20_000
"""Beyond them sympy would take minutes."""


def _choose(condition: Expression, a: Expression, b: Expression) -> Expression:
    """a where the condition (made of Where, 1 and 0) is 1, else b."""
    if isinstance(condition, Where):
        u, yes, no = condition.args
        return Where(u, _choose(yes, a, b), _choose(no, a, b))
    if condition == 1:
        return a
    if condition == 0:
        return b
    raise Untraceable("a condition is computed from numbers")


def _at_least(a: Expression, b: Expression) -> Expression:
    return Where(a - b, sympy.S.One, sympy.S.Zero)


def _largest(values: list[Expression]) -> Expression:
    if len(values) > 2:
        return Maximum(*values)
    return values[0] if len(values) == 1 else Where(values[0] - values[1], *values)


def _power(u: Expression, exponent: Expression) -> Expression:
    return sympy.sqrt(u) if exponent == sympy.S.Half else u**exponent


def _look_up(entries: np.ndarray, place: Expression) -> Expression:
    """An entry whose number is an expression that is constant on every branch."""
    node = branching(place)
    if node is None:
        return entries[int(place)]
    u, a, b = node.args
    return Where(
        u,
        _look_up(entries, place.xreplace({node: a})),
        _look_up(entries, place.xreplace({node: b})),
    )


def _whole(number: Expression) -> int:
    if not number.is_Integer:
        raise Untraceable("it looks up entries of a matrix by the tensor")
    return int(number)


FUNCTIONS: dict[str, Callable[[Expression], Expression]] = {
    **{f.__name__: f for f in (sympy.exp, sympy.log, sympy.sqrt, sympy.sin, sympy.cos, sympy.tan)},
    **{f.__name__: f for f in (sympy.sinh, sympy.cosh, sympy.tanh, sympy.atan, sympy.asinh)},
    "expm1": lambda u: sympy.exp(u) - 1,
    "log1p": lambda u: sympy.log(1 + u),
    "truth": lambda u: u,
}
PRIMITIVES = Primitives(
    exact=exactly,
    at_least=_at_least,
    choose=_choose,
    largest=_largest,
    absolute=absolute,
    divide=lambda a, b: a / b,
    power=_power,
    functions=FUNCTIONS,
    total=lambda values: sympy.Add(*values),
    look_up=_look_up,
    whole=_whole,
)


class Formulas:
    """The arithmetic of sympy expressions; true and false are 1 and 0, or branch between them."""

    noun = "formula"
    operations = table(PRIMITIVES)

    def exact(self, value: float) -> Expression:
        return exactly(value)

    def settled(self, number: Expression) -> int | None:
        return int(number) if getattr(number, "is_Integer", False) else None

    def to_float(self, number: Expression) -> float:
        raise Untraceable("it branches on values of the tensor")

    def account(self, made: np.ndarray, work: int) -> None:
        """Raise Untraceable where formulas become too many, or one of them too long."""
        first = next((e for e in made.flat if isinstance(e, sympy.Basic)), sympy.S.Zero)
        nodes = itertools.islice(sympy.preorder_traversal(first), MOST_NODES)
        if work > MOST_NUMBERS or sum(1 for _ in nodes) >= MOST_NODES:
            raise Untraceable(
                f"its formula has more than {MOST_NODES} terms, or it computes more than"
                f" {MOST_NUMBERS} numbers at once"
            )


_FORMULAS: Any = Formulas()
