"""Rates without constants: falsifiable only between two horizons, with a declared allowance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from theorybench import symbols as s
from theorybench.claim import Evidence
from theorybench.oracles import exact
from theorybench.statements import Comparison
from theorybench.statistics.bounds import quantile_bounds
from theorybench.statistics.ratios import ratio_of_medians
from theorybench.verify.evidence import finish, from_comparisons
from theorybench.verify.profile import Settings
from theorybench.verify.runs import SharedRuns

if TYPE_CHECKING:
    from theorybench.verify.theorems import Plan


def verify_rate(made: Plan, shared: SharedRuns, settings: Settings) -> Evidence:
    """Between the first and the last setting, m(T1) <= R h(T1)/h(T0) m(T0), with the bound's shape h and R = rate_range.

    Medians: a mean that is O(h) has a median that is O(h) (Markov), and medians need no declaration. The horizons use independent seeds.
    """
    theorem, (one, js) = made.theorem, made.layouts[0]
    first, last = made.prepared[js[0]], made.prepared[js[-1]]
    factor = theorem.rate_range * last.bound / first.bound
    where = f"{theorem.horizon.name} from {first.steps} to {last.steps}"
    if made.claim.oracle in (None, exact):
        values = shared.exact(one)
        return from_comparisons(made.claim, [Comparison(f"ratio of {theorem.metric}, {where}", float(values[-1] / values[0]), factor)])
    half = settings.profile.n_max // 2 // 32
    early, late = shared.samples(one, 0, half)[:, 0], shared.samples(one, half, 2 * half)[:, -1]
    log_e = ratio_of_medians(late, early, factor)
    (low0, high0), (low1, high1) = (quantile_bounds(x, settings.budget.support) for x in (early, late))
    refuted, supported = log_e >= -np.log(settings.budget.level), high1 <= factor * low0
    measured = float(np.median(late) / np.median(early))
    return finish(
        made.claim,
        verdict="refuted" if refuted else "supported" if supported else "inconclusive",
        constants={c.name: float(last.values[c]) for c in last.values if isinstance(c, s.Constant)},
        bound=float(factor),
        measured=measured,
        low=float(low1 / high0),
        high=float(high1 / low0) if low0 > 0 else float("inf"),
        sharpness=float(low1 / high0 / factor),
        detectable=measured / float(low1 / high0) if low1 > 0 else None,
        runs=2 * half * 32,
        alpha=settings.budget.level,
        delta=2 * settings.budget.support if supported else None,
        detail=f"ratio of medians, {where}; allowance {theorem.rate_range:g}",
    )
