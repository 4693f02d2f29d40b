"""Claims about means and probabilities of upper bounds: sequential tests on fresh seeds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from theorybench import numbers
from theorybench.core import symbols as s
from theorybench.entries.theorem import Declared, Mode
from theorybench.statistics.bounds import quantile_bounds
from theorybench.statistics.declarations import Bounded, Declaration, RelativeVariance
from theorybench.statistics.seeds import BLOCK
from theorybench.statistics.sequential import decide, decide_probability
from theorybench.verify.evidence import Evidence, Quantity, evidence_for, quotient, undecided
from theorybench.verify.plan import Plan
from theorybench.verify.profile import Options
from theorybench.verify.rounding import require_possible
from theorybench.verify.runs import SharedRuns, constants_json

_RUNS_FOR_QUANTILES = 256
"""With fewer the lower bound of a quantile, at the level of a refutation, lies far below it."""


@dataclass(frozen=True, eq=False)
class Draws:
    """Draws the metric in every setting of a plan and remembers what was drawn."""

    plan: Plan
    shared: SharedRuns
    drawn: list[np.ndarray] = field(default_factory=list)

    def __call__(self, first: int, last: int) -> np.ndarray:
        """(32 (last - first), settings) samples of the seed blocks first ... last - 1."""
        samples = np.empty((BLOCK * (last - first), len(self.plan.prepared)))
        for layout, settings in self.plan.layouts:
            samples[:, list(settings)] = self.shared.samples(layout, first, last)
        for j, p in enumerate(self.plan.prepared):
            require_possible(self.plan.theorem, p, float(samples[:, j].min()))
        self.drawn.append(samples)
        # a gap of 0 may round to just below it
        lower = self.plan.theorem.metric.lower
        return samples if lower is None else np.maximum(samples, lower)

    def late(self, first: int, last: int) -> np.ndarray:
        """1 where a run exceeded its bound (a hitting time the promised number of steps)."""
        return (self(first, last) > np.array(self.plan.allowed)).astype(float)


def verify_mean(plan: Plan, shared: SharedRuns, options: Options) -> Evidence:
    """E metric <= bound: an e-process on seeds that double until the claim is decided."""
    theorem, bounds = plan.theorem, np.array(plan.allowed)
    declared = [declaration(theorem.declares, p.values) for p in plan.prepared]
    sure = [d for d, b in zip(declared, bounds, strict=True) if isinstance(d, Bounded) and b > d.M]
    if len(sure) == len(bounds):
        finding = (
            f"no run can exceed the bound {bounds.min():.4g}: {theorem.metric} <= {sure[0].M:.4g},"
            f" {sure[0].reason}"
        )
        return evidence_for(plan.claim, verdict="vacuous", finding=finding)
    decision = decide(Draws(plan, shared), bounds, declared, options.design())
    j, supported = decision.column, decision.verdict == "supported"
    low, high, bound = (float(v[j]) for v in (decision.low, decision.high, bounds))
    decided = supported or decision.verdict == "refuted"
    within = decision.verdict == "supported-within"
    details = ["supported within a factor 1.25 of the bound"] if within else []
    reason = declared[j]
    details += [reason.reason] if supported and reason is not None else []
    return evidence_for(
        plan.claim,
        verdict=decision.verdict if decided else "inconclusive",
        constants=constants_json(plan.prepared[j].values),
        quantity=Quantity("mean"),
        bound=bound,
        measured=float(decision.means[j]),
        low=low,
        high=high,
        sharpness=float(decision.sharpness),
        detectable=float(decision.detectable),
        runs=decision.n,
        alpha=options.budget.level,
        delta=options.budget.support if supported else None,
        finding=None if decided else undecided(decision.n, "mean", low, high, bound),
        detail="; ".join(details),
    )


def verify_probability(plan: Plan, shared: SharedRuns, options: Options) -> Evidence:
    """P(metric > bound) <= delta, for a number of steps 1/2: decided by frequencies, and told in
    the numbers of what all but that share of the runs stay below, where that is sharpest.
    """
    draws = Draws(plan, shared)
    if plan.theorem.mode is Mode.COMPLEXITY:
        failing = np.full(len(plan.prepared), 0.5)
    else:
        failing = np.array([p.values[s.delta] for p in plan.prepared])
    decision = decide_probability(draws.late, failing, options.design())
    if decision.n < _RUNS_FOR_QUANTILES:
        draws(decision.n // BLOCK, _RUNS_FOR_QUANTILES // BLOCK)
    values = np.concatenate(draws.drawn)
    orders = [float(1 - share) for share in failing]
    quantiles = [
        quantile_bounds(x, 2 * options.budget.level, q)
        for x, q in zip(values.T, orders, strict=True)
    ]
    lows = [max(low, 0.0) for low, _ in quantiles]
    supported, refuted = (decision.verdict == v for v in ("supported", "refuted"))
    j = decision.column
    if supported:
        j = max(range(len(lows)), key=lambda j: quotient(lows[j], plan.allowed[j]))
    low, high, allowed, q = lows[j], quantiles[j][1], plan.allowed[j], orders[j]
    if refuted:
        # that is what was shown, by a test that is a little sharper than the bound of the quantile
        low = max(low, allowed)
    middle = float(np.quantile(values[:, j], q, method="inverted_cdf"))
    late = float((values[:, j] > allowed).mean())
    quantity = Quantity("quantile", q)
    return evidence_for(
        plan.claim,
        verdict=decision.verdict if supported or refuted else "inconclusive",
        constants=constants_json(plan.prepared[j].values),
        quantity=quantity,
        bound=allowed,
        measured=middle,
        low=low,
        high=high,
        sharpness=quotient(low, allowed),
        detectable=quotient(middle, low),
        runs=len(values),
        alpha=options.budget.level,
        delta=options.budget.support if supported else None,
        finding=(
            None
            if supported or refuted
            else undecided(len(values), quantity.words, low, high, allowed)
        ),
        detail=(
            f"{quantity.words} of the runs; {late:.4g} of them are beyond the bound, {1 - q:.4g}"
            " may be"
        ),
    )


def declaration(declares: Iterable[Declared], values: Mapping[Any, Any]) -> Declaration | None:
    """The first declaration about the metric's law whose constants have values."""
    for declared in declares:
        value = declared.at_most if declared.at_most is not None else declared.relative_variance
        if value is not None and not s.missing(value, values):
            number = numbers.evaluate(value, values)
            if declared.at_most is None:
                return RelativeVariance(number, declared.reason)
            return Bounded(number, declared.reason)
    return None
