"""Whether a statement about a method is false, from a reference that shares no loop, no
statistics and no verdict with the harness.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from power.extremal import bent_functions
from power.methods import ON_ROWS, bundled
from power.moments import second_moment
from power.mutant import Knowledge, ReferenceValue
from power.reference import (
    LONGEST,
    MOST,
    Least,
    Reference,
)
from power.rewriting import unit_faults
from theorybench import numbers
from theorybench.catalogue.catalogue import Catalogue
from theorybench.catalogue.claim import Claim
from theorybench.core import symbols as s
from theorybench.core.assumptions import everything, lipschitz
from theorybench.core.oracles import exact
from theorybench.core.problem import Problem
from theorybench.core.types import EntryError
from theorybench.entries.theorem import Mode, Steps, Theorem

MARGIN = 1e-6
"""A bound has to be exceeded by this share of it, and by what rounding may add."""
SCALES = (1.0, 2.0**-9, 2.0**9)
"""Heights and lengths to which an instance is rescaled where units do not fit."""
_ACCURACIES = np.geomspace(0.999, 1e-4, 60)

Values = dict[Any, Any]


@dataclass(frozen=True)
class Closest:
    """Where a measurement comes closest to its bound, or exceeds it most: ratio is measurement /
    bound.
    """

    ratio: float = 0.0
    by: Knowledge = "exact value"
    at: str = ""

    @property
    def reference_value(self) -> ReferenceValue | None:
        return ReferenceValue(self.by, self.at) if self.ratio > 1 + MARGIN else None


def closest(
    theorem: Theorem, catalogue: Catalogue, reference: Reference, enough: float = math.inf
) -> Closest:
    """The instance, of the catalogue and of a family of extremal functions, on which the bound
    is approached most; ends at `enough`.
    """
    best = Closest()
    for found in _candidates(theorem, catalogue, reference):
        if found.ratio > best.ratio:
            best = found
        if best.ratio > enough:
            break
    return best


def reference_value(
    theorem: Theorem, catalogue: Catalogue, reference: Reference
) -> ReferenceValue | None:
    """Why the theorem is false; None where the reference does not know it to be."""
    return closest(theorem, catalogue, reference, 1 + MARGIN).reference_value


def _candidates(theorem: Theorem, catalogue: Catalogue, reference: Reference) -> Iterator[Closest]:
    claims = [c for c in catalogue.claims_of(theorem) if not c.extra]
    for claim in sorted(claims, key=lambda c: c.oracle is not exact):
        for setting in theorem.settings:
            problem = claim.problem or (
                theorem.witness(setting) if theorem.witness is not None else None
            )
            if problem is not None:
                yield from _on(theorem, problem, claim, setting, reference)
    if theorem.mode is Mode.DETERMINISTIC and _on_rows_too(theorem):
        for rows in bent_functions(theorem.assumes):
            for setting in theorem.settings:
                yield from _on_rows(theorem, rows, setting, reference)


def _on_rows_too(theorem: Theorem) -> bool:
    return bundled(theorem.algorithm) and theorem.algorithm.name in ON_ROWS


def _on(
    theorem: Theorem,
    problem: Problem,
    claim: Claim,
    setting: Mapping[Any, Any],
    reference: Reference,
) -> Iterator[Closest]:
    oracle = claim.oracle or exact
    given = {
        **problem.constants,
        **(oracle.constants(problem) if oracle.law is not None else {}),
        **setting,
    }
    if theorem.mode is Mode.INFINITE:
        yield from _finite(theorem, problem, claim, given)
    elif theorem.mode is Mode.COMPLEXITY and oracle is exact:
        yield from _complexity(theorem, problem, given, reference)
    elif (
        not any(isinstance(v, Steps) for v in setting.values())
        and (values := _values(theorem, given)) is not None
    ):
        steps = _steps(theorem, values)
        least = reference.least(theorem, problem, oracle, values, steps)
        if theorem.mode is Mode.RATE:
            yield from _rate(theorem, problem, values)
        elif least is not None:
            where = f"{claim.problem_name} @ {oracle.name}, {_shown(setting)}"
            yield from _against(theorem, values, least, where)


def _values(theorem: Theorem, given: Mapping[Any, Any]) -> Values | None:
    """All constants by symbol, with abbreviations and parameters; None where the theorem's own
    conditions exclude them.
    """
    values: Values = dict(given)
    try:
        numbers.derive(theorem, values)
    except EntryError:
        return None
    return values if _valid(theorem, values) else None


def _valid(theorem: Theorem, values: Values) -> bool:
    return all(np.all(numbers.holds(condition, values)) for condition in theorem.valid_when)


def _steps(theorem: Theorem, values: Values) -> int:
    return int(values[theorem.horizon]) if theorem.horizon in values else LONGEST


def _bound(theorem: Theorem, values: Values) -> np.ndarray:
    return np.asarray(numbers.evaluate(theorem.bound, values), dtype=float)


def _against(theorem: Theorem, values: Values, least: Least, where: str) -> Iterator[Closest]:
    """The lower bound of the measurement against the bound, also in other units where units do
    not fit.
    """
    for f_scale, x_scale, scaled in _in_units(theorem, values):
        factor = f_scale ** float(theorem.bound_unit.f) * x_scale ** float(theorem.bound_unit.x)
        bound = np.broadcast_to(np.squeeze(_bound(theorem, scaled)), least.value.shape)
        sure = (
            np.nan_to_num(least.value - least.slack, nan=0.0, posinf=np.finfo(float).max) * factor
        )
        ratio = np.where(
            sure > 0, np.where(bound > 0, sure / np.where(bound > 0, bound, 1.0), np.inf), 0.0
        )
        ratio = np.where(np.isnan(bound) | (bound == np.inf), 0.0, ratio)
        i = int(np.argmax(ratio))
        units = "" if f_scale == x_scale == 1 else f", f times {f_scale:g} and x times {x_scale:g}"
        by = "extremal function" if len(ratio) > 1 else least.by
        yield Closest(
            float(ratio[i]), by, f"{sure[i]:.6g} against {bound[i]:.6g} on {where}{units}"
        )


def _in_units(theorem: Theorem, values: Values) -> Iterator[tuple[float, float, Values]]:
    """Heights, lengths and the constants of the rescaled instance, whose run is the rescaled run
    if the parameters' units fit.
    """
    yield 1.0, 1.0, values
    if not _breaks(theorem):
        return
    numbers = {c: v for c, v in values.items() if isinstance(c, s.Constant)}
    alpha = float(values.get(s.alpha, 2.0))
    for f_scale, x_scale in itertools.product(SCALES, SCALES):
        scaled = {
            c: v * f_scale ** (powers := _powers(c, alpha))[0] * x_scale ** powers[1]
            for c, v in numbers.items()
        }
        if (f_scale, x_scale) != (1, 1) and _valid(theorem, scaled):
            yield f_scale, x_scale, scaled


@functools.lru_cache(maxsize=64)
def _breaks(theorem: Theorem) -> bool:
    """Whether the bound's units do not fit, and those of all else do."""
    prescribed = {**theorem.where, **theorem.params}
    return unit_faults(theorem.bound, theorem.bound_unit) and not any(
        unit_faults(e, c.unit) for c, e in prescribed.items()
    )


