"""Lemmas for all inputs: random and property-based search, numerical ascent, then exact arithmetic on what was found."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import hypothesis
import hypothesis.strategies as st
import numpy as np
import sympy
from scipy.optimize import minimize

from theorybench import symbols as s
from theorybench.claim import Claim, Evidence
from theorybench.statements import Comparison, Inequality
from theorybench.verify.evidence import from_comparisons
from theorybench.verify.profile import Settings

Point = dict[s.Constant, float]


@dataclass(frozen=True, eq=False)
class _Part:
    """One lhs <= rhs with the premises, as numpy functions of the variables in order."""

    entry: Inequality
    what: str
    lhs: Any
    rhs: Any

    @property
    def names(self) -> list[s.Constant]:
        return list(self.entry.variables)

    def ratio(self) -> Callable[[np.ndarray], np.ndarray]:
        """(points, variables) -> lhs/rhs where the premises hold and rhs > 0, else -inf; lhs > 0 >= rhs gives +inf."""
        sides = sympy.lambdify(self.names, [self.lhs, self.rhs, *(_margin(p) for p in self.entry.premises)], ["numpy", "scipy"], cse=True)

        def evaluate(points: np.ndarray) -> np.ndarray:
            with np.errstate(all="ignore"):
                lhs, rhs, *margins = (np.broadcast_to(np.asarray(v, dtype=float), len(points)) for v in sides(*points.T))
                value = np.where(rhs > 0, lhs / rhs, np.where(lhs > rhs, np.inf, 0.0))
                allowed = np.all([m >= 0 for m in margins], axis=0) if margins else np.ones(len(points), bool)
            return np.where(allowed & ~np.isnan(value), value, -np.inf)

        return evaluate


def _margin(premise: Any) -> Any:
    """A premise as an expression that is >= 0 where it holds."""
    return premise.lhs - premise.rhs if premise.rel_op in (">=", ">") else premise.rhs - premise.lhs


def verify_inequality(claim: Claim, entry: Inequality, settings: Settings) -> Evidence:
    """Search every part for the input where lhs/rhs is largest."""
    found = [_search(_Part(entry, what, *map(sympy.sympify, sides)), settings) for what, sides in entry.parts.items()]
    evaluations = settings.profile.searches * len(found)
    comparisons = [c for c, _ in found]
    numbers = [{k.name: v for k, v in point.items()} for _, point in found]
    return from_comparisons(claim, comparisons, numbers, alpha=0.0, high=float(evaluations))


def _search(part: _Part, settings: Settings) -> tuple[Comparison, Point]:
    ratio = part.ratio()
    points = _random_points(part.entry.variables, settings)
    values = ratio(points)
    best = list(points[np.argsort(values)[-5:]])
    best += [_ascend(ratio, start, part.entry.variables) for start in best]
    best.append(_by_hypothesis(ratio, part, settings))
    point = max(best, key=lambda p: ratio(p[None])[0])
    point = _readable(ratio, point, part)
    return _exact(part, dict(zip(part.names, map(float, point), strict=True)))


def _random_points(variables: Mapping[s.Constant, tuple[float, float]], settings: Settings) -> np.ndarray:
    """Log-uniform in the ranges; a tenth of the coordinates at the ends of their range, at 1 or at another coordinate's value."""
    rng = np.random.default_rng(settings.seed)
    count, width = settings.profile.searches, len(variables)
    ends = np.array(list(variables.values()), dtype=float)
    low = np.where(ends[:, 0] > 0, ends[:, 0], ends[:, 1] * 1e-12)
    points = np.exp(rng.uniform(np.log(low), np.log(ends[:, 1]), (count, width)))
    special = np.stack([np.broadcast_to(ends[:, 0], (count, width)), np.broadcast_to(ends[:, 1], (count, width)), np.ones((count, width)),
                        rng.permuted(points, axis=1)])
    chosen = np.take_along_axis(special, rng.integers(4, size=(1, count, width)), axis=0)[0]
    return np.clip(np.where(rng.random((count, width)) < 0.1, chosen, points), ends[:, 0], ends[:, 1])


def _ascend(ratio: Callable[[np.ndarray], np.ndarray], start: np.ndarray, variables: Mapping[s.Constant, tuple[float, float]]) -> np.ndarray:
    ends = np.array(list(variables.values()), dtype=float)
    free = start > 0

    def loss(logs: np.ndarray) -> float:
        point = start.copy()
        point[free] = np.clip(np.exp(logs), ends[free, 0], ends[free, 1])
        value = float(ratio(point[None])[0])
        return 1e300 if value == -np.inf else -min(value, 1e300)

    if not free.any() or not np.isfinite(ratio(start[None])[0]):
        return start
    result = minimize(loss, np.log(start[free]), method="Nelder-Mead", options={"maxiter": 400 * int(free.sum()), "xatol": 1e-10, "fatol": 1e-14})
    best = start.copy()
    best[free] = np.clip(np.exp(result.x), ends[free, 0], ends[free, 1])
    return best


def _by_hypothesis(ratio: Callable[[np.ndarray], np.ndarray], part: _Part, settings: Settings) -> np.ndarray:
    """Hypothesis climbs by `target` on the ratio; returns the best input it tried."""
    ends = list(part.entry.variables.values())
    best: list[Any] = [-np.inf, np.array([high for _, high in ends], dtype=float)]

    @hypothesis.seed(settings.seed)
    @hypothesis.settings(max_examples=300, deadline=None, database=None, suppress_health_check=list(hypothesis.HealthCheck))
    @hypothesis.given(st.tuples(*(st.floats(low, high) for low, high in ends)))
    def climb(values: tuple[float, ...]) -> None:
        point = np.array(values)
        value = float(ratio(point[None])[0])
        if math.isfinite(value):
            hypothesis.target(min(value, 1e300))
        if value > best[0]:
            best[:] = [value, point]

    climb()
    return best[1]


def _readable(ratio: Callable[[np.ndarray], np.ndarray], point: np.ndarray, part: _Part) -> np.ndarray:
    """Round a counterexample to the fewest digits that still violate; leave other points as they are."""
    if not ratio(point[None])[0] > 1 + 1e-9:
        return point
    ends = np.array(list(part.entry.variables.values()), dtype=float)
    for digits in range(1, 12):
        rounded = np.clip(np.array([float(f"{v:.{digits - 1}e}") for v in point]), ends[:, 0], ends[:, 1])
        if ratio(rounded[None])[0] > 1 + 1e-9:
            return rounded
    return point


def _exact(part: _Part, point: Point) -> tuple[Comparison, Point]:
    """Both sides with 50 digits: rounding cannot make a counterexample, and a violated premise cannot either."""
    exact = {c: sympy.Rational(v) for c, v in point.items()}
    lhs, rhs = (sympy.N(side.subs(exact), 50) for side in (part.lhs, part.rhs))
    at = ", ".join(f"{c.name}={v:.6g}" for c, v in point.items())
    slack = sympy.Rational(1, 10**40) * (abs(lhs) + abs(rhs))
    if lhs > rhs + slack and all(sympy.N(_margin(p).subs(exact), 50) >= 0 for p in part.entry.premises):
        return Comparison(part.what, float(lhs), min(float(rhs), math.nextafter(float(lhs), -math.inf)), at), point
    return Comparison(part.what, min(float(lhs), float(rhs)), float(rhs), at), point
