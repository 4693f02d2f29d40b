"""Branch and bound: a formula is shown to be nonnegative on a box, which is halved until
interval arithmetic sees it on every part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy

from theorybench.audit.formula.intervals import Intervals, enclose
from theorybench.audit.formula.nodes import Expression, Maximum, Where


@dataclass(frozen=True, eq=False)
class Box:
    """[low_i, high_i] in every coordinate, (d,) each, rounded outwards; ends may be infinite."""

    low: np.ndarray
    high: np.ndarray

    @classmethod
    def of(cls, sides: Sequence[tuple[Any, Any]]) -> Box:
        """From exact ends."""
        low, high = (np.array([float(side[i]) for side in sides]) for i in (0, 1))
        exact = [
            [
                sympy.Rational(f) == e if np.isfinite(f) else True
                for f, e in zip(ends, (s[i] for s in sides), strict=True)
            ]
            for i, ends in ((0, low), (1, high))
        ]
        return cls(
            np.where(exact[0], low, np.nextafter(low, -np.inf)),
            np.where(exact[1], high, np.nextafter(high, np.inf)),
        )


@dataclass(frozen=True)
class Search:
    """What branch and bound found: shown, or boxes left open, and the widest of them."""

    shown: bool
    boxes: int
    open: int = 0


def search_for_negative(
    formula: Expression,
    variables: Sequence[Expression],
    box: Box,
    only: Sequence[Expression] = (),
    boxes: int = 20_000,
) -> Search:
    """Show formula >= 0 on the box, or on its part where every one of `only` is >= 0, with at most
    that many boxes.

    Raises Undecided for unknown functions.
    """
    derivatives = (
        []
        if formula.has(Where, Maximum, sympy.Abs)
        else [sympy.diff(formula, v) for v in variables]
    )
    low, high, count = box.low[None], box.high[None], 0
    while len(low):
        count += len(low)
        if count > boxes:
            return Search(False, count, len(low))
        open_ = ~_settled_boxes(formula, derivatives, only, variables, low, high)
        low, high = low[open_], high[open_]
        if bool((np.nextafter(low, np.inf) >= high).all(-1).any()):
            return Search(False, count, len(low))
        low, high = _halves(low, high)
    return Search(True, count)


def _settled_boxes(
    formula: Expression,
    derivatives: list[Expression],
    only: Sequence[Expression],
    variables: Sequence[Expression],
    low: np.ndarray,
    high: np.ndarray,
) -> np.ndarray:
    settled = _bounds(formula, derivatives, variables, low, high).low >= 0
    for condition in only:
        branching = condition.has(Where, Maximum, sympy.Abs)
        settled |= (
            _bounds(
                condition,
                [] if branching else [sympy.diff(condition, v) for v in variables],
                variables,
                low,
                high,
            ).high
            < 0
        )
        if derivatives and not branching:
            settled |= _with_multiplier(formula, derivatives, condition, variables, low, high) >= 0
    return settled


@np.errstate(invalid="ignore", over="ignore")
def _bounds(
    formula: Expression,
    derivatives: list[Expression],
    variables: Sequence[Expression],
    low: np.ndarray,
    high: np.ndarray,
) -> Intervals:
    """Enclosures on boxes, also as f(middle) + f'(box) (x - middle), whose error is quadratic in
    the width.
    """
    at, here = _at(variables, low, high), _at(variables, *(_middle(low, high),) * 2)
    value, *slopes = enclose([formula, *derivatives], at)
    return (
        value.meet(_expanded(enclose([formula], here)[0], slopes, low, high))
        if derivatives
        else value
    )


def _at(
    variables: Sequence[Expression], low: np.ndarray, high: np.ndarray
) -> dict[Expression, Intervals]:
    return {v: Intervals(a, b) for v, a, b in zip(variables, low.T, high.T, strict=True)}


@np.errstate(all="ignore")
def _with_multiplier(
    formula: Expression,
    derivatives: list[Expression],
    only: Expression,
    variables: Sequence[Expression],
    low: np.ndarray,
    high: np.ndarray,
) -> np.ndarray:
    """Lower bound of formula - m only for some m >= 0, Lagrange's multiplier at the middle:
    formula >= 0 where it and `only` are.
    """
    along = [sympy.diff(only, v) for v in variables]
    at, here = _at(variables, low, high), _at(variables, *(_middle(low, high),) * 2)
    steep, turn = (
        np.stack([0.5 * (g.low + g.high) for g in enclose(gradient, here)])
        for gradient in (derivatives, along)
    )
    weight = np.nan_to_num(np.maximum((steep * turn).sum(0) / (turn**2).sum(0), 0.0), posinf=0.0)
    minus = Intervals(-weight, -weight)
    slopes = [
        a + minus * b for a, b in zip(enclose(derivatives, at), enclose(along, at), strict=True)
    ]
    value, inside = enclose([formula, only], here)
    return _expanded(value + minus * inside, slopes, low, high).low


def _middle(low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """A point of every box: of a bounded side the middle, of a ray its end, of a line 0."""
    ends = np.where(np.isfinite(low), low, np.where(np.isfinite(high), high, 0.0))
    return np.where(np.isfinite(low) & np.isfinite(high), low + 0.5 * (high - low), ends)


def _expanded(
    value: Intervals, slopes: list[Intervals], low: np.ndarray, high: np.ndarray
) -> Intervals:
    """value + slopes (x - middle)."""
    middle = _middle(low, high)
    for i, slope in enumerate(slopes):
        point = Intervals(-middle[:, i], -middle[:, i])
        value = value + slope * (Intervals(low[:, i], high[:, i]) + point)
    return value


@np.errstate(invalid="ignore", over="ignore")
def _halves(low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Both halves of every box along its longest side; an infinite side is cut where it is twice
    as far out.
    """
    if not len(low):
        return low, high
    width = np.where(np.isfinite(low) & np.isfinite(high), high - low, np.inf)
    side = width.argmax(-1)
    rows = np.arange(len(low))
    a, b = low[rows, side], high[rows, side]
    cut = np.where(
        np.isinf(a),
        np.where(np.isinf(b), 0.0, np.where(b > -1, -1.0, 2 * b)),
        np.where(np.isinf(b), np.where(a < 1, 1.0, 2 * a), a + 0.5 * (b - a)),
    )
    left, right = high.copy(), low.copy()
    left[rows, side] = cut
    right[rows, side] = cut
    return np.concatenate([low, right]), np.concatenate([left, high])
