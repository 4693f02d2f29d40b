"""Upper bounds: hypotheses first, then the runs, then a verdict that doing nothing does not get."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from theorybench import numbers, resolution
from theorybench.catalogue.claim import Claim
from theorybench.core.blocks import BLOCK
from theorybench.core.oracles import exact
from theorybench.entries.comparison import Comparison
from theorybench.entries.theorem import Mode, Theorem
from theorybench.numbers import MOST_STEPS
from theorybench.verify.chance import verify_mean, verify_probability
from theorybench.verify.evidence import Evidence, Quantity, evidence_for, from_comparisons
from theorybench.verify.hypotheses import false_hypotheses
from theorybench.verify.infinite import verify_infinite
from theorybench.verify.methods import faults_of_method
from theorybench.verify.plan import Plan, make_plan
from theorybench.verify.prepare import Prepared, baseline_of
from theorybench.verify.profile import Options
from theorybench.verify.rates import verify_rate
from theorybench.verify.rounding import bound_resolution, require_possible
from theorybench.verify.runs import SharedRuns, constants_json
from theorybench.verify.second_opinion import of_theorem, settle
from theorybench.verify.visited import broken_on_the_way

_REACHED = 1 - 1e-6


def verify_alone(claim: Claim, options: Options) -> Evidence:
    """A theorem's claim on runs of its own."""
    plan = make_plan(claim, options.profile.budget_multiplier)
    return verify_theorem(plan, SharedRuns(options.seed, options.device), options)


def verify_theorem(plan: Plan, shared: SharedRuns, options: Options) -> Evidence:
    """Hypotheses first, then the runs, then the verdict."""
    theorem, claim = plan.theorem, plan.claim
    problems = list({id(p.problem): p.problem for p in plan.prepared}.values())
    if false := false_hypotheses(problems, plan.oracle, theorem.assumes, options):
        return evidence_for(claim, verdict="inapplicable", finding=false[0])
    if not plan.prepared:
        return evidence_for(claim, verdict="vacuous", finding=says_nothing(plan))
    if wrong := faults_of_plan(plan):
        return evidence_for(claim, verdict="error", finding=wrong[0])
    evidence = _verifier(plan)(plan, shared, options)
    if evidence.verdict == "refuted" and (
        false := _broken_on_the_way(plan, shared, options, evidence)
    ):
        return evidence_for(claim, verdict="inapplicable", finding=false[0])
    if evidence.verdict == "refuted" and any(map(theorem.metric.one_sided, problems)):
        note = (
            f"only an upper bound of {theorem.metric} is known on {claim.problem_name}: it can"
            " support the claim, not refute it"
        )
        evidence = replace(evidence, verdict="inconclusive", finding=note)
    return unless_trivial(plan, of_theorem(plan, evidence))


def faults_of_plan(plan: Plan) -> tuple[str, ...]:
    """What is wrong with the method of a plan that has a setting, a sentence each."""
    first = plan.prepared[0]
    params = tuple((constant, float(table[0, 0])) for constant, table in first.params.items())
    return faults_of_method(plan.theorem.algorithm, first.problem, params)


