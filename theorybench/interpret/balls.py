"""Arb balls as the numbers of a tensor: every result encloses the exact real one.

A comparison that balls leave open is the ball [0, 1]; a choice by it is the union of both branches.
Python may branch on what is certain alone: else Undecided is raised, which asks for more bits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from flint import arb, ctx

from theorybench.core.types import Tensor
from theorybench.interpret.operations import Primitives, table
from theorybench.interpret.tensors import Interpreted, Untraceable, entries_of


class Undecided(Exception):
    """The balls are too wide to decide; the message says what."""


class TooLong(Exception):
    """More work than was allowed."""


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """Balls are computed with so many bits inside."""
    before, ctx.prec = ctx.prec, bits
    try:
        yield
    finally:
        ctx.prec = before


OPEN = arb(0.5, 0.5)
"""The truth of a comparison that is not decided."""
_ZERO, _ONE = arb(0), arb(1)


def exact(value: float) -> arb:
    """The ball without radius of a float, an int or a bool; infinite ones stay what they are."""
    return arb(int(value)) if isinstance(value, bool | int) else arb(value)


def at_least(a: arb, b: arb) -> arb:
    """The truth of a >= b."""
    if (a is b and a.is_finite()) or a >= b:
        return _ONE
    return _ZERO if a < b else OPEN


def choose(truth: arb, a: arb, b: arb) -> arb:
    """a, b, or their union."""
    return b if truth.is_zero() else a if truth == 1 else a.union(b)


def largest(values: list[arb]) -> arb:
    """The maximum."""
    made = values[0]
    for one in values[1:]:
        made = made.max(one)
    return made


def absolute(u: arb) -> arb:
    """|u|, nowhere below 0."""
    return u if u >= 0 else -u if u <= 0 else _ZERO.union(arb(u.abs_upper()))


def divide(a: arb, b: arb) -> arb:
    """a / b; what is divided by an exact 0 is infinite, as in floats."""
    if b.is_zero() and not a.contains(0):
        return arb.pos_inf() if a > 0 else arb.neg_inf()
    return a / b


def square_root(u: arb) -> arb:
    """The root of a number that has one: of the part of a ball from 0 on."""
    return u.sqrt() if u >= 0 or u < 0 else _ZERO.union(u.upper().sqrt())


def power(u: arb, exponent: arb) -> arb:
    """u ** exponent, of a base that is at least 0 unless the exponent is a whole number."""
    whole = exponent.unique_fmpz() if exponent.is_exact() and exponent.is_integer() else None
    if whole is None:
        if exponent == 0.5:
            return square_root(u)
        if u > 0 or not exponent > 0:
            return u**exponent
        return _ZERO if u.is_zero() else _ZERO.union(u.upper() ** exponent)
    if whole == 0:
        return _ONE
    if not u.contains(0) or not u.is_finite():
        return u**whole
    if whole < 0:
        return divide(_ONE, power(u, arb(-whole)))
    ends = (u.lower(), u.upper())
    powers = [_ZERO if e.is_zero() else e**whole for e in ends]
    return _ZERO.union(largest(powers)) if whole % 2 == 0 else powers[0].union(powers[1])


def look_up(entries: np.ndarray, place: arb) -> arb:
    """The entry at a place, or the union of those that it may be."""
    first, last = whole(place.lower().ceil()), whole(place.upper().floor())
    made = entries[first]
    for i in range(first + 1, last + 1):
        made = made.union(entries[i])
    return made


def whole(u: arb) -> int:
    """The int that a ball is; raises Undecided where it may be two."""
    made = u.unique_fmpz()
    if made is None or not u.is_exact():
        raise Undecided(f"which entry of a tensor is meant: that with the number {u}")
    return int(made)


def _total(values: list[arb]) -> arb:
    made = values[0]
    for one in values[1:]:
        made = made + one
    return made


def truncated(u: arb) -> arb:
    """The whole number next to u towards 0."""
    return u.floor() if u >= 0 else u.ceil() if u < 0 else u.floor().union(u.ceil())


def truth(u: arb) -> arb:
    """The truth that a number stands for: that it is not 0."""
    return _ZERO if u.is_zero() else OPEN if u.contains(0) else _ONE


def sigmoid(u: arb) -> arb:
    """1 / (1 + e^-u), also where e^-u is too large for a ball."""
    return 1 / (1 + (-u).exp()) if u.abs_upper() < 1e6 else ((u / 2).tanh() + 1) / 2


_OWN = (
    *("exp", "expm1", "log", "log1p", "sinh", "cosh", "tanh", "asinh"),
    *("sin", "cos", "tan", "asin", "acos", "atan", "floor", "ceil"),
)
FUNCTIONS: dict[str, Callable[[arb], arb]] = {
    **{name: getattr(arb, name) for name in _OWN},
    "sqrt": square_root,
    "trunc": truncated,
    "sigmoid": sigmoid,
    "truth": truth,
    "isnan": lambda u: _ZERO if u.is_finite() else OPEN,
    "isfinite": lambda u: _ONE if u.is_finite() else _ZERO if u in _INFINITE else OPEN,
    "isinf": lambda u: _ZERO if u.is_finite() else _ONE if u in _INFINITE else OPEN,
}
_INFINITE = (arb.pos_inf(), arb.neg_inf())
PRIMITIVES = Primitives(
    exact, at_least, choose, largest, absolute, divide, power, FUNCTIONS, _total, look_up, whole
)


class Balls:
    """The arithmetic of balls; work: how much may be done, in numbers computed."""

    noun = "enclosure"
    operations = table(PRIMITIVES)

    def __init__(self, work: float = float("inf")) -> None:
        self.work = work

    def exact(self, value: float) -> arb:
        return exact(value)

    def settled(self, number: arb) -> int | None:
        made = number.unique_fmpz() if number.is_exact() and number.is_integer() else None
        return None if made is None else int(made)

    def to_float(self, number: arb) -> float:
        if not number.is_exact():
            raise Undecided(f"Python asks for the float, or the truth, that {number} is")
        made = float(number)
        if arb(made) != number:
            raise Untraceable(f"it turns {number} into a float")
        return made

    def account(self, made: np.ndarray, work: int) -> None:
        self.work -= OVERHEAD + made.size
        if self.work < 0:
            raise TooLong


OVERHEAD = 8
"""An operation of torch costs as much time as so many numbers."""


def tensor(values: Any, arithmetic: Balls) -> Tensor:
    """A tensor of balls, from an array of balls or from an ordinary tensor, taken exactly."""
    if isinstance(values, Tensor):
        return Interpreted(entries_of(values, arithmetic), arithmetic)
    return Interpreted(np.asarray(values, dtype=object), arithmetic)
