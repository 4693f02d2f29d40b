"""Branch and bound: a formula is shown to be nonnegative on a box, which is halved until interval arithmetic sees it on every part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy

from theorybench.audit.formulas import Expression, Maximum, Where
from theorybench.audit.intervals import Intervals, enclose


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
            [sympy.Rational(f) == e if np.isfinite(f) else True for f, e in zip(ends, (s[i] for s in sides), strict=True)]
            for i, ends in ((0, low), (1, high))
        ]
        return cls(np.where(exact[0], low, np.nextafter(low, -np.inf)), np.where(exact[1], high, np.nextafter(high, np.inf)))


@dataclass(frozen=True)
class Search:
    """What branch and bound found: shown, or boxes left open, and the widest of them."""

    shown: bool
    boxes: int
    open: int = 0


def search_for_negative(
    formula: Expression, variables: Sequence[Expression], box: Box, only: Expression | None = None, boxes: int = 20_000
) -> Search:
    """Show formula >= 0 on the box, or on its part with only >= 0, with at most that many boxes; raises Undecided for unknown functions."""
    derivatives = [] if formula.has(Where, Maximum, sympy.Abs) else [sympy.diff(formula, v) for v in variables]
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
    only: Expression | None,
    variables: Sequence[Expression],
    low: np.ndarray,
    high: np.ndarray,
) -> np.ndarray:
    at: dict[Expression, Intervals] = {v: Intervals(low[:, i], high[:, i]) for i, v in enumerate(variables)}
    value, *slopes = enclose([formula, *derivatives], at)
    least = value.low
    if derivatives:
        least = np.maximum(least, _mean_value(formula, slopes, variables, low, high))
    settled = least >= 0
    if only is None:
        return settled
    settled |= enclose([only], at)[0].high < 0
    if derivatives and not only.has(Where, Maximum, sympy.Abs):
        settled |= _with_multiplier(formula, derivatives, only, variables, low, high) >= 0
    return settled


@np.errstate(all="ignore")
def _with_multiplier(
    formula: Expression, derivatives: list[Expression], only: Expression, variables: Sequence[Expression], low: np.ndarray, high: np.ndarray
) -> np.ndarray:
    """Lower bound of formula - m only for some m >= 0, Lagrange's multiplier at the middle: formula >= 0 where it and `only` are."""
    along = [sympy.diff(only, v) for v in variables]
    at, here = (
        {v: Intervals(a, b) for v, a, b in zip(variables, one.T, other.T, strict=True)}
        for one, other in ((low, high), (_middle(low, high),) * 2)
    )
    steep, turn = (np.stack([0.5 * (g.low + g.high) for g in enclose(gradient, here)]) for gradient in (derivatives, along))
    weight = np.nan_to_num(np.maximum((steep * turn).sum(0) / (turn**2).sum(0), 0.0), posinf=0.0)
    minus = Intervals(-weight, -weight)
    slopes = [a + minus * b for a, b in zip(enclose(derivatives, at), enclose(along, at), strict=True)]
    value, inside = enclose([formula, only], here)
    return _expanded(value + minus * inside, slopes, low, high)


@np.errstate(invalid="ignore", over="ignore")
def _mean_value(
    formula: Expression, slopes: list[Intervals], variables: Sequence[Expression], low: np.ndarray, high: np.ndarray
) -> np.ndarray:
    """f(middle) + f'(box) (x - middle): its error is quadratic in the width."""
    middle = _middle(low, high)
    return _expanded(enclose([formula], {v: Intervals(m, m) for v, m in zip(variables, middle.T, strict=True)})[0], slopes, low, high)


def _middle(low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """The middle of every bounded box, 0 for the others."""
    bounded = np.all(np.isfinite(low) & np.isfinite(high), axis=-1)
    return np.where(bounded[:, None], low + 0.5 * (high - low), 0.0)


def _expanded(value: Intervals, slopes: list[Intervals], low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Lower bounds of value + slopes (x - middle), minus infinity on boxes that are not bounded."""
    middle = _middle(low, high)
    for i, slope in enumerate(slopes):
        point = Intervals(-middle[:, i], -middle[:, i])
        value = value + slope * (Intervals(low[:, i], high[:, i]) + point)
    return np.where((np.isfinite(low) & np.isfinite(high)).all(-1), value.low, -np.inf)


@np.errstate(invalid="ignore", over="ignore")
def _halves(low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Both halves of every box along its longest side; an infinite side is cut where it is twice as far out."""
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