@functools.lru_cache(maxsize=1024)
def _powers(constant: s.Constant, alpha: float) -> tuple[float, float]:
    """The unit of a constant as exponents of f_scale and x_scale."""
    return float(constant.unit.f.subs(s.alpha, alpha)), float(constant.unit.x.subs(s.alpha, alpha))


def _complexity(
    theorem: Theorem, problem: Problem, given: Mapping[Any, Any], reference: Reference
) -> Iterator[Closest]:
    """Steps until the metric is small, for many accuracies at once."""
    level = theorem.metric.level
    assert level is not None
    free = [c for c, v in given.items() if isinstance(v, Steps)]
    if free and free != [level]:
        return
    start = float(theorem.metric.at(given).of(problem, problem.start_point())[0])
    for accuracy in start * _ACCURACIES if free else (float(given[level]),):
        values = _values(theorem, {**given, level: float(accuracy)})
        along = None if values is None else reference.hits(theorem, problem, values)
        if values is None or along is None:
            return
        reached = np.flatnonzero(along <= accuracy * (1 + 1e-9))
        needed = float(reached[0]) if len(reached) else MOST + 1.0
        least = Least(np.array([needed]), np.zeros(1), "exact value")
        for found in _against(
            theorem, values, least, f"{problem.name}, {level.name}={accuracy:.4g}"
        ):
            if found.ratio < math.inf and needed > 0:  # steps are whole numbers
                found = (
                    Closest(needed / max(math.floor(needed / found.ratio), 0.5), found.by, found.at)
                    if found.ratio > 0
                    else found
                )
            yield found


