"""The one place where expressions become numbers: conditions, derived constants, parameters,
bounds, numbers of steps.

A constant given as a float is the rational number that it stores. Scalars are evaluated with 50
significant digits or more and rounded once; rows are evaluated in float64, and again with 50 digits
where float64 cannot tell. See docs/numerics.md, section 1.
"""

from __future__ import annotations

import contextlib
import functools
import math
import operator
from collections.abc import Callable, Mapping
from typing import Any, Literal

import mpmath
import numpy as np
import sympy
from scipy.optimize import brentq

from theorybench.core import symbols as s
from theorybench.core.types import EntryError
from theorybench.entries.theorem import Theorem, depends_on

Values = dict[Any, Any]
"""Constant -> number, or one number a row: arrays that broadcast."""

EDGE = 1e-12
"""Numbers that differ by at most this share of the largest term in them count as equal where an
edge is asked for (a condition, a whole number of steps): the constants in them are rounded.
"""
MOST_STEPS = 5_000_000
_DIGITS = (50, 100, 200, 400)
_AGREED = 1e-20
_UNSURE = 1e-6
_LEAST, _MOST = 1e-300, 1e300


class NotTestable(Exception):
    """A setting cannot be tested; the message says why."""


def evaluate(expression: Any, values: Mapping[Any, Any]) -> Any:
    """The value of an expression: the nearest float where all values are numbers, else an array.

    Raises EntryError naming every constant without a value.
    """
    if _are_rows(expression, values):
        return _on_rows(expression, values)
    return float(_exact(expression, values))


def bound(
    expression: Any, values: Mapping[Any, Any], side: Literal["upper", "lower"], move: float = 0.0
) -> float:
    """The value of an upper bound, rounded up, or of a lower bound, rounded down: towards the side
    on which the claim says less.

    move: relative, of what functions written in Python answer, which is not exact.
    """
    exact = _exact(expression, values, move)
    nearest, up = float(exact), side == "upper"
    if (exact > nearest) if up else (exact < nearest):
        return math.nextafter(nearest, math.inf if up else -math.inf)
    return nearest


def logarithm(expression: Any, values: Mapping[Any, Any]) -> float:
    """The logarithm of a value, which may be far out of the range of floats; NaN where the value is
    not positive.
    """
    exact = _exact(expression, values)
    return float(mpmath.log(exact)) if exact > 0 else math.nan


def holds(condition: Any, values: Mapping[Any, Any]) -> Any:
    """Whether a condition is true, a bool or one a row; sides that are equal up to the rounding of
    the constants count as equal.

    Raises EntryError for what is no comparison.
    """
    condition = sympy.sympify(condition)
    if condition in (sympy.true, sympy.false):
        return condition == sympy.true
    if isinstance(condition, sympy.And | sympy.Or):
        both = operator.and_ if isinstance(condition, sympy.And) else operator.or_
        return functools.reduce(both, [holds(part, values) for part in condition.args])
    if not isinstance(condition, sympy.Rel):
        raise EntryError(f"{condition} is no condition; give comparisons such as gamma * L <= 1")
    margin, scale = _margin(condition)
    if not _are_rows(condition, values):
        return _met(condition, _exact(margin, values), _exact(scale, values))
    apart, size = np.broadcast_arrays(_on_rows(margin, values), _on_rows(scale, values))
    met = np.asarray(_met(condition, apart, size))
    unsure = ~((np.abs(apart) > _UNSURE * size) | (np.abs(apart) < EDGE / 16 * size))
    if not unsure.any():
        return met
    columns = {c: np.broadcast_to(values[c], met.shape) for c in condition.free_symbols}
    met = met.copy()
    for at in zip(*np.nonzero(unsure), strict=True):
        met[at] = holds(condition, {c: v[at] for c, v in columns.items()})
    return met


def derive(theorem: Theorem, values: Values) -> None:
    """Put the abbreviations and the parameters that are the same in every step into the values."""
    for constant, expression in {**theorem.where, **theorem.params}.items():
        if not depends_on(expression, s.k):
            values[constant] = evaluate(expression, values)


