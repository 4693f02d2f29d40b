"""The largest value of a function of one variable that a search finds: a lower bound of its
supremum, with the point.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import sympy
from scipy.optimize import minimize_scalar

from theorybench.audit.formula.nodes import (
    Expression,
    Undecided,
    ball,
    exactly,
    numpy_function,
)
from theorybench.audit.prove.lines import Piece

POINTS = 2001


def largest(
    on: Sequence[Piece],
    x: Expression,
    scale: float,
    only: Sequence[Expression] = (),
    also: Sequence[float] = (),
) -> tuple[float, float]:
    """Largest value and where, over all pieces; scale: a length, infinite pieces are searched up to
    1e6 of it.

    only: for every piece an expression that must be >= 0 where a value counts; also: further points
    to try. Raises Undecided if the formulas have no values, or if rounding hides them.
    """
    for reach in (1e6, 1e3, 100.0, 10.0, 1.0):
        best, where = (-math.inf, math.nan, 0.0), 0
        for i, piece in enumerate(on):
            found = _on_piece(piece, x, scale, reach, only[i] if only else sympy.S.One, also)
            if found[0] > best[0]:
                best, where = found, i
        if math.isnan(best[1]):
            raise Undecided("the formula has no values")
        value = float(ball(on[where].formula, {x: exactly(best[1])}))
        if math.isclose(value, best[0], rel_tol=1e-6, abs_tol=1e-14 * best[2]):
            return value + 0.0, best[1]
    raise Undecided(f"rounding hides the value at {best[1]:g}")


def _on_piece(
    piece: Piece, x: Expression, scale: float, reach: float, only: Expression, also: Sequence[float]
) -> tuple[float, float, float]:
    """Largest value, where, and a typical absolute one."""
    compiled = numpy_function([x], [piece.formula, only])

    def function(at: np.ndarray) -> np.ndarray:
        value, allowed = compiled(at)
        return np.where(np.isfinite(value) & (allowed >= 0), value, -np.inf)

    low, high = float(piece.low), float(piece.high)
    at = np.unique(
        np.concatenate([_grid(low, high, scale, reach), [v for v in also if low <= v <= high]])
    )
    values = function(at)
    best = float(values.max())
    if best == -math.inf:
        return -math.inf, math.nan, 0.0
    rows = np.flatnonzero(values >= best - 1e-12 * abs(best))
    row = rows[np.abs(at[rows]).argmin()]  # of many places the one nearest to 0 reads best
    near = (float(at[max(row - 1, 0)]), float(at[min(row + 1, len(at) - 1)]))
    with np.errstate(all="ignore"):
        found = minimize_scalar(
            lambda v: min(-float(function(np.array([v]))[0]), 1e300),
            bounds=near,
            method="bounded",
            options={"xatol": 1e-13 * scale},
        )
    size = float(np.median(np.abs(values[np.isfinite(values)])))
    if -found.fun > best + 1e-12 * abs(best):
        return -float(found.fun), float(found.x), size
    return float(values[row]), float(at[row]), size


def _grid(low: float, high: float, scale: float, reach: float) -> np.ndarray:
    """Points of a piece, its ends among them; towards an infinite end ever sparser."""
    middle = 0.0 if low < 0 < high else low if math.isfinite(low) else high
    near = min(reach, 10.0)
    a, b = max(low, middle - near * scale), min(high, middle + near * scale)
    steps = np.geomspace(near, reach, 100) * scale
    far = middle + np.concatenate([-steps, steps])
    ends = [e for e in (low, high, 0.0) if math.isfinite(e) and low <= e <= high]
    return np.concatenate([np.linspace(a, b, POINTS), far[(far > low) & (far < high)], ends])
