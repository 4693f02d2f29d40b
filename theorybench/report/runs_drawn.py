"""Pictures of a theorem made from runs: the metric against the number of steps, or the steps
against the accuracy, with the bound.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import sympy

from theorybench.catalogue.claim import Claim
from theorybench.core import symbols as s
from theorybench.core.blocks import BLOCK
from theorybench.core.oracles import exact
from theorybench.core.types import EntryError
from theorybench.entries.picture import Axis, Curve, Picture
from theorybench.entries.theorem import Mode, Steps, Theorem
from theorybench.numbers import NotTestable
from theorybench.verify.prepare import Prepared, prepare
from theorybench.verify.profile import Profile
from theorybench.verify.runs import SharedRuns, layout

POINTS = 13
"""At most so many numbers of steps, or accuracies, on the axis."""
LEVELS = (0.05, 0.95)
MOST_GROUPS = 4


def picture_of(claim: Claim, profile: Profile) -> Picture:
    """How a theorem fares on one problem with one oracle: a quarter of the profile's seeds, the
    constants of the theorem's settings.

    Raises EntryError for a theorem that has nothing to draw: its mean is infinite, or no setting
    gives a constant to vary.
    """
    theorem = claim.entry
    assert isinstance(theorem, Theorem)
    if theorem.mode is Mode.INFINITE:
        raise EntryError(
            f"{theorem.name} says that a mean is infinite: there is no such point to draw;"
            " `theorybench verify` tests it"
        )
    across, counted, metric = swept(theorem), theorem.bounds_steps, theorem.metric
    wide = counted or max(_grid(theorem, across, profile.budget_multiplier)) > 2 * POINTS
    return Picture(
        name=claim.name,
        source=theorem.source,
        title=f"{theorem.name} on {'its witness' if claim.is_witness else claim.problem_name}"
        + ("" if claim.oracle in (None, exact) else f" with {claim.oracle_name}"),
        x=Axis(f"{across.meaning}, {across.name}", across.unit, log=wide),
        y=Axis(_counted(theorem) if counted else str(metric), metric.unit, log=True),
        curves=lambda seed: _curves(claim, theorem, profile, seed),
        notes=theorem.statement,
    )


def swept(theorem: Theorem) -> s.Constant:
    """What the horizontal axis shows: the horizon, or the constant that says how many steps are
    claimed; raises EntryError if none does.
    """
    if not theorem.bounds_steps:
        return theorem.horizon
    first = theorem.settings[0]
    solved = [c for c, v in first.items() if isinstance(v, Steps)]
    for constant in (*solved, theorem.metric.level, *first):
        if constant is not None and constant in first:
            return constant
    raise EntryError(
        f"{theorem.name}: its settings give no constant to vary; give the accuracy, or"
        " Steps(budget) for it"
    )


def _counted(theorem: Theorem) -> str:
    return (
        theorem.metric.name
        if theorem.mode is Mode.COMPLEXITY
        else f"steps until {theorem.metric.name}"
    )


def sharpness(curves: Sequence[Curve]) -> float:
    """Largest measured number over its bound; 0 where nothing is known."""
    shares = [0.0]
    for bound in (c for c in curves if c.kind == "bound"):
        for one in (c for c in curves if c.kind == "measured" and c.group == bound.group):
            shares += [
                y / b for y, b in zip(one.y, bound.y, strict=True) if b > 0 and math.isfinite(y)
            ]
    return max(shares)


def _grid(theorem: Theorem, across: s.Constant, budget_multiplier: int) -> list[Any]:
    """Numbers of steps from 1 to the longest horizon of the settings; or accuracies, whose
    bounds span the settings' and more.
    """
    given = [setting[across] for setting in theorem.settings]
    if not theorem.bounds_steps:
        first, last = min(given) if theorem.mode is Mode.RATE else 1, max(given)
        return (
            list(range(first, last + 1))
            if last <= POINTS
            else sorted({round(v) for v in np.geomspace(first, last, POINTS)})
        )
    budgets = [v.budget * budget_multiplier for v in given if isinstance(v, Steps)]
    if budgets:
        return [
            Steps(round(v)) for v in np.geomspace(max(2, min(budgets) / 20), max(budgets), POINTS)
        ]
    return [
        float(v) for v in np.geomspace(min(given), max(max(given), 2 * min(given)), POINTS // 2)
    ]


def _curves(claim: Claim, theorem: Theorem, profile: Profile, seed: int) -> list[Curve]:
    across = swept(theorem)
    rests = list(
        {
            _words(r): r
            for r in ({c: v for c, v in one.items() if c != across} for one in theorem.settings)
        }.values()
    )
    found: list[Curve] = []
    reasons: list[str] = []
    for rest in rests[:MOST_GROUPS]:
        prepared = []
        for value in _grid(theorem, across, profile.budget_multiplier):
            try:
                prepared.append(_prepared(claim, theorem, {**rest, across: value}))
            except NotTestable as reason:
                reasons.append(str(reason))
        if prepared:
            found += _pair(
                claim,
                theorem,
                prepared,
                _words(rest) if len(rests) > 1 else "",
                SharedRuns(seed, "cpu"),
                profile.n_max // 128,
            )
    if not found:
        raise EntryError(f"{claim.name}: no setting can be run: {reasons[0]}")
    return found


def _words(rest: Mapping[Any, Any]) -> str:
    return ", ".join(f"{c.name} = {v:g}" for c, v in rest.items())


def _prepared(claim: Claim, theorem: Theorem, setting: Mapping[s.Constant, Any]) -> Prepared:
    problem = (
        claim.problem if claim.problem is not None else theorem.witness and theorem.witness(setting)
    )
    assert problem is not None
    return prepare(theorem, problem, claim.oracle or exact, setting)


def _pair(
    claim: Claim,
    theorem: Theorem,
    prepared: Sequence[Prepared],
    words: str,
    shared: SharedRuns,
    blocks: int,
) -> tuple[Curve, ...]:
    """The measured curve and its bound; words: the constants that tell it from other pairs."""
    oracle, n = claim.oracle or exact, len(prepared)
    certain = theorem.mode is Mode.DETERMINISTIC or (
        theorem.mode is Mode.COMPLEXITY and oracle is exact
    )
    samples = np.empty((1 if certain else BLOCK * blocks, n))
    groups: dict[int, list[int]] = {}
    for j, one in enumerate(prepared):
        groups.setdefault(id(one.problem), []).append(j)
    for js in groups.values():
        laid = layout([prepared[j] for j in js], theorem.algorithm, oracle, theorem.metric)
        samples[:, js] = shared.exact(laid) if certain else shared.samples(laid, 0, blocks)
    if (
        theorem.bounds_steps and (useful := samples.max(0) > 0).any()
    ):  # where x_0 is good enough there is nothing to see
        prepared, samples = (
            [p for p, shown in zip(prepared, useful, strict=True) if shown],
            samples[:, useful],
        )
    x = [p.values[swept(theorem)] for p in prepared]
    y, label = _summary(theorem, samples, prepared)
    bound = np.array([p.bound for p in prepared])
    its = "bound"
    if theorem.mode is Mode.RATE:
        bound, its = (
            bound * y[0] / bound[0],
            f"the rate ${sympy.latex(theorem.bound)}$ through the first point",
        )
    low, high = (
        (None, None)
        if certain
        else (np.quantile(samples, level, axis=0, method="higher") for level in LEVELS)
    )
    late = int(np.isinf(y).sum())
    where = f", {words}" if words else ""
    return (
        Curve(
            label + where + (f" ({late} beyond the bound)" if late else ""),
            x,
            y,
            "measured",
            words or "runs",
            low,
            high,
        ),
        Curve(its + where, x, bound, "bound", words or "runs"),
    )


def _summary(
    theorem: Theorem, samples: np.ndarray, prepared: Sequence[Prepared]
) -> tuple[np.ndarray, str]:
    """(settings,) what the claim is about, of samples (runs, settings), and how to call it."""
    runs = len(samples)
    if runs == 1:
        return samples[0], "measured"
    if theorem.mode is Mode.EXPECTATION:
        return samples.mean(0), f"mean of {runs} runs, 5-95 % shaded"
    if theorem.mode is Mode.PROBABILITY:
        levels = [1 - p.values[s.delta] for p in prepared]
        found = [
            np.quantile(x, level, method="higher")
            for x, level in zip(samples.T, levels, strict=True)
        ]
        return np.array(found), f"{levels[0]:.0%} quantile of {runs} runs, 5-95 % shaded"
    return (
        np.quantile(samples, 0.5, axis=0, method="higher"),
        f"median of {runs} runs, 5-95 % shaded",
    )
