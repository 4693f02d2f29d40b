"""Rates without constants: falsifiable only between horizons, with a declared allowance, and
refuted only where they have settled.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from theorybench import numbers
from theorybench.core.blocks import BLOCK
from theorybench.core.oracles import exact
from theorybench.entries.entry import Verdict
from theorybench.statistics.bounds import quantile_bounds
from theorybench.statistics.ratios import halving_of_medians, ratio_of_medians
from theorybench.verify import chance
from theorybench.verify.evidence import Evidence, Quantity, evidence_for, quotient
from theorybench.verify.plan import Plan
from theorybench.verify.profile import Options
from theorybench.verify.runs import Layout, SharedRuns, constants_json

_FIRST_LOOK = 21
"""Blocks a horizon: as many as the quick profile has."""
_LARGEST = 700.0
"""Exponentials of more overflow."""


def verify_rate(plan: Plan, shared: SharedRuns, options: Options) -> Evidence:
    """m(T1) <= R h(T1)/h(T0) m(T0) from the shortest to the longest horizon, with the bound's shape
    h and R = rate_range.

    m is the median: a mean that is O(h) has a median that is O(h) (Markov), and medians need no
    declaration. The allowance R is for what the metric still does before it settles. More than R
    refutes only if m / h also grows, in logarithms, by more than half as much after the geometric
    mean of the horizons as before it, and m itself has fallen there by more than its resolution
    and not much faster than before: a true rate that is late, or on a plateau, looks the same.
    The horizons use independent seeds.
    """
    n = plan.theorem.horizon.name
    if len(plan.prepared) < 3:
        given = ", ".join(dict.fromkeys(f"{n} = {p.steps}" for p in plan.prepared))
        finding = (
            "; ".join(plan.left_out)
            or f"a rate needs two horizons that differ by 2 at least; the settings give {given}"
        )
        return evidence_for(plan.claim, verdict="vacuous", finding=finding)
    first, middle, last = (p.steps for p in plan.prepared)
    evidence = (_exactly if plan.claim.oracle in (None, exact) else _by_medians)(
        plan, shared, options, f"{n} from {first} to {last}"
    )
    if evidence.verdict != "inconclusive" or (evidence.sharpness or 0.0) <= 1:
        return evidence
    finding = (
        f"from {n} = {first} to {last} the metric exceeds the rate by more than the allowance"
        f" {plan.theorem.rate_range:g}, but it is not shown that it still falls, and too slowly,"
        f" from {middle} on: it may not have settled; longer horizons would tell"
    )
    return replace(evidence, finding=finding, sharpness=1.0)


def _exactly(plan: Plan, shared: SharedRuns, options: Options, where: str) -> Evidence:
    """Logarithms of one run: nothing overflows."""
    m, its = zip(*(_value(plan, shared, j) for j in range(3)), strict=True)
    h = _shape(plan)
    low, at, high = (
        _log(m[2] + sign * its[2]) - _log(m[0] - sign * its[0]) for sign in (-1.0, 0.0, 1.0)
    )
    allowed = math.log(plan.theorem.rate_range) + h[2] - h[0]
    before, after = (_log(m[i + 1]) - _log(m[i]) - h[i + 1] + h[i] for i in (0, 1))
    settled = 2 * after > before and m[2] + its[2] < m[1] - its[1] and _steady(m, h)
    verdict: Verdict = "inconclusive"
    if low > allowed and settled:
        verdict = "refuted"
    elif high <= allowed or m[2] + its[2] == 0:
        verdict = "supported"
    factor, failed = _exp(allowed), f"{m[2]:.6g} > {_exp(allowed + _log(m[0])):.6g}"
    statement = (
        f"{plan.theorem.metric} at the later horizon, {where}, against {factor:.4g} times the"
        " earlier"
    )
    return evidence_for(
        plan.claim,
        verdict=verdict,
        constants=constants_json(plan.prepared[2].values),
        quantity=Quantity("factor"),
        bound=factor,
        measured=_exp(at),
        low=_exp(low),
        high=_exp(high),
        sharpness=_exp(low - allowed),
        detectable=_exp(allowed - low) if low > -math.inf else None,
        resolution=_exp(high) - _exp(low) if math.isfinite(high) else None,
        runs=1,
        finding=f"{statement}: {failed}" if verdict == "refuted" else None,
        detail=statement,
    )


def _shape(plan: Plan) -> list[float]:
    """Logarithms of the bound at the three horizons."""
    return [numbers.logarithm(plan.theorem.bound, p.values) for p in plan.prepared]


def _steady(m: Sequence[float], h: Sequence[float]) -> bool:
    """Whether the metric falls, and not more than twice as fast, in logarithms, after the middle
    horizon as before it, or as the shape h does, whose logarithms are given, if it speeds up: at
    the end of a plateau the fall is still to come.
    """
    before, after = (_log(m[i]) - _log(m[i + 1]) for i in (0, 1))
    early, late = (h[i] - h[i + 1] for i in (0, 1))
    speed = max(late / early, 1.0) if early > 0 else 1.0
    return 0 < after < 2 * speed * before


def _log(number: float) -> float:
    """A logarithm; -inf for what is 0, or below it by rounding."""
    return math.log(number) if number > 0 else -math.inf


def _exp(number: float) -> float:
    """An exponential that may overflow to infinity; 0 for what is not defined."""
    if math.isnan(number):
        return 0.0
    return math.exp(number) if number < _LARGEST else math.inf


def _by_medians(plan: Plan, shared: SharedRuns, options: Options, where: str) -> Evidence:
    h = _shape(plan)
    factor = _exp(math.log(plan.theorem.rate_range) + h[2] - h[0])
    x, drawn, verdict = [np.empty(0)] * 3, 0, "inconclusive"
    for blocks in _looks(options.profile.n_max // 3 // BLOCK):
        new = blocks - drawn
        x = [
            np.concatenate([one, _samples(plan, shared, j, 3 * drawn + j * new, new)])
            for j, one in enumerate(x)
        ]
        drawn, verdict = blocks, _judged(plan, x, factor, options)
        if verdict != "inconclusive":
            break
    its = [_relative(plan, shared, j) for j in range(3)]
    if verdict != "inconclusive":
        # against the verdict, by what float64 may have done
        sign = -1.0 if verdict == "refuted" else 1.0
        moved_x = [
            chance.moved(one[:, None], np.array([s * sign * r]))[:, 0]
            for one, r, s in zip(x, its, (-1.0, 1.0, 1.0), strict=True)
        ]
        verdict = verdict if _judged(plan, moved_x, factor, options) == verdict else "inconclusive"
    (low0, high0), (low2, high2) = (quantile_bounds(x[j], options.budget.support) for j in (0, 2))
    measured, low = quotient(np.median(x[2]), np.median(x[0])), quotient(low2, high0)
    return evidence_for(
        plan.claim,
        verdict=verdict,
        constants=constants_json(plan.prepared[2].values),
        quantity=Quantity("factor"),
        bound=factor,
        measured=measured,
        low=low,
        high=quotient(high2, low0),
        sharpness=low / factor,
        detectable=quotient(measured, low),
        resolution=max(its),
        runs=3 * BLOCK * drawn,
        alpha=options.budget.level,
        delta=2 * options.budget.support if verdict == "supported" else None,
        detail=f"ratio of medians, {where}; allowance {plan.theorem.rate_range:g}",
    )


def _looks(most: int) -> list[int]:
    """Numbers of blocks a horizon after which the verdict is tried, each twice the last: the
    tests are valid at any time.
    """
    looks = [most]
    while looks[0] > _FIRST_LOOK:
        looks.insert(0, looks[0] // 2)
    return looks


def _judged(plan: Plan, x: Sequence[np.ndarray], factor: float, options: Options) -> Verdict:
    enough, support = -math.log(options.budget.level), options.budget.support
    if ratio_of_medians(x[2], x[0], factor) >= enough:
        h = _shape(plan)
        early, middle, late = (one * _exp(h[0] - its) for one, its in zip(x, h, strict=True))
        settled = halving_of_medians(early, middle, late) >= enough
        moved = _steady([float(np.median(one)) for one in x], h)
        return "refuted" if settled and moved else "inconclusive"
    return (
        "supported"
        if quantile_bounds(x[2], support)[1] <= factor * quantile_bounds(x[0], support)[0]
        else "inconclusive"
    )


def _value(plan: Plan, shared: SharedRuns, setting: int) -> tuple[float, float]:
    """The metric in one setting, and its resolution."""
    one, js = _layout(plan, setting)
    at = js.index(setting)
    return float(shared.exact(one)[at]), float(shared.resolution(one)[at])


def _samples(plan: Plan, shared: SharedRuns, setting: int, first: int, blocks: int) -> np.ndarray:
    """The metric in one setting on so many seed blocks from `first` on: (32 blocks,)."""
    one, js = _layout(plan, setting)
    return shared.samples(one, first, first + blocks)[:, js.index(setting)]


def _relative(plan: Plan, shared: SharedRuns, setting: int) -> float:
    """What float64 may have done to a sample, relative to |sample| + median."""
    one, js = _layout(plan, setting)
    return float(shared.sample_resolution(one)[js.index(setting), 0])


def _layout(plan: Plan, setting: int) -> tuple[Layout, tuple[int, ...]]:
    return next((one, js) for one, js in plan.layouts if setting in js)