def _rate(theorem: Theorem, problem: Problem, values: Values) -> Iterator[Closest]:
    """The mean of x_0 .. x_{n-1} keeps its share of x_0: on a half-line with the minimiser at its
    end f - f* cannot fall faster.

    An O(h(n)) is false where this floor over h grows without end: looked at from n = 10^3 to 10^6
    and 10^9.
    """
    metric = theorem.metric
    if (
        metric.along != "average"
        or metric.name != "f - f*"
        or problem.box is None
        or problem.dim != 1
        or problem.minimiser is None
    ):
        return
    if problem.minimiser[0] not in problem.box:
        return
    start, end = problem.start_point(), problem.start_point().new_tensor([problem.minimiser])
    ratios = []
    for n in (1e3, 1e6, 1e9):
        share = 2 / (n * (n + 1)) if metric.weighted else 1 / n
        floor = float(problem.value(end + share * (start - end))[0]) - problem.f_star
        ratios.append(max(floor, 0.0) / float(_bound(theorem, {**values, theorem.horizon: n})))
    if ratios[1] > 1e3 * ratios[0] > 0 and ratios[2] > 1e3 * ratios[1]:
        yield Closest(
            math.inf,
            "exact value",
            f"on {problem.name} the mean keeps its share of x_0, which falls more slowly than"
            f" {theorem.bound}",
        )


def _finite(
    theorem: Theorem, problem: Problem, claim: Claim, given: Mapping[Any, Any]
) -> Iterator[Closest]:
    """A mean that is finite is not infinite: by exact moments, or because the gradient is
    bounded.
    """
    oracle, values = claim.oracle or exact, _values(theorem, given)
    if values is None or theorem.metric.name != "||grad f||^2":
        return
    number = second_moment(
        replace(theorem, mode=Mode.EXPECTATION, bound=0),
        problem,
        oracle,
        values,
        _steps(theorem, values),
    )
    if number is None and lipschitz in everything(problem.promises):
        number = problem.constants[s.L_f] ** 2
    if number is not None:
        yield Closest(
            math.inf,
            "exact value",
            f"E {theorem.metric} is {number:.6g}, or less, on {claim.problem_name} @ {oracle.name}",
        )


def _on_rows(
    theorem: Theorem, rows: Any, setting: Mapping[Any, Any], reference: Reference
) -> Iterator[Closest]:
    values = _values(theorem, {**rows.constants, **setting})
    if values is None or (
        any(s.k in getattr(e, "free_symbols", ()) for e in theorem.params.values())
        and s.mu in values
    ):
        return
    least = reference.least(theorem, rows, exact, values, _steps(theorem, values))
    if least is not None:
        yield from _against(theorem, values, least, f"mu x^2/2 + (L - mu) Huber, {_shown(setting)}")


def _shown(setting: Mapping[Any, Any]) -> str:
    return ", ".join(f"{c.name}={v:g}" for c, v in setting.items() if isinstance(v, float | int))
