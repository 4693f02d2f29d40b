"""Inequalities in one variable, decided exactly by Sturm's theorem: rational in x, in exp(kx +
c), or in sin and cos of kx + c.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import sympy
from flint import arb

from theorybench.audit.formula.nodes import Expression, Undecided, ball

oo = sympy.oo
t = sympy.Symbol("t", real=True)
MOST_OPERATIONS = 2000
"""Of a formula that is still made into one fraction: sympy would take minutes for longer ones."""
SLIVER = sympy.Rational(1, 10**30)
"""How far a piece is taken beyond an end that is no rational number."""


@dataclass(frozen=True)
class Rationals:
    """Formulas as rational functions of one variable in [low, high], which its values cover (up
    to limits) as x covers its piece.
    """

    formulas: tuple[Expression, ...]
    variable: Expression
    low: Expression
    high: Expression


def rationals(
    formulas: Sequence[Expression], x: Expression, low: Expression, high: Expression
) -> Rationals:
    """The formulas on low <= x <= high in a variable in which they are rational; raises
    Undecided if none is known.
    """
    if sum(f.count_ops() for f in formulas) > MOST_OPERATIONS:
        raise Undecided("the formula is too long for algebra")
    plain = [_without_hyperbolic(f) for f in formulas]
    exponentials = set().union(*(_arguments(f, (sympy.exp,), x) for f in plain))
    turning = set().union(*(_arguments(f, (sympy.sin, sympy.cos, sympy.tan), x) for f in plain))
    if exponentials and turning:
        raise Undecided("exponentials are mixed with sines")
    made = Rationals(tuple(plain), x, low, high)
    if exponentials:
        made = _in_exponential(plain, exponentials, x, low, high)
    elif turning:
        made = _in_tangent(plain, turning, x)
    if all(
        f.is_rational_function(made.variable)
        and not f.free_symbols - {made.variable}
        and _has_rational_numbers(f)
        for f in made.formulas
    ):
        return made
    raise Undecided("the formula is rational neither in x, nor in an exponential, nor in a sine")


def _has_rational_numbers(formula: Expression) -> bool:
    return all(a.is_Rational or a.is_Symbol for a in formula.atoms())


def _arguments(formula: Expression, kinds: tuple[type, ...], x: Expression) -> set[Expression]:
    return {node.args[0] for node in formula.atoms(*kinds) if node.has(x)}


def _without_hyperbolic(formula: Expression) -> Expression:
    return formula.replace(
        lambda n: isinstance(n, sympy.sinh | sympy.cosh | sympy.tanh),
        lambda n: n.rewrite(sympy.exp),
    )


def _common_line(
    arguments: set[Expression], x: Expression
) -> tuple[Expression, dict[Expression, int]]:
    """k x + c and whole numbers such that every argument is its number times that."""
    lines = {a: a.expand().as_independent(x, as_Add=True) for a in arguments}
    slopes = {a: rest / x for a, (_, rest) in lines.items()}
    if not all(s.is_Rational for s in slopes.values()):
        raise Undecided("an exponential or a sine is not of a line")
    step = reduce(lambda a, b: sympy.Rational(sympy.gcd(a, b)), (abs(s) for s in slopes.values()))
    times = {a: int(s / step) for a, s in slopes.items()}
    shifts = {lines[a][0] / n for a, n in times.items()}
    if len(shifts) != 1:
        raise Undecided("exponentials or sines are shifted against each other")
    return step * x + shifts.pop(), times


def _in_exponential(
    formulas: list[Expression],
    arguments: set[Expression],
    x: Expression,
    low: Expression,
    high: Expression,
) -> Rationals:
    line, times = _common_line(arguments, x)
    put = {sympy.exp(a): t**n for a, n in times.items()}
    ends = [
        below(sympy.exp(line.subs(x, low))) if low != -oo else sympy.S.Zero,
        above(sympy.exp(line.subs(x, high))) if high != oo else oo,
    ]
    return Rationals(tuple(f.xreplace(put) for f in formulas), t, *ends)


def _in_tangent(formulas: list[Expression], arguments: set[Expression], x: Expression) -> Rationals:
    """By t = tan((kx + c) / 2), which takes every real value: the whole circle but one point,
    which is a limit.
    """
    _, times = _common_line(arguments, x)
    sine, cosine = 2 * t / (1 + t**2), (1 - t**2) / (1 + t**2)
    put = {}
    for a, n in times.items():
        size = abs(n)
        put[sympy.cos(a)] = sympy.chebyshevt(size, cosine)
        put[sympy.sin(a)] = sympy.sign(n) * sine * sympy.chebyshevu(size - 1, cosine)
        put[sympy.tan(a)] = put[sympy.sin(a)] / put[sympy.cos(a)]
    return Rationals(tuple(f.xreplace(put) for f in formulas), t, -oo, oo)


def below(number: Expression) -> Expression:
    """A rational number not above a number, and very near to it."""
    return number if number.is_Rational else _exact(ball(number).lower())


def above(number: Expression) -> Expression:
    """A rational number not below a number, and very near to it."""
    return number if number.is_Rational else _exact(ball(number).upper())


def rational(number: arb) -> Expression:
    """The middle of a ball."""
    return _exact(number.mid())


def _exact(number: arb) -> Expression:
    mantissa, exponent = number.mid().man_exp()
    return sympy.Integer(int(mantissa)) * sympy.Rational(2) ** int(exponent)


def is_positive(formula: Expression, x: Expression, low: Expression, high: Expression) -> bool:
    """Whether a rational function is > 0, without a pole, on low <= x <= high; at infinite ends it
    may tend to 0.

    Exact, by Sturm's theorem.
    """
    top, bottom = (_without_zero(p, x, low) for p in sympy.fraction(sympy.together(formula)))
    ends = (None if low == -oo else low, None if high == oo else high)
    if any(p.degree() > 0 and p.count_roots(*ends) for p in (top, bottom)):
        return False
    at = inside(low, high)
    return bool(sympy.sign(top.eval(at)) * sympy.sign(bottom.eval(at)) == 1)


def _without_zero(formula: Expression, x: Expression, low: Expression) -> sympy.Poly:
    """A polynomial; where x >= 0 without its factors x, which are positive. 0 is then but the
    limit of exp at minus infinity.
    """
    made = sympy.Poly(formula, x, domain="QQ")
    return made.terms_gcd()[1] if low == 0 and x == t else made


def inside(low: Expression, high: Expression) -> Expression:
    """A rational number between two numbers, or one of them if they are the same."""
    if low == -oo:
        return sympy.S.Zero if high == oo else high - 1 - abs(high)
    return low + 1 + abs(low) if high == oo else (low + high) / 2


def roots(
    formula: Expression, x: Expression, low: Expression, high: Expression
) -> list[Expression]:
    """Where a formula changes its sign or has a pole, low < x < high, in ascending order: rational
    numbers, at most SLIVER off.

    Raises Undecided if the formula is not rational in x or in an exponential of x.
    """
    if formula.is_Mul or (formula.is_Pow and not formula.exp.has(x)):
        parts = formula.args if formula.is_Mul else (formula.base,)
        return sorted(set().union(*(roots(p, x, low, high) for p in parts)))
    if not formula.has(x) or isinstance(formula, sympy.exp):
        return []
    made = rationals((formula,), x, low, high)
    if formula.has(sympy.sin, sympy.cos, sympy.tan):
        raise Undecided("a condition is periodic")
    found: set[Expression] = set()
    for part in sympy.fraction(sympy.together(made.formulas[0])):
        polynomial = sympy.Poly(part, made.variable, domain="QQ")
        if polynomial.degree() > 0:
            zeros: list[Expression] = list(sympy.real_roots(polynomial))
            found |= {r if r.is_Rational else sympy.Rational(r.evalf(45)) for r in zeros}
    if made.variable != x:
        line, _ = _common_line(
            set().union(*(_arguments(_without_hyperbolic(formula), (sympy.exp,), x),)), x
        )
        k, c = line.coeff(x), line.subs(x, 0)
        found = {sympy.Rational(((sympy.log(r) - c) / k).evalf(45)) for r in found if r > 0}
    return sorted(r for r in found if low < r < high)
