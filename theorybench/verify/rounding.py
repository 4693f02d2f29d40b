"""What rounding may add to a metric, and values that no metric can have."""

from __future__ import annotations

import math

from theorybench.core import symbols as s
from theorybench.core.types import EntryError
from theorybench.entries.theorem import Theorem
from theorybench.verify.prepare import Prepared

UNIT_ROUNDOFF = 2.0**-53


def rounding(theorem: Theorem, p: Prepared) -> float:
    """Each step rounds relatively; a gap is a difference of two values of f; no iterate comes
    closer to x* than its coordinates round.
    """
    unit = theorem.metric.unit
    height = abs(float(p.problem.value(p.problem.start_point())[0])) + abs(p.problem.f_star)
    relative = (
        64
        * UNIT_ROUNDOFF
        * ((p.steps + 1) * abs(p.bound) + (height if unit.same(s.HEIGHT) else 0.0))
    )
    place = (
        8
        * UNIT_ROUNDOFF
        * (p.steps + 1)
        * (math.hypot(*p.problem.start) + math.hypot(*(p.problem.minimiser or ())))
    )
    slope = place * p.values.get(s.L, p.values.get(s.L0, 0.0))
    apart = {s.LENGTH: place, s.GRADIENT: slope, s.GRADIENT**2: slope**2}
    return relative + next((value for its, value in apart.items() if its.same(unit)), 0.0)


def require_possible(theorem: Theorem, p: Prepared, value: float) -> None:
    """Raise EntryError for a metric below what it can be: then the declared infimum is wrong."""
    lower = theorem.metric.lower
    if lower is not None and value < lower - rounding(theorem, p):
        raise EntryError(
            f"{p.problem.name}: {theorem.metric} = {value:.6g}, which cannot be below {lower:g}; "
            f"f_star = {p.problem.f_star} is not the infimum: give the infimum"
        )
