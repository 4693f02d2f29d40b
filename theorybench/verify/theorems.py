"""Upper bounds: deterministic ones by comparison, means and probabilities by sequential tests on fresh seeds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from theorybench import symbols as s
from theorybench.claim import Claim, Evidence
from theorybench.oracles import exact as exact_oracle
from theorybench.problem import Problem
from theorybench.statements import Comparison
from theorybench.statistics.bounds import quantile_bounds
from theorybench.statistics.declarations import Bounded, Declaration, RelativeVariance
from theorybench.statistics.sequential import Decision, Design, decide, decide_probability
from theorybench.theorem import Mode, Theorem
from theorybench.types import EntryError
from theorybench.verify.evidence import finish, from_comparisons, quotient
from theorybench.verify.hypotheses import false_of_function, false_of_oracle
from theorybench.verify.infinite import verify_infinite
from theorybench.verify.prepare import NotTestable, Prepared, placebo, prepare
from theorybench.verify.profile import Settings
from theorybench.verify.rates import horizons, verify_rate
from theorybench.verify.runs import Layout, SharedRuns, constants_json, layout

UNIT_ROUNDOFF = 2.0**-53
_REACHED = 1 - 1e-6
_RUNS_FOR_QUANTILES = 64
"""With fewer no quantile has a lower bound at the level of a refutation."""


@dataclass(frozen=True, eq=False)
class Plan:
    """A theorem's claim made ready: its testable settings, what they are run as, and why other settings are left out."""

    claim: Claim
    theorem: Theorem
    prepared: tuple[Prepared, ...]
    layouts: tuple[tuple[Layout, tuple[int, ...]], ...]
    left_out: tuple[str, ...]


def plan(claim: Claim, settings: Settings) -> Plan:
    """Put numbers into every setting and group the settings by problem."""
    theorem = claim.entry
    assert isinstance(theorem, Theorem)
    oracle = claim.oracle or exact_oracle
    prepared, left_out = [], []
    for setting in horizons(theorem) if theorem.mode is Mode.RATE else theorem.settings:
        problem = claim.problem or _witness(theorem, setting)
        try:
            prepared.append(prepare(theorem, problem, oracle, setting, settings.profile.stretch))
        except NotTestable as reason:
            left_out.append(str(reason))
    groups: dict[int, list[int]] = {}
    for j, one in enumerate(prepared):
        groups.setdefault(id(one.problem), []).append(j)
    layouts = [(layout([prepared[j] for j in js], theorem.algorithm, oracle, theorem.metric), tuple(js)) for js in groups.values()]
    return Plan(claim, theorem, tuple(prepared), tuple(layouts), tuple(left_out))


def _witness(theorem: Theorem, setting: Mapping[Any, Any]) -> Problem:
    assert theorem.witness is not None
    return theorem.witness(setting)


def verify_theorem(made: Plan, shared: SharedRuns, settings: Settings) -> Evidence:
    """Hypotheses first, then the runs, then the verdict."""
    theorem, claim = made.theorem, made.claim
    if false := _false_hypotheses(made, settings):
        return finish(claim, verdict="inapplicable", finding=false[0])
    if not made.prepared:
        return finish(claim, verdict="vacuous", finding="; ".join(dict.fromkeys(made.left_out)))
    if theorem.mode is Mode.RATE:
        evidence = verify_rate(made, shared, settings)
    elif theorem.mode is Mode.INFINITE:
        evidence = verify_infinite(made, shared, settings)
    elif theorem.mode is Mode.DETERMINISTIC or (theorem.mode is Mode.COMPLEXITY and claim.oracle in (None, exact_oracle)):
        evidence = from_comparisons(claim, _comparisons(made, shared), _numbers(made))
    else:
        evidence = _by_chance(made, shared, settings)
    if evidence.verdict == "refuted" and any(theorem.metric.one_sided(p.problem) for p in made.prepared):
        note = f"only an upper bound of {theorem.metric} is known on {claim.problem_name}: it can support the claim, not refute it"
        evidence = finish(claim, evidence, verdict="inconclusive", finding=note)
    return _vacuous(made, evidence)