def _broken_on_the_way(
    plan: Plan, shared: SharedRuns, options: Options, evidence: Evidence
) -> list[str]:
    """Promises that the refuting runs themselves show to be false."""
    # a method may draw random numbers although its oracle is exact
    by_chance = plan.oracle is not exact or plan.theorem.mode in (
        Mode.EXPECTATION,
        Mode.PROBABILITY,
    )
    blocks = -(-evidence.runs // BLOCK) if by_chance else 0
    return [
        f"{sentence}; so the refutation says nothing of {plan.theorem.name}"
        for layout, _ in plan.layouts
        for sentence in broken_on_the_way(
            layout.run,
            plan.theorem.assumes,
            shared.seeds(layout, 0, blocks),
            options.budget.level,
            shared.device,
        )
    ]


def _verifier(plan: Plan) -> Callable[[Plan, SharedRuns, Options], Evidence]:
    """How a bound of that mode is verified."""
    mode = plan.theorem.mode
    if mode is Mode.DETERMINISTIC or (mode is Mode.COMPLEXITY and plan.oracle is exact):
        return verify_without_chance
    return {
        Mode.COMPLEXITY: verify_probability,
        Mode.PROBABILITY: verify_probability,
        Mode.EXPECTATION: verify_mean,
        Mode.RATE: verify_rate,
        Mode.INFINITE: verify_infinite,
    }[mode]


def unless_trivial(plan: Plan, evidence: Evidence) -> Evidence:
    """A bound that doing nothing meets in every setting says nothing, unless it is reached; a
    violated one is still violated.
    """
    if evidence.verdict in ("refuted", "error"):
        return evidence
    if evidence.sharpness is not None and evidence.sharpness > _REACHED:
        return evidence  # on the worst functions of some methods all points are as bad as the start
    reason = says_nothing(plan)
    return replace(evidence, verdict="vacuous", finding=reason) if reason else evidence


def says_nothing(plan: Plan) -> str | None:
    """Why the claim says nothing on its problem: its conditions are false in every setting, or
    doing nothing meets its bound too; None where it says something.
    """
    theorem = plan.theorem
    if not plan.prepared:
        return "; ".join(dict.fromkeys(plan.left_out))
    if theorem.mode in (Mode.RATE, Mode.INFINITE):
        return None
    baseline = [baseline_of(theorem.metric, p.problem, p.values) for p in plan.prepared]
    worst = max(baseline)
    if any(value > most for value, most in zip(baseline, plan.allowed, strict=True)):
        return None
    if theorem.metric.level is None and worst <= (theorem.metric.lower or 0.0):
        return None  # a regret, a distance to a set: it starts at its least value
    return (
        f"doing nothing meets the bound too: the metric at x_0 is {worst:.4g}"
        f"; {_hint(theorem, plan.prepared[-1], worst)}"
    )


def _hint(theorem: Theorem, p: Prepared, value: float) -> str:
    """From which horizon on the bound is below the metric of doing nothing: ten times the number
    of steps, and so on.
    """
    if theorem.bounds_steps:
        return "choose a smaller accuracy"
    n = max(p.steps, 1)
    while (n := 10 * n) <= MOST_STEPS:
        values = {**p.values, theorem.horizon: float(n)}
        numbers.derive(theorem, values)
        if numbers.evaluate(theorem.bound, values) < value:
            return f"at {theorem.horizon.name} = {n:.0e} the bound is below it"
    return f"no {theorem.horizon.name} up to {MOST_STEPS:.0e} brings the bound below it"


def verify_without_chance(plan: Plan, shared: SharedRuns, options: Options) -> Evidence:
    """One run a setting, each compared with its bound."""
    theorem = plan.theorem
    compared: dict[int, Comparison] = {}
    for layout, settings in plan.layouts:
        copies = shared.copies(layout)
        for i, (j, value) in enumerate(zip(settings, shared.exact(layout), strict=True)):
            p = plan.prepared[j]
            compared[j] = settle(plan, p, _compare(plan, p, float(value), copies[i]))
    evidence = from_comparisons(
        plan.claim,
        [compared[j] for j in sorted(compared)],
        [constants_json(p.values) for p in plan.prepared],
    )
    steps = theorem.mode is Mode.COMPLEXITY
    return replace(evidence, quantity=Quantity("steps")) if steps else evidence


def _compare(plan: Plan, p: Prepared, value: float, copies: np.ndarray) -> Comparison:
    """One setting against its bound; copies (copies,): its values rounded in other ways."""
    theorem, reached = plan.theorem, plan.theorem.witness is not None
    its = float(resolution.spread(copies, np.array(value)))
    require_possible(theorem, p, value, its)
    where = ", ".join(f"{c.name}={p.values[c]:.4g}" for c in theorem.settings[0])
    if theorem.mode is Mode.COMPLEXITY:
        # only copies on the other side of the bound matter to a number of steps
        towards = copies.min() if value > p.steps else copies.max()
        its = abs(float(towards) - value) if towards != value else 0.0
        return Comparison(
            f"{theorem.metric}: at most {p.steps} steps",
            value,
            float(p.steps),
            where,
            resolution=its,
            reached=reached,
            whole=True,
        )
    its += bound_resolution(theorem, p, value)
    return Comparison(str(theorem.metric), value, p.bound, where, resolution=its, reached=reached)
