"""Interval arithmetic on many boxes at once: float64 ends rounded outwards, elementary functions
by Arb (python-flint).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy
from flint import arb, ctx, fmpq

from theorybench.audit.formula.nodes import (
    Expression,
    Maximum,
    Undecided,
    Where,
)

FAR = 700.0
"""Functions of numbers up to this size fit into float64."""


def _down(a: np.ndarray) -> np.ndarray:
    return np.where(np.isnan(a), -np.inf, np.nextafter(a, -np.inf))


def _up(a: np.ndarray) -> np.ndarray:
    return np.where(np.isnan(a), np.inf, np.nextafter(a, np.inf))


def _sum(a: np.ndarray, b: np.ndarray, towards: float) -> np.ndarray:
    """a + b rounded in one direction, exactly where it is exact: by the error of the sum
    (Knuth), itself a float.
    """
    made = a + b
    part = made - a
    error = (a - (made - part)) + (b - part)
    safe = (error == 0) | (np.sign(error) == -np.sign(towards)) | np.isinf(a) | np.isinf(b)
    return np.where(np.isnan(made), towards, np.where(safe, made, np.nextafter(made, towards)))


@dataclass(frozen=True, eq=False)
class Intervals:
    """The intervals [low, high], arrays of one shape; ends may be infinite. Sums and products of
    float64 are correctly rounded, so that the neighbours of a result enclose the exact one."""

    low: np.ndarray
    high: np.ndarray

    def __neg__(self) -> Intervals:
        return Intervals(-self.high, -self.low)

    def __add__(self, other: Intervals) -> Intervals:
        return Intervals(_sum(self.low, other.low, -np.inf), _sum(self.high, other.high, np.inf))

    def __mul__(self, other: Intervals) -> Intervals:
        pairs = [(a, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        zero = np.stack(
            [(a == 0) | (b == 0) for a, b in pairs]
        )  # exact, also times an end that is not attained
        ends = np.where(zero, 0.0, np.stack([a * b for a, b in pairs]))
        return Intervals(
            np.where(zero, 0.0, _down(ends)).min(0), np.where(zero, 0.0, _up(ends)).max(0)
        )

    def reciprocal(self) -> Intervals:
        """1 / x; everything where 0 lies inside."""
        across = (self.low <= 0) & (self.high >= 0)
        low, high = _down(1 / self.high), _up(1 / self.low)
        low = np.where(across, np.where((self.low == 0) & (self.high > 0), low, -np.inf), low)
        high = np.where(across, np.where((self.high == 0) & (self.low < 0), high, np.inf), high)
        return Intervals(low, high)

    def absolute(self) -> Intervals:
        return Intervals(
            np.maximum(0.0, np.maximum(self.low, -self.high)), np.maximum(-self.low, self.high)
        )

    def hull(self, other: Intervals) -> Intervals:
        return Intervals(np.minimum(self.low, other.low), np.maximum(self.high, other.high))

    def meet(self, other: Intervals) -> Intervals:
        """The common part of two enclosures of one number."""
        return Intervals(np.maximum(self.low, other.low), np.minimum(self.high, other.high))

    def rows(self, mask: np.ndarray) -> Intervals:
        return Intervals(self.low[mask], self.high[mask])


def constant(value: arb, shape: tuple[int, ...]) -> Intervals:
    """The same enclosure everywhere."""
    low, high = _ends(value)
    return Intervals(np.full(shape, low), np.full(shape, high))


def _ends(value: arb) -> tuple[float, float]:
    if not value.is_finite():
        return -math.inf, math.inf
    return math.nextafter(_float(value.lower()), -math.inf), math.nextafter(
        _float(value.upper()), math.inf
    )


def _float(value: arb) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.copysign(math.inf, 1 if value > 0 else -1)


def _monotone(
    function: Callable[[arb], arb], at_minus: float, at_plus: float, least: float = -math.inf
) -> Callable[[Intervals], Intervals]:
    """An increasing function, its limits at both ends of its domain (least, infinity);
    everything outside of it.
    """

    def end(x: float, which: int) -> float:
        if x <= least:
            return at_minus if x == least else math.nan
        if x == math.inf:
            return at_plus
        value = function(arb(x))
        if (
            not value.is_finite()
        ):  # too large for a ball: that of a smaller number is on the safe side
            value = function(arb(min(x, FAR) if which == 0 else max(x, -FAR)))
        made = _ends(value)[which]
        return min(made, math.nextafter(math.inf, 0)) if which == 0 else made

    def apply(x: Intervals) -> Intervals:
        low = np.fromiter((end(v, 0) for v in x.low.ravel().tolist()), float, x.low.size).reshape(
            x.low.shape
        )
        high = np.fromiter(
            (end(v, 1) for v in x.high.ravel().tolist()), float, x.high.size
        ).reshape(x.low.shape)
        outside = np.isnan(low) | np.isnan(high)
        return Intervals(np.where(outside, -np.inf, low), np.where(outside, np.inf, high))

    return apply


def _sine(x: Intervals) -> Intervals:
    """sin: its ends, and 1 or -1 where a top or a bottom may lie between."""
    size = np.maximum(np.abs(x.low), np.abs(x.high))
    wide = ~(x.high - x.low < 6) | ~(size < 1e9)
    low, high = (np.where(wide, 0.0, e) for e in (x.low, x.high))
    ends = [[_ends(arb(v).sin()) for v in e.ravel().tolist()] for e in (low, high)]
    made = np.array(ends).reshape(2, *x.low.shape, 2)

    def between(at: float) -> np.ndarray:
        slack = 1e-6  # rounding of the quotient below: a turn too many only widens
        return np.floor((high - at) / (2 * math.pi) + slack) >= np.ceil(
            (low - at) / (2 * math.pi) - slack
        )

    least = np.where(wide | between(-math.pi / 2), -1.0, made[..., 0].min(0))
    most = np.where(wide | between(math.pi / 2), 1.0, made[..., 1].max(0))
    return Intervals(np.maximum(least, -1.0), np.minimum(most, 1.0))


def _cosine(x: Intervals) -> Intervals:
    return _sine(x + constant(arb.pi() / 2, x.low.shape))


def _cosh(x: Intervals) -> Intervals:
    return _COSH(x.absolute())


_COSH = _monotone(arb.cosh, math.inf, math.inf)
_ELEMENTARY: dict[Any, Callable[[Intervals], Intervals]] = {
    sympy.exp: _monotone(arb.exp, 0.0, math.inf),
    sympy.log: _monotone(arb.log, -math.inf, math.inf, 0.0),
    sympy.sinh: _monotone(arb.sinh, -math.inf, math.inf),
    sympy.tanh: _monotone(arb.tanh, -1.0, 1.0),
    sympy.atan: _monotone(arb.atan, -1.5707963267948968, 1.5707963267948968),
    sympy.asinh: _monotone(arb.asinh, -math.inf, math.inf),
    sympy.cosh: _cosh,
    sympy.sin: _sine,
    sympy.cos: _cosine,
    sympy.tan: lambda x: _sine(x) * _cosine(x).reciprocal(),
    sympy.Abs: Intervals.absolute,
}


def enclose(expressions: list[Expression], at: Mapping[Expression, Intervals]) -> list[Intervals]:
    """Enclosures of formulas on every box; where a branch is undecided, the hull of both. Raises
    Undecided for an unknown function.
    """
    known: dict[Expression, Intervals] = dict(at)
    shape = next(iter(at.values())).low.shape
    before, ctx.prec = ctx.prec, 64
    try:
        with np.errstate(all="ignore"):
            return [_enclose(e, known, shape) for e in expressions]
    finally:
        ctx.prec = before


def _enclose(
    node: Expression, known: dict[Expression, Intervals], shape: tuple[int, ...]
) -> Intervals:
    if node not in known:
        known[node] = _new(node, known, shape)
    return known[node]


def _new(node: Expression, known: dict[Expression, Intervals], shape: tuple[int, ...]) -> Intervals:
    def inner(one: Expression) -> Intervals:
        return _enclose(one, known, shape)

    if node.is_Rational:
        return constant(arb(fmpq(int(node.p), int(node.q))), shape)
    if node is sympy.pi or node is sympy.E:
        return constant(arb.pi() if node is sympy.pi else arb(1).exp(), shape)
    if node.is_Add or node.is_Mul:
        parts = [inner(a) for a in node.args]
        total = parts[0]
        for part in parts[1:]:
            total = total + part if node.is_Add else total * part
        return total
    if node.is_Pow:
        return _power(inner(node.base), node.exp)
    if isinstance(node, Where):
        return _where(*(inner(a) for a in node.args))
    if isinstance(node, Maximum):
        parts = [inner(a) for a in node.args]
        return Intervals(np.max([p.low for p in parts], 0), np.max([p.high for p in parts], 0))
    if node.func in _ELEMENTARY:
        return _ELEMENTARY[node.func](inner(node.args[0]))
    raise Undecided(f"{node.func.__name__} has no interval arithmetic here")


def _where(u: Intervals, a: Intervals, b: Intervals) -> Intervals:
    both, yes = a.hull(b), u.low >= 0
    no = u.high < 0
    return Intervals(
        np.where(yes, a.low, np.where(no, b.low, both.low)),
        np.where(yes, a.high, np.where(no, b.high, both.high)),
    )


def _power(base: Intervals, exponent: Expression) -> Intervals:
    if exponent.is_Integer:
        n = int(exponent)
        size = base.absolute() if n % 2 == 0 else base
        made = _odd(size, abs(n)) if n % 2 else _of_nonnegative(size, abs(n))
        return made if n > 0 else made.reciprocal()
    if not exponent.is_Rational:
        raise Undecided("a power has an exponent that is no rational number")
    rational = fmpq(int(exponent.p), int(exponent.q))
    up = exponent > 0
    inside = _monotone(lambda v: v ** arb(abs(rational)), 0.0, math.inf, 0.0)(base)
    return inside if up else inside.reciprocal()


def _of_nonnegative(x: Intervals, n: int) -> Intervals:
    total = x
    for _ in range(n - 1):
        total = total * x
    return Intervals(np.maximum(total.low, 0.0), total.high)


def _odd(x: Intervals, n: int) -> Intervals:
    """An odd power, increasing: each end by itself."""
    low, high = _of_ends(x.low, n), _of_ends(x.high, n)
    return Intervals(low.low, high.high)


def _of_ends(end: np.ndarray, n: int) -> Intervals:
    point = Intervals(end, end)
    total = point
    for _ in range(n - 1):
        total = total * point
    return total