def _false_hypotheses(made: Plan, settings: Settings) -> list[str]:
    """Assumptions of the theorem that points or draws show to be false on the claim's problems."""
    problems = {id(p.problem): p.problem for p in made.prepared}.values()
    oracle = made.claim.oracle or exact_oracle
    of_function = [f for p in problems for f in false_of_function(p, made.theorem.assumes)]
    return of_function or [f for p in problems for f in false_of_oracle(p, oracle, made.theorem.assumes, settings)]


def _vacuous(made: Plan, evidence: Evidence) -> Evidence:
    """A bound that doing nothing meets in every setting says nothing, unless it is reached; a violated one is still violated."""
    if evidence.verdict in ("refuted", "error") or made.theorem.mode in (Mode.RATE, Mode.INFINITE):
        return evidence
    if evidence.sharpness is not None and evidence.sharpness > _REACHED:
        return evidence  # on the worst functions of some methods all points are as bad as the start
    metric = made.theorem.metric
    idle = [placebo(metric, p.problem, p.values) for p in made.prepared]
    allowed = [float(p.steps) if made.theorem.mode is Mode.COMPLEXITY else p.bound for p in made.prepared]
    if any(value > bound for value, bound in zip(idle, allowed, strict=True)):
        return evidence
    worst = max(idle)
    return finish(made.claim, evidence, verdict="vacuous", finding=f"doing nothing meets the bound too: the metric at x_0 is {worst:.4g}")


def _comparisons(made: Plan, shared: SharedRuns) -> list[Comparison]:
    compared: list[Comparison | None] = [None] * len(made.prepared)
    for one, js in made.layouts:
        for j, value in zip(js, shared.exact(one), strict=True):
            compared[j] = _compare(made.theorem, made.prepared[j], float(value))
    return [c for c in compared if c is not None]


def _compare(theorem: Theorem, p: Prepared, value: float) -> Comparison:
    _possible(theorem, p, value)
    where = ", ".join(f"{c.name}={p.values[c]:.4g}" for c in theorem.settings[0])
    if theorem.mode is Mode.COMPLEXITY:
        return Comparison(f"{theorem.metric}: at most {p.steps} steps", value, float(p.steps), where)
    return Comparison(str(theorem.metric), value, p.bound, where, rounding(theorem, p))


def rounding(theorem: Theorem, p: Prepared) -> float:
    """Each step rounds relatively; a gap is a difference of two values of f; no iterate comes closer to x* than its coordinates round."""
    unit = theorem.metric.unit
    height = abs(float(p.problem.value(p.problem.start_point())[0])) + abs(p.problem.f_star)
    relative = 64 * UNIT_ROUNDOFF * ((p.steps + 1) * abs(p.bound) + (height if unit.same(s.HEIGHT) else 0.0))
    place = 8 * UNIT_ROUNDOFF * (p.steps + 1) * (math.hypot(*p.problem.start) + math.hypot(*(p.problem.minimiser or ())))
    slope = place * p.values.get(s.L, p.values.get(s.L0, 0.0))
    apart = {s.LENGTH: place, s.GRADIENT: slope, s.GRADIENT**2: slope**2}
    return relative + next((value for its, value in apart.items() if its.same(unit)), 0.0)


def _possible(theorem: Theorem, p: Prepared, value: float) -> None:
    lower = theorem.metric.lower
    if lower is not None and value < lower - rounding(theorem, p):
        raise EntryError(
            f"{p.problem.name}: {theorem.metric} = {value:.6g}, which cannot be below {lower:g}; "
            f"f_star = {p.problem.f_star} is not the infimum: give the infimum"
        )


def _numbers(made: Plan) -> list[dict[str, float]]:
    return [constants_json(p.values) for p in made.prepared]


