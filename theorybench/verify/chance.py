"""Claims about means and probabilities of upper bounds: sequential tests on fresh seeds."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from theorybench import numbers
from theorybench.core import symbols as s
from theorybench.core.blocks import BLOCK
from theorybench.entries.theorem import Declared, Mode
from theorybench.statistics.bounds import quantile_bounds
from theorybench.statistics.decision import Decision
from theorybench.statistics.declarations import Bounded, Declaration, RelativeVariance
from theorybench.statistics.sequential import decide, decide_probability
from theorybench.verify.evidence import Evidence, Quantity, evidence_for, quotient, undecided
from theorybench.verify.plan import Plan
from theorybench.verify.profile import Options
from theorybench.verify.rounding import require_possible
from theorybench.verify.runs import SharedRuns, constants_json

_NORMAL_QUANTILE = 3.2905
"""Of the standard normal law, at 0.9995: an interval of 99.9 %."""

_RUNS_FOR_QUANTILES = 256
"""With fewer the lower bound of a quantile, at the level of a refutation, lies far below it."""


@dataclass(frozen=True, eq=False)
class Draws:
    """Draws the metric in every setting of a plan and remembers what was drawn."""

    plan: Plan
    shared: SharedRuns
    move: float = 0.0
    drawn: list[np.ndarray] = field(default_factory=list)

    def __call__(self, first: int, last: int) -> np.ndarray:
        """(32 (last - first), settings) samples of the seed blocks first ... last - 1."""
        samples = np.empty((BLOCK * (last - first), len(self.plan.prepared)))
        for layout, settings in self.plan.layouts:
            samples[:, list(settings)] = self.shared.samples(layout, first, last)
        self._require_possible(samples)
        if self.move:
            samples = moved(samples, self.move * self.resolution)
        self.drawn.append(samples)
        # a gap of 0 may round to just below it
        lower = self.plan.theorem.metric.lower
        return samples if lower is None else np.maximum(samples, lower)

    def _require_possible(self, samples: np.ndarray) -> None:
        lower = self.plan.theorem.metric.lower
        if lower is None or samples.min() >= lower:
            return
        for j, p in enumerate(self.plan.prepared):
            its = np.abs(samples[:, j] - moved(samples, self.resolution)[:, j])
            i = int(samples[:, j].argmin())
            require_possible(self.plan.theorem, p, float(samples[i, j]), float(its[i]))

    @functools.cached_property
    def resolution(self) -> np.ndarray:
        """What float64 may have done to a sample, relative to |sample| + median: (settings,)."""
        return self._resolutions[:, 0]

    @functools.cached_property
    def mean_resolution(self) -> np.ndarray:
        """What float64 may have done to the mean, relative to it: (settings,)."""
        return self._resolutions[:, 1]

    @functools.cached_property
    def _resolutions(self) -> np.ndarray:
        found = np.empty((len(self.plan.prepared), 2))
        for layout, settings in self.plan.layouts:
            found[list(settings)] = self.shared.sample_resolution(layout)
        return found

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
    draws = Draws(plan, shared)
    decision = decide(draws, bounds, declared, options.design())
    if wrong := _contradiction(plan, declared, decision):
        return evidence_for(plan.claim, verdict="error", finding=wrong)
    j = decision.column
    low, high, bound = (float(v[j]) for v in (decision.low, decision.high, bounds))
    told = survives(decision, bounds, draws.mean_resolution)
    supported = told and decision.verdict == "supported"
    decided = told and decision.verdict in ("supported", "refuted")
    if told and not decided and declared[j] is None and bool((decision.means <= bounds).all()):
        return _consistent(plan, decision, draws, options)
    within = decision.verdict == "supported-within"
    details = ["supported within a factor 1.25 of the bound"] if within else []
    reason = declared[j]
    details += [reason.reason] if supported and reason is not None else []
    return evidence_for(
        plan.claim,
        verdict=decision.verdict if decided else "inconclusive",
        resolution=float(draws.mean_resolution[j]),
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
        finding=(
            (None if supported else _exceeded(plan, j, low, decision.n))
            if decided
            else undecided(decision.n, "mean", low, high, bound)
            if told
            else too_coarse(float(draws.resolution[j]))
        ),
        detail="; ".join(details),
    )


def _contradiction(
    plan: Plan, declared: Sequence[Declaration | None], decision: Decision
) -> str | None:
    """What the samples say against a declaration: support for a mean above the bound, or a mean
    that lies above what the declaration allows.
    """
    for j, (one, bound) in enumerate(zip(declared, plan.allowed, strict=True)):
        mean, low, high = (float(v[j]) for v in (decision.means, decision.low, decision.high))
        above = decision.verdict == "supported" and mean > bound
        if one is not None and (above or low > high):
            said = f"the bound {bound:.4g}" if above else f"what it allows, {high:.4g}"
            return (
                f"the declaration '{one.reason}' contradicts the data: the mean of {decision.n}"
                f" runs is {mean:.4g} (at least {low:.4g}), above {said}; mend `declares` of"
                f" {plan.theorem.name}"
            )
    return None


def _exceeded(plan: Plan, j: int, low: float, runs: int) -> str:
    """Why a mean is refuted, in numbers."""
    p, theorem = plan.prepared[j], plan.theorem
    where = ", ".join(f"{c.name} = {p.values[c]:.6g}" for c in theorem.settings[j])
    told = f"mean at least {low:.4g} > {p.bound:.4g}{f' at {where}' if where else ''}, {runs} runs"
    return "; ".join((told, *theorem.findings()))


def _consistent(plan: Plan, decision: Decision, draws: Draws, options: Options) -> Evidence:
    """A mean of whose law nothing is known: not refuted, and never supported. The interval is that
    of the central limit theorem, which holds for many runs only.
    """
    j, n = decision.column, decision.n
    values = np.concatenate(draws.drawn)[:n, j]
    mean, error = float(values.mean()), float(values.std(ddof=1)) / math.sqrt(n)
    width = _NORMAL_QUANTILE * error
    factor = decision.detectable
    seen = f"a bound smaller by the factor {factor:.4g} would have been refuted"
    return evidence_for(
        plan.claim,
        verdict="consistent",
        constants=constants_json(plan.prepared[j].values),
        quantity=Quantity("mean"),
        bound=plan.allowed[j],
        measured=mean,
        low=float(decision.low[j]),
        high=math.inf,
        sharpness=float(decision.sharpness),
        detectable=float(factor),
        runs=n,
        alpha=options.budget.level,
        finding=(
            f"nothing is declared of the metric's law, so that its mean cannot be supported;"
            f" {seen}; asymptotically, {n} runs give {mean:.4g} +- {width:.2g} (99.9 %)"
        ),
        detail="asymptotic interval (central limit theorem), no guarantee",
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
    told = True
    for verdict, move in (("refuted", -1.0), ("supported", 1.0)):
        if decision.verdict == verdict:
            again = Draws(plan, shared, move)
            told = _late_alike(draws, again) or (
                decide_probability(again.late, failing, options.design()).verdict == verdict
            )
    if decision.n < _RUNS_FOR_QUANTILES:
        draws(decision.n // BLOCK, _RUNS_FOR_QUANTILES // BLOCK)
    values = np.concatenate(draws.drawn)
    orders = [float(1 - share) for share in failing]
    quantiles = [
        quantile_bounds(x, 2 * options.budget.level, q)
        for x, q in zip(values.T, orders, strict=True)
    ]
    lows = [max(low, 0.0) for low, _ in quantiles]
    supported, refuted = (told and decision.verdict == v for v in ("supported", "refuted"))
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
        resolution=float(draws.resolution[j]),
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
            else too_coarse(float(draws.resolution[j]))
            if not told
            else undecided(len(values), quantity.words, low, high, allowed)
        ),
        detail=(
            f"{quantity.words} of the runs; {late:.4g} of them are beyond the bound, {1 - q:.4g}"
            " may be"
        ),
    )


def moved(samples: np.ndarray, relative: np.ndarray) -> np.ndarray:
    """Samples (runs, settings) raised by their resolution, or lowered where it is negative: a share
    (settings,) of |sample| + median. Runs that diverge, or never arrive, stay infinite.
    """
    size = np.abs(samples) + np.median(np.abs(samples), axis=0)
    with np.errstate(invalid="ignore"):
        return np.where(np.isinf(samples), samples, samples + relative * size)


def survives(decision: Decision, bounds: np.ndarray, relative: np.ndarray) -> bool:
    """Whether a decision about upper bounds of means stays when the means are moved against it by
    their resolution.
    """
    j = decision.column
    if decision.verdict == "refuted":
        return bool(relative[j] == 0 or decision.low[j] >= bounds[j] * (1 + relative[j]))
    if decision.verdict == "supported":
        return bool(np.all(decision.high * (1 + relative) <= bounds))
    return True


def too_coarse(relative: float) -> str:
    """Why a test that decides is no verdict."""
    return (
        f"the measurements equal the bound up to the resolution of float64, {relative:.2g} of a"
        " sample"
    )


def _late_alike(plain: Draws, again: Draws) -> bool:
    """Whether the runs beyond the bound stay the same when all are moved by their resolution."""
    allowed = np.array(plain.plan.allowed)
    values = np.concatenate(plain.drawn)
    there = moved(values, again.move * plain.resolution)
    return bool(np.all((there > allowed) == (values > allowed)))


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
