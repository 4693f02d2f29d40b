"""Claims about means and probabilities of upper bounds: sequential tests on fresh seeds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from theorybench.catalogue.claim import Evidence
from theorybench.core import symbols as s
from theorybench.entries.theorem import Mode, Theorem
from theorybench.statistics.bounds import quantile_bounds
from theorybench.statistics.declarations import Bounded, Declaration, RelativeVariance
from theorybench.statistics.sequential import (
    Decision,
    Design,
    decide,
    decide_probability,
)
from theorybench.verify.evidence import finish, quotient, undecided
from theorybench.verify.prepare import Prepared
from theorybench.verify.profile import Settings
from theorybench.verify.rounding import require_possible
from theorybench.verify.runs import SharedRuns, constants_json

if TYPE_CHECKING:
    from theorybench.verify.theorems import Plan

_RUNS_FOR_QUANTILES = 256
"""With fewer the lower bound of a quantile, at the level of a refutation, lies far below it."""


def verify_by_chance(made: Plan, shared: SharedRuns, settings: Settings) -> Evidence:
    """Means and probabilities: e-processes on seeds that double until the claim is decided."""
    theorem = made.theorem
    design = Design(
        alpha=settings.budget.level, delta_s=settings.budget.support, n_max=settings.profile.n_max
    )
    seen: list[np.ndarray] = []
    draw = _drawn(made, shared, seen)
    if theorem.mode is Mode.COMPLEXITY:
        decision = decide_probability(
            lambda a, b: _late(draw(a, b), made), np.full(len(made.prepared), 0.5), design
        )
    elif theorem.mode is Mode.PROBABILITY:
        deltas = np.array([p.values[s.delta] for p in made.prepared])
        decision = decide_probability(lambda a, b: _late(draw(a, b), made), deltas, design)
    else:
        bounds = np.array([p.bound for p in made.prepared])
        declared = [_declaration(theorem, p) for p in made.prepared]
        most = [
            d for d, b in zip(declared, bounds, strict=True) if isinstance(d, Bounded) and b > d.M
        ]
        if len(most) == len(bounds):
            finding = (
                f"no run can exceed the bound {bounds.min():.4g}: {theorem.metric} <="
                f" {most[0].M:.4g}, {most[0].reason}"
            )
            return finish(made.claim, verdict="vacuous", finding=finding)
        decision = decide(draw, bounds, declared, design)
    evidence = _evidence(made, decision, settings)
    if theorem.mode is Mode.EXPECTATION:
        return evidence
    if decision.n < _RUNS_FOR_QUANTILES:
        draw(decision.n // 32, _RUNS_FOR_QUANTILES // 32)
    return _in_quantiles(
        made, evidence, decision.column, np.concatenate(seen), 2 * settings.budget.level
    )


def _in_quantiles(
    made: Plan, evidence: Evidence, decisive: int, values: np.ndarray, level: float
) -> Evidence:
    """The numbers of a claim about probabilities as what all but its share of failures stay
    below, where that is sharpest.
    """
    found = []
    for p, x in zip(made.prepared, values.T, strict=True):
        allowed, q = (
            (float(p.steps), 0.5)
            if made.theorem.mode is Mode.COMPLEXITY
            else (p.bound, 1 - p.values[s.delta])
        )
        low, high = quantile_bounds(x, level, q)
        found.append(
            (max(low, 0.0), high, float(np.quantile(x, q, method="inverted_cdf")), allowed, q)
        )
    j = (
        max(range(len(found)), key=lambda j: quotient(found[j][0], found[j][3]))
        if evidence.verdict == "supported"
        else decisive
    )
    low, high, middle, allowed, q = found[j]
    if evidence.verdict == "refuted":
        low = max(
            low,
            allowed,
            # that is what was shown, by a test that is a little sharper than the bound of the
            # quantile
        )
    near = evidence.verdict == "inconclusive"
    late = (values[:, j] > allowed).mean()
    return finish(
        made.claim,
        evidence,
        constants=constants_json(made.prepared[j].values),
        bound=allowed,
        measured=middle,
        low=low,
        high=high,
        sharpness=quotient(low, allowed),
        detectable=quotient(middle, low),
        runs=len(values),
        finding=(
            undecided(len(values), f"{q:.4g}-quantile", low, high, allowed)
            if near
            else evidence.finding
        ),
        detail=(
            f"{q:.4g}-quantile of the runs; {late:.4g} of them are beyond the bound, {1 - q:.4g}"
            " may be"
        ),
    )


def _drawn(made: Plan, shared: SharedRuns, seen: list[np.ndarray]) -> Any:
    def draw(first: int, last: int) -> np.ndarray:
        samples = np.empty((32 * (last - first), len(made.prepared)))
        for one, js in made.layouts:
            samples[:, list(js)] = shared.samples(one, first, last)
        for j, p in enumerate(made.prepared):
            require_possible(made.theorem, p, float(samples[:, j].min()))
        seen.append(samples)
        # a gap of 0 may round to just below it
        return (
            samples
            if made.theorem.metric.lower is None
            else np.maximum(samples, made.theorem.metric.lower)
        )

    return draw


def _late(values: np.ndarray, made: Plan) -> np.ndarray:
    """1 where the run exceeded its bound (a hitting time beyond the promised number of steps, a
    metric above the bound).
    """
    if made.theorem.mode is Mode.COMPLEXITY:
        allowed = np.array([p.steps for p in made.prepared], dtype=float)
    else:
        allowed = np.array([p.bound for p in made.prepared])
    return (values > allowed).astype(float)


def _declaration(theorem: Theorem, p: Prepared) -> Declaration | None:
    """The first of the theorem's declarations whose constants the problem and the oracle have."""
    for declared in theorem.declares:
        value = declared.at_most if declared.at_most is not None else declared.relative_variance
        if value is not None and not s.missing(value, p.values):
            number = float(s.evaluate(value, p.values))
            if declared.at_most is None:
                return RelativeVariance(number, declared.reason)
            return Bounded(number, declared.reason)
    return None


def _evidence(made: Plan, decision: Decision, settings: Settings) -> Evidence:
    j, theorem = decision.column, made.theorem
    verdict = decision.verdict if decision.verdict in ("supported", "refuted") else "inconclusive"
    detail = (
        "supported within a factor 1.25 of the bound"
        if decision.verdict == "supported-within"
        else ""
    )
    low, high, bound = (
        float(v) for v in (decision.low[j], decision.high[j], made.prepared[j].bound)
    )
    finding = undecided(decision.n, "mean", low, high, bound) if verdict == "inconclusive" else None
    declared = (
        _declaration(theorem, made.prepared[j])
        if theorem.mode is Mode.EXPECTATION and verdict == "supported"
        else None
    )
    return finish(
        made.claim,
        verdict=verdict,
        constants=constants_json(made.prepared[j].values),
        bound=bound,
        measured=float(decision.means[j]),
        low=low,
        high=high,
        sharpness=float(decision.sharpness),
        detectable=float(decision.detectable),
        runs=decision.n,
        alpha=settings.budget.level,
        delta=settings.budget.support if verdict == "supported" else None,
        finding=finding,
        detail="; ".join(filter(None, (detail, declared.reason if declared else ""))),
    )