def tabulate(theorem: Theorem, values: Mapping[Any, Any], steps: int) -> dict[s.Constant, Any]:
    """The parameters of the steps 1, 2, ...: (rows, steps), or (rows, 1) where they do not depend
    on the step; values may be numbers or (rows, 1).
    """
    table = {**values, s.k: np.arange(1, max(steps, 1) + 1, dtype=float)[None]}
    for constant, expression in theorem.params.items():
        table[constant] = np.atleast_2d(np.asarray(evaluate(expression, table), dtype=float))
    return {c: table[c] for c in theorem.params}


def excluded(theorem: Theorem, values: Mapping[Any, Any]) -> Any | None:
    """The first condition of a theorem that is false; None where all hold."""
    return next((c for c in theorem.valid_when if not holds(c, values)), None)


def claimed(theorem: Theorem, values: Mapping[Any, Any], rows: int) -> np.ndarray:
    """The bound on rows, (rows,): NaN where a condition of the theorem excludes the row. Conditions
    come first, because a bound may be undefined elsewhere.
    """
    valid = np.ones(rows, dtype=bool)
    for condition in theorem.valid_when:
        valid &= column(holds(condition, values), rows).astype(bool)
    found = np.full(rows, np.nan)
    if valid.any():
        needed = sympy.sympify(theorem.bound).free_symbols
        kept = {c: column(v, rows)[valid] for c, v in values.items() if c in needed}
        found[valid] = column(_on_rows(theorem.bound, kept), int(valid.sum()))
    return whole(found) if theorem.bounds_steps else found


def column(value: Any, rows: int) -> np.ndarray:
    """One number a row, (rows,), of a number or of one a row in any shape."""
    return np.broadcast_to(np.asarray(value, dtype=float).reshape(-1), (rows,)).copy()


def whole(number: Any) -> Any:
    """A number, or each of an array, or the whole number that it is up to rounding."""
    number = np.asarray(number, dtype=float)
    nearest = np.rint(number)
    with np.errstate(invalid="ignore"):
        near = np.abs(number - nearest) <= EDGE * np.abs(nearest)
    snapped = np.where(near, nearest, number)
    return snapped if number.ndim else float(snapped)


def solve(theorem: Theorem, known: Mapping[Any, Any], unknown: s.Constant, budget: int) -> float:
    """A value of the unknown constant at which the claimed number of steps is `budget`: one at
    which the theorem's conditions hold if there is one.

    Raises NotTestable where there is no value between e^-40 and e^40.
    """

    def excess(log_value: Any) -> Any:
        """In float64, for numbers and for arrays: enough to find a root."""
        values = {**known, unknown: np.exp(log_value)}
        for constant, expression in {**theorem.where, **theorem.params}.items():
            if not depends_on(expression, s.k):
                values[constant] = s.evaluate(expression, values)
        with np.errstate(all="ignore"):
            level = np.clip(s.evaluate(theorem.bound, values), _LEAST, _MOST)  # a log may be < 0
        return np.log(level / (budget + 0.5))

    def at(log_value: float) -> Values:
        values = {**known, unknown: math.exp(log_value)}
        derive(theorem, values)
        return values

    grid = np.linspace(-40, 40, 161)
    levels = np.broadcast_to(_everywhere(excess, grid), grid.shape)
    changes = np.flatnonzero(np.sign(levels[:-1]) * np.sign(levels[1:]) < 0)
    if not len(changes):
        finite = levels[~np.isnan(levels)]
        low, high = (math.exp(v) * budget for v in (finite.min(), finite.max()))
        raise NotTestable(
            f"no {unknown.name} makes the bound {budget} steps: from e^-40 to e^40 it lies between"
            f" {low:.3g} and {high:.3g}"
        )
    roots = [float(brentq(excess, grid[i], grid[i + 1], xtol=1e-12)) for i in changes]  # pyright: ignore[reportArgumentType]: full_output is off
    return math.exp(next((r for r in roots if excluded(theorem, at(r)) is None), roots[0]))


def _everywhere(function: Callable[[Any], Any], points: np.ndarray) -> np.ndarray:
    """A function at all points at once, or one by one where that fails; NaN where it has no
    value: a bound may be undefined outside valid_when.
    """
    try:
        return np.asarray(function(points), dtype=float)
    except (ArithmeticError, TypeError, ValueError):
        found = np.full(len(points), np.nan)
        for i, point in enumerate(points):
            with contextlib.suppress(ArithmeticError, TypeError, ValueError):
                found[i] = function(point)
        return found


