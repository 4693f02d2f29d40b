"""Moments of a law of noise from the formula of its transform: exact integrals on every piece,
or quadrature where it has two inputs.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import sympy
from flint import arb, ctx
from scipy.integrate import quad

from theorybench.audit.formula.nodes import (
    DIGITS,
    Expression,
    Undecided,
    ball,
    numpy_function,
)
from theorybench.audit.formula.trace import trace
from theorybench.audit.prove.lines import Piece, pieces
from theorybench.core.oracles import Law
from theorybench.interpret.tensors import Untraceable

u = sympy.Symbol("u", real=True)
GRID = sympy.Rational(1, 2**50)
"""Raw numbers have 53 bits: what a transform does within that of an end is rounding, not law."""


@dataclass(frozen=True, eq=False)
class Moments:
    """absolute(p) = E|z|^p, infinite where it diverges; mean = E z; largest = sup |z|;
    symmetric: z and -z have one law; `exact`: by integrals in balls, else by quadrature."""

    absolute: Callable[[float], float]
    mean: float
    largest: float
    symmetric: bool
    exact: bool
    how: str


def moments_of(law: Law) -> Moments:
    """The moments of one number of noise; raises Undecided if its transform has no formula of a
    known kind.
    """
    inputs = sympy.symbols(f"u0:{law.inputs}", real=True)
    try:
        formula = sympy.sympify(trace(law.transform, inputs, (1, law.inputs, 1)).ravel()[0])
    except Untraceable as error:
        raise Undecided(str(error)) from error
    if law.inputs == 1:
        one = formula.xreplace({inputs[0]: u})
        return _of_normal(one) if law.raw == "normal" else _of_uniform(one)
    if law.inputs == 2 and law.raw == "uniform":
        return _of_product(formula, inputs)
    raise Undecided(f"a transform of {law.inputs} numbers")


def _of_normal(formula: Expression) -> Moments:
    """z = c N."""
    scale = sympy.diff(formula, u)
    if not scale.is_Rational or formula.subs(u, 0) != 0:
        raise Undecided("the noise is no multiple of a normal number")

    def absolute(p: float) -> float:
        return _in_balls(
            lambda: (
                abs(ball(scale)) ** arb(p)
                * arb(2) ** (arb(p) / 2)
                * ((arb(p) + 1) / 2).gamma()
                / arb.pi().sqrt()
            )
        )

    return Moments(absolute, 0.0, math.inf, True, True, "moments of the normal law")


def _in_balls(value: Callable[[], arb]) -> float:
    before, ctx.prec = ctx.prec, DIGITS
    try:
        return float(value())
    finally:
        ctx.prec = before


def _of_uniform(formula: Expression) -> Moments:
    """Pieces on which z is constant, or a power of a line."""
    on = [p for p in pieces(formula, u, sympy.S.Zero, sympy.S.One) if p.high - p.low > GRID]
    powers = [_Power.of(p) for p in on]

    def absolute(p: float) -> float:
        return math.fsum(one.integral(p) for one in powers)

    mean = math.fsum(one.sign * one.integral(1.0) for one in powers)
    return Moments(
        absolute,
        mean,
        max(one.largest for one in powers),
        _is_odd(powers),
        True,
        "integrals over the pieces of the transform",
    )


@dataclass(frozen=True)
class _Power:
    """|z| = factor |u - zero|^exponent on [low, high], exponent 0 for a constant."""

    low: float
    high: float
    factor: float
    zero: float
    exponent: float
    sign: float

    @classmethod
    def of(cls, piece: Piece) -> _Power:
        """Raises Undecided for other functions."""
        middle = (piece.low + piece.high) / 2
        value = float(ball(piece.formula, {u: middle}))
        slope = sympy.diff(piece.formula, u)
        if slope == 0:
            return cls(
                float(piece.low), float(piece.high), abs(value), 0.0, 0.0, math.copysign(1.0, value)
            )
        line = sympy.expand(
            sympy.powsimp(sympy.simplify(piece.formula / slope))
        )  # of a power of a line: that line over the exponent
        steep = sympy.diff(line, u)
        if not steep.is_Rational or steep == 0:
            raise Undecided("the noise is no power of a line on some piece")
        zero, exponent = -line.subs(u, 0) / steep, 1 / steep
        factor = _in_balls(
            lambda: (
                abs(ball(piece.formula, {u: middle})) / abs(ball(middle - zero)) ** ball(exponent)
            )
        )
        return cls(
            float(piece.low - zero),
            float(piece.high - zero),
            factor,
            0.0,
            float(exponent),
            math.copysign(1.0, value),
        )

    def integral(self, p: float) -> float:
        """Of |z|^p over the piece."""
        a, b = sorted((abs(self.low), abs(self.high)))
        power = self.exponent * p + 1
        if self.exponent == 0:
            return self.factor**p * (self.high - self.low)
        if a <= float(GRID):  # the singular end, up to the grid of raw numbers
            return math.inf if power <= 0 else self.factor**p * b**power / power
        return self.factor**p * (b**power - a**power) / power

    @property
    def largest(self) -> float:
        if self.exponent == 0:
            return self.factor
        ends = [abs(e) if abs(e) > float(GRID) else 0.0 for e in (self.low, self.high)]
        return max(
            math.inf if e == 0 and self.exponent < 0 else self.factor * e**self.exponent
            for e in ends
        )


def _is_odd(powers: list[_Power]) -> bool:
    """Every piece has one of the same absolute values, length and the other sign."""

    def key(one: _Power) -> tuple[float, ...]:
        ends = (
            sorted(abs(e) for e in (one.low, one.high))
            if one.exponent
            else (0.0, one.high - one.low)
        )
        return tuple(
            float(f"{v:.9g}") if v > float(GRID) else 0.0 for v in (one.factor, one.exponent, *ends)
        )

    return sorted(key(p) for p in powers if p.sign > 0) == sorted(
        key(p) for p in powers if p.sign < 0
    )


def _of_product(formula: Expression, inputs: tuple[Expression, ...]) -> Moments:
    """z = a(u_0) b(u_1): E|z|^p = E|a|^p E|b|^p, each by quadrature; not rigorous."""
    middle = sympy.Rational(3, 10)
    first, second = (
        _function_of(formula.subs(other, middle), own) for own, other in (inputs, inputs[::-1])
    )
    centre = numpy_function(inputs, [formula])
    values = [
        float(centre(*point)[0]) for point in ((0.3, 0.3), (0.7, 0.3), (0.3, 0.6), (0.7, 0.6))
    ]
    if not math.isclose(values[0] * values[3], values[1] * values[2], rel_tol=1e-9):
        raise Undecided("the noise is no product of functions of one raw number each")

    def absolute(p: float) -> float:
        return _quadrature(first, p) * _quadrature(second, p) / abs(values[0]) ** p

    odd = all(
        math.isclose(float(first(v)), -float(first(1 - v)), rel_tol=1e-9) for v in (0.1, 0.3, 0.45)
    )
    return Moments(
        functools.cache(absolute),
        0.0 if odd else math.nan,
        math.inf,
        odd,
        False,
        "quadrature of two factors, not rigorous",
    )


def _function_of(formula: Expression, variable: Expression) -> Callable[[float], float]:
    compiled = numpy_function([variable], [formula])
    return lambda v: float(compiled(np.array(v))[0])


def _quadrature(function: Callable[[float], float], p: float) -> float:
    """The integral of |function|^p over (0, 1), with the powers of u and 1 - u at its ends as
    weights; infinite where it diverges.
    """

    def raised(v: float) -> float:
        return abs(function(v)) ** p

    # where the slope on a double logarithmic scale is that of a power, not of a logarithm
    left, right = (
        math.log(raised(b) / raised(a)) / math.log(1e3)
        for a, b in ((1e-10, 1e-7), (1 - 2.0**-33, 1 - 1000 * 2.0**-33))
    )
    ends = [0.0 if abs(e) < 0.2 else e for e in (left, right)]
    if min(ends) <= -1:
        return math.inf

    def smooth(v: float) -> float:
        inside = min(max(v, 1e-12), 1 - 1e-12)
        return raised(inside) * inside ** -ends[0] * (1 - inside) ** -ends[1]

    return float(
        quad(
            smooth, 0, 1, weight="alg", wvar=ends, limit=400, epsabs=0, epsrel=1e-10, full_output=1
        )[0]
    )
