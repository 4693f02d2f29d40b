"""Mutants of lemmas, and inputs that refute them: found by a search of its own, confirmed by
exact arithmetic.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import mpmath
import numpy as np
import sympy
from scipy.optimize import minimize

from power.generation import Changed, generated, of_formula
from power.mutant import Mutant, ReferenceValue
from power.theorems import SHARES
from theorybench.entries.entry import Entry
from theorybench.entries.inequality import Inequality

POINTS = 20_000
DIGITS = 60


def mutants(entry: Inequality, sharpness: Mapping[str, float]) -> Iterator[Mutant]:
    """Mutants of all kinds; sharpness: part -> the largest lhs / rhs that is known."""
    yield from generated(entry, _changes(entry, sharpness))


def _changes(entry: Inequality, sharpness: Mapping[str, float]) -> Iterator[Changed]:
    for part, (lhs, rhs) in entry.parts.items():
        known = sharpness.get(part, 0.0)
        factors = [sympy.Float(c * known, 20) for c in SHARES] if 0 < known < math.inf else []
        changed: list[Changed] = [
            ("factor", f"right side times {float(c):.6g}", c * rhs) for c in factors
        ]
        for kind, what, new in (*changed, *of_formula(rhs, entry.variables)):
            yield kind, f"{part}: {what}", {"parts": {**entry.parts, part: (lhs, new)}}
    for premise in entry.premises:
        yield (
            "assumption",
            f"{premise} dropped",
            {"premises": tuple(p for p in entry.premises if p != premise)},
        )


@dataclass
class Inputs:
    """Points of the ranges of a lemma's variables, drawn once for it and its mutants."""

    seed: int
    drawn: dict[Any, np.ndarray] = field(default_factory=dict)

    def of(self, entry: Inequality) -> np.ndarray:
        """(points, variables), spread evenly over the logarithms, with the ends of the ranges."""
        key = tuple((c.name, *ends) for c, ends in entry.variables.items())
        if key not in self.drawn:
            rng = np.random.default_rng(
                int.from_bytes(hashlib.sha256(f"{self.seed}{key}".encode()).digest()[:8], "big")
            )
            ends = _ends(entry)
            low, high = _there(ends, ends).T
            points = _back(rng.uniform(low, high, (POINTS, len(ends))), ends)
            corner = rng.random(points.shape)
            points = np.where(
                corner < 0.05, ends[:, 0], np.where(corner > 0.95, ends[:, 1], points)
            )
            # half of them with several variables nearly equal: that is where sides meet
            level = points[: POINTS // 2, rng.integers(len(ends), size=1)]
            near = np.clip(
                level * np.exp(0.3 * rng.standard_normal((POINTS // 2, len(ends)))),
                ends[:, 0],
                ends[:, 1],
            )
            points[: POINTS // 2] = np.where(
                rng.random(near.shape) < 0.7, near, points[: POINTS // 2]
            )
            self.drawn[key] = points
        return self.drawn[key]


def _ends(entry: Inequality) -> np.ndarray:
    """(variables, 2): the ranges; what may be 0 and not less begins at a billionth of its upper
    end.
    """
    return np.array(
        [[low or 1e-9 * high, high] for low, high in entry.variables.values()], dtype=float
    )


def _there(points: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Coordinates in which magnitudes count: logarithms, or their odd continuation where there
    are signs; points (variables, any).
    """
    scale = 1e-6 * np.abs(ends).max(axis=1)[:, None]
    return np.where(ends[:, :1] > 0, np.log(np.maximum(points, 1e-300)), np.arcsinh(points / scale))


def _back(places: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """The points of such coordinates, inside the ranges: (points, variables) both."""
    scale, signed = 1e-6 * np.abs(ends).max(axis=1), ends[:, 0] <= 0
    with np.errstate(over="ignore"):
        points = np.where(signed, scale * np.sinh(places), np.exp(np.minimum(places, 700.0)))
    return np.clip(points, ends[:, 0], ends[:, 1])


def closest(entry: Inequality, inputs: Inputs) -> dict[str, tuple[float, str]]:
    """Part -> the largest lhs / rhs found and confirmed, and where; infinite where the right
    side is not positive.
    """
    return {
        part: _largest(entry, sympy.sympify(lhs), sympy.sympify(rhs), inputs.of(entry))
        for part, (lhs, rhs) in entry.parts.items()
    }


def reference_value(entry: Entry, inputs: Inputs) -> ReferenceValue | None:
    """An input on which a part is false."""
    assert isinstance(entry, Inequality)
    for part, (ratio, at) in closest(entry, inputs).items():
        if ratio > 1 + 1e-9:
            return ReferenceValue("exact value", f"{part}: {at}")
    return None


def _largest(entry: Inequality, lhs: Any, rhs: Any, points: np.ndarray) -> tuple[float, str]:
    names: list[Any] = list(entry.variables)
    premises: list[Any] = [p for p in map(sympy.sympify, entry.premises) if p is not sympy.true]
    margins = sympy.lambdify(names, [p.gts - p.lts for p in premises], ["numpy", "scipy"])
    sides = sympy.lambdify(names, [lhs, rhs], ["numpy", "scipy"])

    def score(x: np.ndarray) -> np.ndarray:
        with np.errstate(all="ignore"):
            a, b = (np.asarray(np.broadcast_to(v, x.shape[:1]), dtype=complex) for v in sides(*x.T))
            value = (np.real(a) - np.real(b)) / (np.abs(a) + np.abs(b))
            holds = np.all(
                [
                    np.broadcast_to(np.asarray(m, dtype=float) >= 0, x.shape[:1])
                    for m in margins(*x.T)
                ]
                or [np.ones(len(x), bool)],
                axis=0,
            )
        return np.where(
            holds & (np.imag(a) == 0) & (np.imag(b) == 0) & np.isfinite(value), value, -2.0
        )

    ends, best = _ends(entry), points[np.argsort(-score(points))[:8]]
    box = _there(ends, ends)
    climbed = [
        _back(
            minimize(
                lambda u: -float(score(_back(u[None], ends))[0]),
                _there(x[:, None], ends)[:, 0],
                method="Nelder-Mead",
                bounds=box,
                options={"maxfev": 300},
            ).x[None],
            ends,
        )[0]
        for x in best[:4]
    ]
    for x in sorted([*best, *climbed], key=lambda x: -float(score(x[None])[0])):
        ratio = _ratio(names, lhs, rhs, premises, _whole(names, x))
        if ratio is not None:
            shown = ", ".join(f"{c.name}={v:.6g}" for c, v in zip(names, x, strict=True))
            return ratio, f"left side {ratio:.6g} times the right side at {shown}"
    return 0.0, ""


def _whole(names: list[Any], x: np.ndarray) -> list[float]:
    return [float(round(v)) if c.is_integer else float(v) for c, v in zip(names, x, strict=True)]


def _ratio(
    names: list[Any], lhs: Any, rhs: Any, premises: list[Any], x: list[float]
) -> float | None:
    """lhs / rhs with many digits; infinite for rhs <= 0 < lhs; None where a premise fails or a
    side is not real.
    """
    with mpmath.workdps(DIGITS):
        at = dict(zip(names, (mpmath.mpf(v) for v in x), strict=True))
        try:
            a, b, *slacks = (
                mpmath.mpf(sympy.lambdify(names, e, "mpmath")(*at.values()))
                for e in (lhs, rhs, *(p.gts - p.lts for p in premises))
            )
        except (TypeError, ValueError, ZeroDivisionError, OverflowError):
            return None
        if any(v < 0 for v in slacks) or not (mpmath.isfinite(a) and mpmath.isfinite(b)):
            return None
        return float(a / b) if b > 0 else (math.inf if a > b else 0.0)
