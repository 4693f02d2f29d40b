"""Lemmas for all inputs: the input where the sides come closest, held up to exact arithmetic.

A counterexample counts only if both sides and the premises, at the decimal numbers that are shown, say so with 50 digits.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import mpmath
import numpy as np
import sympy

from theorybench.claim import Claim, Evidence
from theorybench.statements import Comparison, Inequality
from theorybench.types import EntryError
from theorybench.verify.evidence import finish, from_comparisons
from theorybench.verify.extremes import Part, margin, search
from theorybench.verify.profile import Settings

Found = tuple[Comparison, dict[str, float]]
"""The comparison at a point, and the point."""

Sides = tuple[Any, Any]
"""lhs and rhs as numbers of mpmath."""

_ROUNDING = 1e-12
"""Relative differences that float64 does not tell from 0."""


def verify_inequality(claim: Claim, entry: Inequality, settings: Settings) -> Evidence:
    """Search every part for the input where lhs exceeds rhs most, or comes nearest to it."""
    premises = _premises(entry)
    if premises is None:
        return finish(claim, verdict="vacuous", finding="a premise is false for all inputs")
    parts = [Part(entry, what, sympy.sympify(lhs), sympy.sympify(rhs), premises) for what, (lhs, rhs) in entry.parts.items()]
    found = [_confirm(part, search(part, settings)) for part in parts]
    tried = settings.profile.searches * len(parts)
    met = [one for one in found if one is not None]
    if not met:
        return finish(claim, verdict="vacuous", runs=tried, finding=f"none of {tried} inputs satisfies the premises; give other ranges")
    evidence = from_comparisons(claim, [c for c, _ in met], [point for _, point in met])
    ratios = ", ".join(f"{c.statement}: {c.sharpness:.4g}" for c, _ in met)
    return finish(claim, evidence, runs=tried, detail=f"{evidence.detail}; lhs / rhs at most {ratios}" if len(met) > 1 else evidence.detail)


def _premises(entry: Inequality) -> tuple[Any, ...] | None:
    """The premises that say something (a Constant is positive by itself); None if one is false."""
    kept = []
    for premise in map(sympy.sympify, entry.premises):
        if premise == sympy.false:
            return None
        if premise != sympy.true:
            if getattr(premise, "rel_op", None) not in ("<=", ">=", "<", ">"):
                raise EntryError(f"{entry.name}: premise {premise}: give an inequality; solve an equation for one of its variables")
            kept.append(premise)
    return tuple(kept)


def _confirm(part: Part, candidates: np.ndarray) -> Found | None:
    """The first candidate that 50 digits confirm: a counterexample in as few decimals as possible, else the input nearest to one."""
    nearest = None
    for point, excess in zip(candidates, part.excess(candidates), strict=True):
        if excess < -1 or (nearest is not None and excess < -_ROUNDING):
            break
        for shown in (_readable(part, point), point) if excess > _ROUNDING else (point,):
            sides = _exactly(part, shown)
            if sides is not None and sides[0] > sides[1]:
                return _comparison(part, shown, sides)
            if sides is not None and nearest is None:
                nearest = _comparison(part, shown, sides)
    return nearest


def _comparison(part: Part, point: np.ndarray, sides: Sides) -> Found:
    lhs, rhs = map(float, sides)
    if sides[0] > sides[1]:
        rhs = min(rhs, math.nextafter(lhs, -math.inf))
    else:
        lhs = min(lhs, rhs)
    at = ", ".join(f"{c.name}={float(v)!r}" for c, v in zip(part.names, point, strict=True))
    return Comparison(part.what, lhs, rhs, at), {c.name: float(v) for c, v in zip(part.names, point, strict=True)}


def _readable(part: Part, point: np.ndarray) -> np.ndarray:
    """A counterexample with few digits: each coordinate in turn becomes the simplest number that keeps half of the violation."""
    enough = 0.5 * part.excess(point[None])[0]
    for i in range(len(point)):
        for simple in _simpler(point[i]):
            trial = point.copy()
            trial[i] = simple
            trial = part.inside(trial[None])[0]
            if part.excess(trial[None])[0] >= enough:
                point = trial
                break
    return point


def _simpler(value: float) -> Iterable[float]:
    return (0.0, 1.0, *(float(f"{value:.{digits}e}") for digits in range(12)))


def _exactly(part: Part, point: np.ndarray) -> Sides | None:
    """Both sides with 50 digits at the decimal numbers of the point, made equal if 40 agree.

    None where a premise fails, a side is no real number, or 50 digits are not enough to tell.
    """
    expressions = [part.lhs, part.rhs, *map(margin, part.premises)]
    function = sympy.lambdify(part.names, expressions, "mpmath")
    answers = []
    for digits in (50, 100):
        with mpmath.workdps(digits):
            try:
                answers.append([mpmath.mpf(v) for v in function(*(mpmath.mpf(repr(float(v))) for v in point))])
            except (TypeError, ValueError, ZeroDivisionError, OverflowError):
                return None
    (lhs, rhs, *slacks), (better_lhs, better_rhs, *_) = answers
    tolerance = mpmath.mpf(10) ** -40
    if any(v < 0 or (v == 0 and p.rel_op in ("<", ">")) for v, p in zip(slacks, part.premises, strict=True)):
        return None
    if not all(mpmath.isfinite(a) and abs(a - b) <= tolerance * abs(b) for a, b in ((lhs, better_lhs), (rhs, better_rhs))):
        return None
    return (rhs, rhs) if abs(lhs - rhs) <= tolerance * (abs(lhs) + abs(rhs)) else (lhs, rhs)