def _are_rows(expression: Any, values: Mapping[Any, Any]) -> bool:
    symbols = sympy.sympify(expression).free_symbols
    return any(np.ndim(values[c]) > 0 for c in symbols if c in values)


def _on_rows(expression: Any, values: Mapping[Any, Any]) -> np.ndarray:
    """In float64 on all rows at once, or row by row where a function in it takes only numbers."""
    try:
        return np.asarray(s.evaluate(expression, values), dtype=float)
    except (TypeError, ValueError):
        names = list(sympy.sympify(expression).free_symbols)
        columns = np.broadcast_arrays(*(values[c] for c in names))
        rows = zip(*(c.flat for c in columns), strict=True)
        found = [float(s.evaluate(expression, dict(zip(names, r, strict=True)))) for r in rows]
        return np.asarray(found).reshape(columns[0].shape)


def _met(condition: Any, margin: Any, scale: Any) -> Any:
    equal, above = np.asarray(abs(margin) <= EDGE * scale), np.asarray(margin > 0)
    met = {"==": equal, "!=": ~equal, "<": above & ~equal, ">": above & ~equal}
    answer = met.get(condition.rel_op, above | equal)
    return answer if answer.ndim else bool(answer)


@functools.lru_cache(maxsize=1024)
def _margin(condition: Any) -> tuple[Any, Any]:
    """By how much a comparison holds, and the largest of the terms that this is the sum of."""
    reverse = condition.rel_op in ("<", "<=")
    high, low = (condition.rhs, condition.lhs) if reverse else (condition.lhs, condition.rhs)
    terms = [*sympy.Add.make_args(high), *sympy.Add.make_args(low)]
    scale = sympy.Max(*(sympy.Abs(t, evaluate=False) for t in terms), evaluate=False)
    return sympy.Add(high, -low, evaluate=False), scale


def _exact(expression: Any, values: Mapping[Any, Any], move: float = 0.0) -> Any:
    """An mpmath number, with so many digits that twice as many say the same to 20; NaN where it is
    not real.
    """
    expression = sympy.sympify(expression)
    if lacking := s.missing(expression, values):
        raise EntryError(
            f"{expression}: no value for {', '.join(lacking)}; given were"
            f" {', '.join(sorted(map(str, values))) or 'none'}"
        )
    names, function, needs = _compiled(expression)
    given = [values[c] if c in values else _called(needs[c], values) * (1 + move) for c in names]
    now = mpmath.mpf("nan")
    for digits in _DIGITS:
        before = now
        with mpmath.workdps(digits):
            try:
                now = _real(function(*(mpmath.mpf(float(v)) for v in given)))
            except (ZeroDivisionError, TypeError):  # complex numbers have no order
                return mpmath.mpf(float(s.evaluate(expression, values)))
            if not mpmath.isfinite(now) or abs(now - before) <= abs(now) * _AGREED:
                break
    return now


def _real(number: Any) -> Any:
    if isinstance(number, mpmath.mpc) or getattr(number, "is_real", True) is False:
        return mpmath.mpf("nan") if mpmath.im(number) != 0 else mpmath.re(number)
    return mpmath.mpmathify(number)


def _called(call: sympy.Function, values: Mapping[Any, Any]) -> float:
    """A function that is written in Python, at floats."""
    return float(call._imp_(*(evaluate(a, values) for a in call.args)))  # pyright: ignore[reportAttributeAccessIssue]


@functools.lru_cache(maxsize=4096)
def _compiled(expression: sympy.Basic) -> tuple[list[Any], Callable[..., Any], dict[Any, Any]]:
    """Symbols, a function of them in mpmath, and for some symbols the call of a function written in
    Python that they stand for.
    """
    calls = [f for f in expression.atoms(sympy.Function) if hasattr(f, "_imp_")]
    outer = [
        f for f in calls if not any(f is not g and f in g.atoms(sympy.Function) for g in calls)
    ]
    needs = {sympy.Dummy(f"call{i}"): f for i, f in enumerate(outer)}
    expression = expression.xreplace({f: name for name, f in needs.items()})
    names = sorted(expression.free_symbols, key=str)
    return names, sympy.lambdify(names, expression, modules="mpmath"), needs
