"""Rates without constants: falsifiable only between horizons, with a declared allowance, and
refuted only where they have settled.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from theorybench.core.blocks import BLOCK
from theorybench.core.oracles import exact
from theorybench.entries.comparison import Comparison
from theorybench.entries.entry import Verdict
from theorybench.statistics.bounds import quantile_bounds
from theorybench.statistics.ratios import halving_of_medians, ratio_of_medians
from theorybench.verify.evidence import Evidence, evidence_for, from_comparisons, quotient
from theorybench.verify.plan import Plan
from theorybench.verify.profile import Options
from theorybench.verify.runs import SharedRuns, constants_json

_FIRST_LOOK = 21
"""Blocks a horizon: as many as the quick profile has."""


def verify_rate(plan: Plan, shared: SharedRuns, options: Options) -> Evidence:
    """m(T1) <= R h(T1)/h(T0) m(T0) from the shortest to the longest horizon, with the bound's shape
    h and R = rate_range.

    m is the median: a mean that is O(h) has a median that is O(h) (Markov), and medians need no
    declaration. The allowance R is for what the metric still does before it settles. More than R
    refutes only if m / h also grows, in logarithms, by more than half as much after the geometric
    mean of the horizons as before it: with two horizons a true rate that is late looks the same.
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
        f" {plan.theorem.rate_range:g}, but it is not shown that it still does so from {middle} on:"
        " it may not have settled; longer horizons would tell"
    )
    return replace(evidence, finding=finding)


def _exactly(plan: Plan, shared: SharedRuns, options: Options, where: str) -> Evidence:
    m, h = [_value(plan, shared, j) for j in range(3)], [p.bound for p in plan.prepared]
    factor = plan.theorem.rate_range * h[2] / h[0]
    statement = (
        f"{plan.theorem.metric} at the later horizon, {where}, against {factor:.4g} times the"
        " earlier"
    )
    evidence = from_comparisons(
        plan.claim,
        [Comparison(statement, m[2], factor * m[0])],
        [constants_json(plan.prepared[2].values)],
    )
    before, after = (quotient(m[i + 1] * h[i], m[i] * h[i + 1]) for i in (0, 1))
    unsettled = evidence.verdict == "refuted" and after**2 <= before
    return replace(evidence, verdict="inconclusive") if unsettled else evidence


def _by_medians(plan: Plan, shared: SharedRuns, options: Options, where: str) -> Evidence:
    factor = plan.theorem.rate_range * plan.prepared[2].bound / plan.prepared[0].bound
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
    (low0, high0), (low2, high2) = (quantile_bounds(x[j], options.budget.support) for j in (0, 2))
    measured, low = quotient(np.median(x[2]), np.median(x[0])), quotient(low2, high0)
    return evidence_for(
        plan.claim,
        verdict=verdict,
        constants=constants_json(plan.prepared[2].values),
        bound=factor,
        measured=measured,
        low=low,
        high=quotient(high2, low0),
        sharpness=low / factor,
        detectable=quotient(measured, low),
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
        early, middle, late = (one / p.bound for one, p in zip(x, plan.prepared, strict=True))
        return "refuted" if halving_of_medians(early, middle, late) >= enough else "inconclusive"
    return (
        "supported"
        if quantile_bounds(x[2], support)[1] <= factor * quantile_bounds(x[0], support)[0]
        else "inconclusive"
    )


def _value(plan: Plan, shared: SharedRuns, setting: int) -> float:
    one, js = next((one, js) for one, js in plan.layouts if setting in js)
    return float(shared.exact(one)[js.index(setting)])


def _samples(plan: Plan, shared: SharedRuns, setting: int, first: int, blocks: int) -> np.ndarray:
    """The metric in one setting on so many seed blocks from `first` on: (32 blocks,)."""
    one, js = next((one, js) for one, js in plan.layouts if setting in js)
    return shared.samples(one, first, first + blocks)[:, js.index(setting)]
