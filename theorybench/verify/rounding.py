"""What rounding may have done to the constants in a bound, and values that no metric can have."""

from __future__ import annotations

from theorybench import numbers, resolution
from theorybench.core.types import EntryError
from theorybench.entries.theorem import Theorem
from theorybench.verify.prepare import Prepared

_NEGLIGIBLE = 1e-12


def bound_resolution(theorem: Theorem, p: Prepared, value: float) -> float:
    """By how much the bound moves with the constants in it that are computed at the start, and
    with functions written in Python; 0 where that is too little to matter for a measured value.
    """
    moved = {c: r for c, r in resolution.of_start(p.problem).items() if r and c in p.values}
    near = abs(value - p.bound) <= resolution.SMALL * abs(p.bound)
    coarse = any(r > _NEGLIGIBLE * abs(p.values[c]) for c, r in moved.items())
    if not near and not coarse:
        return 0.0
    apart = [0.0]
    for constant, r in moved.items():
        for sign in (-1.0, 1.0):
            values = {**p.values, constant: p.values[constant] + sign * r}
            numbers.derive(theorem, values)
            apart.append(abs(numbers.bound(theorem.bound, values, "upper") - p.bound))
    off = numbers.bound(theorem.bound, p.values, "upper", resolution.MOVE)
    return max(apart) + abs(off - p.bound)


def require_possible(theorem: Theorem, p: Prepared, value: float, its: float) -> None:
    """Raise EntryError for a metric that is below what it can be by more than its resolution: then
    the declared infimum is wrong.
    """
    lower = theorem.metric.lower
    if lower is not None and value < lower - its:
        raise EntryError(
            f"{p.problem.name}: {theorem.metric} = {value:.6g}, which cannot be below {lower:g}; "
            f"f_star = {p.problem.f_star} is not the infimum: give the infimum"
        )
