"""Upper bounds: deterministic ones by comparison, means and probabilities by sequential tests on
fresh seeds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from theorybench.catalogue.claim import Claim, Evidence
from theorybench.core import symbols as s
from theorybench.core.oracles import Oracle
from theorybench.core.oracles import exact as exact_oracle
from theorybench.core.problem import Problem
from theorybench.entries.comparison import Comparison
from theorybench.entries.theorem import Mode, Theorem
from theorybench.verify.chance import verify_by_chance
from theorybench.verify.evidence import finish, from_comparisons
from theorybench.verify.hypotheses import false_of_function, false_of_oracle
from theorybench.verify.infinite import verify_infinite
from theorybench.verify.prepare import (
    MOST_STEPS,
    NotTestable,
    Prepared,
    derive,
    placebo,
    prepare,
)
from theorybench.verify.profile import Settings
from theorybench.verify.rates import horizons, verify_rate
from theorybench.verify.rounding import require_possible, rounding
from theorybench.verify.runs import (
    Layout,
    SharedRuns,
    constants_json,
    layout,
)

_REACHED = 1 - 1e-6


@dataclass(frozen=True, eq=False)
class Plan:
    """A theorem's claim made ready: its testable settings, what they are run as, and why other
    settings are left out.
    """

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
            prepared.append(_stretched(theorem, problem, oracle, setting, settings.profile.stretch))
        except NotTestable as reason:
            left_out.append(str(reason))
    groups: dict[int, list[int]] = {}
    for j, one in enumerate(prepared):
        groups.setdefault(id(one.problem), []).append(j)
    layouts = [
        (layout([prepared[j] for j in js], theorem.algorithm, oracle, theorem.metric), tuple(js))
        for js in groups.values()
    ]
    return Plan(claim, theorem, tuple(prepared), tuple(layouts), tuple(left_out))


def _stretched(
    theorem: Theorem, problem: Problem, oracle: Oracle, setting: Mapping[Any, Any], stretch: int
) -> Prepared:
    """The setting with its budget of steps stretched, or as it is where no accuracy needs that
    many steps (a logarithmic bound).
    """
    try:
        return prepare(theorem, problem, oracle, setting, stretch)
    except NotTestable:
        return prepare(theorem, problem, oracle, setting)


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
    elif theorem.mode is Mode.DETERMINISTIC or (
        theorem.mode is Mode.COMPLEXITY and claim.oracle in (None, exact_oracle)
    ):
        evidence = from_comparisons(
            claim, _comparisons(made, shared), [constants_json(p.values) for p in made.prepared]
        )
    else:
        evidence = verify_by_chance(made, shared, settings)
    if evidence.verdict == "refuted" and any(
        theorem.metric.one_sided(p.problem) for p in made.prepared
    ):
        note = (
            f"only an upper bound of {theorem.metric} is known on {claim.problem_name}: it can"
            " support the claim, not refute it"
        )
        evidence = finish(claim, evidence, verdict="inconclusive", finding=note)
    return _vacuous(made, evidence)


def _false_hypotheses(made: Plan, settings: Settings) -> list[str]:
    """Assumptions of the theorem that points or draws show to be false on the claim's problems."""
    problems = {id(p.problem): p.problem for p in made.prepared}.values()
    oracle = made.claim.oracle or exact_oracle
    of_function = [f for p in problems for f in false_of_function(p, made.theorem.assumes)]
    return of_function or [
        f for p in problems for f in false_of_oracle(p, oracle, made.theorem.assumes, settings)
    ]


def _vacuous(made: Plan, evidence: Evidence) -> Evidence:
    """A bound that doing nothing meets in every setting says nothing, unless it is reached; a
    violated one is still violated.
    """
    if evidence.verdict in ("refuted", "error") or made.theorem.mode in (Mode.RATE, Mode.INFINITE):
        return evidence
    if evidence.sharpness is not None and evidence.sharpness > _REACHED:
        return evidence  # on the worst functions of some methods all points are as bad as the start
    metric = made.theorem.metric
    idle = [placebo(metric, p.problem, p.values) for p in made.prepared]
    allowed = [
        float(p.steps) if made.theorem.mode is Mode.COMPLEXITY else p.bound for p in made.prepared
    ]
    if any(value > bound for value, bound in zip(idle, allowed, strict=True)):
        return evidence
    worst = max(idle)
    hint = _hint(made, worst)
    return finish(
        made.claim,
        evidence,
        verdict="vacuous",
        finding=f"doing nothing meets the bound too: the metric at x_0 is {worst:.4g}{hint}",
    )


def _hint(made: Plan, value: float) -> str:
    """From which horizon on the bound is below the metric of doing nothing: ten times the number
    of steps, and so on.
    """
    theorem, p = made.theorem, made.prepared[-1]
    if theorem.bounds_steps:
        return "choose a smaller accuracy"
    n = max(p.steps, 1)
    while (n := 10 * n) <= MOST_STEPS:
        values = {**p.values, theorem.horizon: float(n)}
        derive(theorem, values)
        if s.evaluate(theorem.bound, values) < value:
            return f"at {theorem.horizon.name} = {n:.0e} the bound is below it"
    return f"no {theorem.horizon.name} up to {MOST_STEPS:.0e} brings the bound below it"


def _comparisons(made: Plan, shared: SharedRuns) -> list[Comparison]:
    compared: list[Comparison | None] = [None] * len(made.prepared)
    for one, js in made.layouts:
        for j, value in zip(js, shared.exact(one), strict=True):
            compared[j] = _compare(made.theorem, made.prepared[j], float(value))
    return [c for c in compared if c is not None]


def _compare(theorem: Theorem, p: Prepared, value: float) -> Comparison:
    require_possible(theorem, p, value)
    where = ", ".join(f"{c.name}={p.values[c]:.4g}" for c in theorem.settings[0])
    if theorem.mode is Mode.COMPLEXITY:
        return Comparison(
            f"{theorem.metric}: at most {p.steps} steps", value, float(p.steps), where
        )
    return Comparison(str(theorem.metric), value, p.bound, where, rounding(theorem, p))


def plans_by_run(plans: Sequence[Plan]) -> list[list[Plan]]:
    """Plans that share a run stand together; each list is one unit of work."""
    groups: dict[tuple[str, ...], list[Plan]] = {}
    for made in plans:
        groups.setdefault(
            tuple(one.key for one, _ in made.layouts) or (made.claim.name,), []
        ).append(made)
    return list(groups.values())
