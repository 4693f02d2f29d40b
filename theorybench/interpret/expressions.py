"""Evaluates the tree of a sympy expression in any arithmetic, and in balls."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sympy
from flint import arb, fmpq

from theorybench.interpret.balls import absolute, at_least, choose, power

Value = Any


class Unknown(Exception):
    """The expression has a function that is not evaluated here; the message names it."""


@dataclass(frozen=True, eq=False)
class Meaning:
    """What the nodes of an expression are.

    number: of a rational; constants: pi and e; power: (base, exponent, evaluate) where the exponent
    is a node; functions: class of sympy -> function of values; branches: class -> (node, evaluate)
    -> value, for nodes that need not evaluate all their arguments.
    """

    number: Callable[[Any], Value]
    constants: Mapping[Any, Callable[[], Value]]
    power: Callable[[Value, Any, Callable[[Any], Value]], Value]
    functions: Mapping[Any, Callable[..., Value]]
    branches: Mapping[Any, Callable[[Any, Callable[[Any], Value]], Value]]


def fold(expression: Any, meaning: Meaning, known: dict[Any, Value]) -> Value:
    """The value of an expression; known: values of nodes, those of the symbols to begin with, and
    all others afterwards.

    Raises Unknown for a function without a meaning and for a symbol without a value.
    """

    def evaluate(node: Any) -> Value:
        if node not in known:
            known[node] = _new(node, meaning, evaluate)
        return known[node]

    return evaluate(sympy.sympify(expression))


def _new(node: Any, meaning: Meaning, evaluate: Callable[[Any], Value]) -> Value:
    if node.is_Rational or node.is_Float:
        return meaning.number(sympy.Rational(node))
    if node in meaning.constants:
        return meaning.constants[node]()
    if node.is_Add or node.is_Mul:
        join = operator.add if node.is_Add else operator.mul
        return functools.reduce(join, map(evaluate, node.args))
    if node.is_Pow:
        return meaning.power(evaluate(node.base), node.exp, evaluate)
    if node.func in meaning.branches:
        return meaning.branches[node.func](node, evaluate)
    if node.func in meaning.functions:
        return meaning.functions[node.func](*map(evaluate, node.args))
    raise Unknown(f"no value for {node}" if node.is_Symbol else f"{node.func} is not evaluated")


def ball_of(value: Any) -> arb:
    """The ball of a rational number of sympy."""
    return arb(fmpq(int(value.p), int(value.q)))


def ball_power(base: arb, exponent: Any, evaluate: Callable[[Any], arb]) -> arb:
    """A power whose exponent is taken exactly where it is a number."""
    return power(base, evaluate(exponent))


def _piecewise(node: Any, evaluate: Callable[[Any], arb]) -> arb:
    """The first piece whose condition holds."""
    (value, condition), *others = node.args
    if condition == sympy.true:
        return evaluate(value)
    truth = truth_of(condition, evaluate)
    if truth == 1 or not others:
        return evaluate(value)
    rest = _piecewise(sympy.Piecewise(*others, evaluate=False), evaluate)
    return rest if truth.is_zero() else choose(truth, evaluate(value), rest)


def truth_of(condition: Any, evaluate: Callable[[Any], arb]) -> arb:
    """The truth of a comparison, or of several joined by and, or: 1, 0 or open."""
    if condition in (sympy.true, sympy.false):
        return arb(int(condition == sympy.true))
    if isinstance(condition, sympy.And | sympy.Or):
        parts = [truth_of(c, evaluate) for c in condition.args]
        both = isinstance(condition, sympy.And)
        return functools.reduce(arb.min if both else arb.max, parts)
    left, right = evaluate(condition.lhs), evaluate(condition.rhs)
    kinds = {
        ">=": lambda: at_least(left, right),
        "<=": lambda: at_least(right, left),
        ">": lambda: 1 - at_least(right, left),
        "<": lambda: 1 - at_least(left, right),
    }
    if condition.rel_op not in kinds:
        raise Unknown(f"the comparison {condition} is not evaluated")
    return kinds[condition.rel_op]()


def _call(node: Any, evaluate: Callable[[Any], arb]) -> arb:
    raise Unknown(f"{node.func} is written in Python, in floats")


BALLS = Meaning(
    number=ball_of,
    constants={sympy.pi: arb.pi, sympy.E: arb.const_e},
    power=ball_power,
    functions={
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
        sympy.acosh: arb.acosh,
        sympy.gamma: arb.gamma,
        sympy.erf: arb.erf,
        sympy.LambertW: arb.lambertw,
        sympy.floor: arb.floor,
        sympy.ceiling: arb.ceil,
        sympy.Abs: absolute,
        sympy.sign: lambda u: choose(at_least(u, arb(0)), arb(1), arb(-1)),
        sympy.Max: lambda *values: functools.reduce(arb.max, values),
        sympy.Min: lambda *values: functools.reduce(arb.min, values),
    },
    branches={sympy.Piecewise: _piecewise},
)
"""Real numbers in balls. Precision is that of the context in which `fold` runs."""