def _by_chance(made: Plan, shared: SharedRuns, settings: Settings) -> Evidence:
    """Means and probabilities: e-processes on seeds that double until the claim is decided."""
    theorem = made.theorem
    design = Design(alpha=settings.budget.level, delta_s=settings.budget.support, n_max=settings.profile.n_max)
    seen: list[np.ndarray] = []
    draw = _drawn(made, shared, seen)
    if theorem.mode is Mode.COMPLEXITY:
        decision = decide_probability(lambda a, b: _late(draw(a, b), made), np.full(len(made.prepared), 0.5), design)
    elif theorem.mode is Mode.PROBABILITY:
        deltas = np.array([p.values[s.delta] for p in made.prepared])
        decision = decide_probability(lambda a, b: _late(draw(a, b), made), deltas, design)
    else:
        bounds = np.array([p.bound for p in made.prepared])
        declared = [_declaration(theorem, p) for p in made.prepared]
        if all(isinstance(d, Bounded) and b > d.M for d, b in zip(declared, bounds, strict=True)):
            return finish(made.claim, verdict="vacuous", finding=f"no run can exceed the bound {bounds.min():.4g}: {declared[-1]}")
        decision = decide(draw, bounds, declared, design)
    evidence = _evidence(made, decision, settings)
    if theorem.mode is Mode.EXPECTATION:
        return evidence
    if decision.n < _RUNS_FOR_QUANTILES:
        draw(decision.n // 32, _RUNS_FOR_QUANTILES // 32)
    return _in_quantiles(made, evidence, decision.column, np.concatenate(seen), 2 * settings.budget.level)


def _in_quantiles(made: Plan, evidence: Evidence, decisive: int, values: np.ndarray, level: float) -> Evidence:
    """The numbers of a claim about probabilities as what all but its share of failures stay below, where that is sharpest."""
    found = []
    for p, x in zip(made.prepared, values.T, strict=True):
        allowed, q = (float(p.steps), 0.5) if made.theorem.mode is Mode.COMPLEXITY else (p.bound, 1 - p.values[s.delta])
        low, high = quantile_bounds(x, level, q)
        found.append((max(low, 0.0), high, float(np.quantile(x, q, method="inverted_cdf")), allowed, q))
    shares = [quotient(low, allowed) for low, _, _, allowed, _ in found]
    j = decisive if evidence.verdict == "refuted" else int(np.argmax(shares))
    low, high, middle, allowed, q = found[j]
    late = (values[:, j] > allowed).mean()
    return finish(
        made.claim,
        evidence,
        constants=_numbers(made)[j],
        bound=allowed,
        measured=middle,
        low=low,
        high=high,
        sharpness=shares[j],
        detectable=quotient(middle, low),
        runs=len(values),
        detail=f"{q:.4g}-quantile of the runs; {late:.4g} of them are beyond the bound, {1 - q:.4g} may be",
    )


def _drawn(made: Plan, shared: SharedRuns, seen: list[np.ndarray]) -> Any:
    def draw(first: int, last: int) -> np.ndarray:
        samples = np.empty((32 * (last - first), len(made.prepared)))
        for one, js in made.layouts:
            samples[:, list(js)] = shared.samples(one, first, last)
        for j, p in enumerate(made.prepared):
            _possible(made.theorem, p, float(samples[:, j].min()))
        seen.append(samples)
        # a gap of 0 may round to just below it
        return samples if made.theorem.metric.lower is None else np.maximum(samples, made.theorem.metric.lower)

    return draw


def _late(values: np.ndarray, made: Plan) -> np.ndarray:
    """1 where the run exceeded its bound (a hitting time beyond the promised number of steps, a metric above the bound)."""
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
    detail = "supported within a factor 1.25 of the bound" if decision.verdict == "supported-within" else ""
    declared = _declaration(theorem, made.prepared[j]) if theorem.mode is Mode.EXPECTATION and verdict == "supported" else None
    return finish(
        made.claim,
        verdict=verdict,
        constants=_numbers(made)[j],
        bound=float(made.prepared[j].bound),
        measured=float(decision.means[j]),
        low=float(decision.low[j]),
        high=float(decision.high[j]),
        sharpness=float(decision.sharpness),
        detectable=float(decision.detectable),
        runs=decision.n,
        alpha=settings.budget.level,
        delta=settings.budget.support if verdict == "supported" else None,
        detail="; ".join(filter(None, (detail, declared.reason if declared else ""))),
    )


def plans_by_run(plans: Sequence[Plan]) -> list[list[Plan]]:
    """Plans that share a run stand together; each list is one unit of work."""
    groups: dict[tuple[str, ...], list[Plan]] = {}
    for made in plans:
        groups.setdefault(tuple(one.key for one, _ in made.layouts) or (made.claim.name,), []).append(made)
    return list(groups.values())
