"""Rates without constants: falsifiable only between two horizons, with a declared allowance."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from theorybench.claim import Evidence
from theorybench.oracles import exact
from theorybench.statements import Comparison
from theorybench.statistics.bounds import quantile_bounds
from theorybench.statistics.ratios import ratio_of_medians
from theorybench.verify.evidence import finish, from_comparisons
from theorybench.verify.profile import Settings
from theorybench.verify.runs import SharedRuns, constants_json

if TYPE_CHECKING:
    from theorybench.verify.theorems import Plan


def verify_rate(made: Plan, shared: SharedRuns, settings: Settings) -> Evidence:
    """Between the shortest and the longest horizon, m(T1) <= R h(T1)/h(T0) m(T0), with the bound's shape h and R = rate_range.

    m is the median: a mean that is O(h) has a median that is O(h) (Markov), and medians need no declaration. The allowance R is for what
    the metric still does before it settles; the horizons use independent seeds.
    """
    theorem = made.theorem
    early, late = (choose(range(len(made.prepared)), key=lambda j: made.prepared[j].steps) for choose in (min, max))
    first, last = made.prepared[early], made.prepared[late]
    if first.steps == last.steps:
        finding = f"a rate needs two horizons; the settings give {theorem.horizon.name} = {first.steps} alone"
        return finish(made.claim, verdict="vacuous", finding=finding)
    factor = theorem.rate_range * last.bound / first.bound
    where = f"{theorem.horizon.name} from {first.steps} to {last.steps}"
    if made.claim.oracle in (None, exact):
        before, after = (_exact(made, shared, j) for j in (early, late))
        statement = f"{theorem.metric} at the later horizon, {where}, against {factor:.4g} times the earlier"
        return from_comparisons(made.claim, [Comparison(statement, after, factor * before)], [constants_json(last.values)])
    half = settings.profile.n_max // 2 // 32
    x0, x1 = _samples(made, shared, early, 0, half), _samples(made, shared, late, half, 2 * half)
    log_e = ratio_of_medians(x1, x0, factor)
    (low0, high0), (low1, high1) = (quantile_bounds(x, settings.budget.support) for x in (x0, x1))
    refuted, supported = log_e >= -math.log(settings.budget.level), high1 <= factor * low0
    measured, low = _quotient(np.median(x1), np.median(x0)), _quotient(low1, high0)
    return finish(
        made.claim,
        verdict="refuted" if refuted else "supported" if supported else "inconclusive",
        constants=constants_json(last.values),
        bound=factor,
        measured=measured,
        low=low,
        high=_quotient(high1, low0),
        sharpness=low / factor,
        detectable=_quotient(measured, low),
        runs=len(x0) + len(x1),
        alpha=settings.budget.level,
        delta=2 * settings.budget.support if supported and not refuted else None,
        detail=f"ratio of medians, {where}; allowance {theorem.rate_range:g}",
    )


def _quotient(a: float, b: float) -> float:
    """a / b for a, b >= 0 that may be 0 or infinite; infinite where nothing is known."""
    return float(a) / float(b) if b > 0 and not (math.isinf(a) and math.isinf(b)) else math.inf


def _exact(made: Plan, shared: SharedRuns, setting: int) -> float:
    one, js = next((one, js) for one, js in made.layouts if setting in js)
    return float(shared.exact(one)[js.index(setting)])


def _samples(made: Plan, shared: SharedRuns, setting: int, first: int, last: int) -> np.ndarray:
    """The metric in one setting on the seed blocks first ... last - 1: (32 (last - first),)."""
    one, js = next((one, js) for one, js in made.layouts if setting in js)
    return shared.samples(one, first, last)[:, js.index(setting)]
