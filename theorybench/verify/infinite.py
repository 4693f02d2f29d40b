"""E X = infinity cannot be decided from samples: what is tested are consequences of it, and the
evidence says which.

REFUTED: a declared almost sure bound makes E X finite, or the iterate does not have the stable law
that a linear method gives it. SUPPORTED: the tail index of the metric is below 1 beyond two radii,
where the theorem declares a power tail. A tail that looks lighter refutes nothing, because a power
tail may begin farther out: INCONCLUSIVE.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch

from theorybench import numbers
from theorybench.core import symbols as s
from theorybench.core.types import EntryError, Tensor
from theorybench.run.iterate import Schedule, points
from theorybench.run.query import ProblemQuery, Unanswered, listed
from theorybench.statistics.bounds import lower_bound
from theorybench.statistics.tails import TailIndex, characteristic_check, tail_index
from theorybench.verify.evidence import Evidence, evidence_for
from theorybench.verify.plan import Plan
from theorybench.verify.prepare import Prepared
from theorybench.verify.profile import Options
from theorybench.verify.runs import SharedRuns, constants_json

_FREQUENCIES = (0.3, 0.6)  # times the scale: the first tells indices apart, the second scales


def verify_infinite(plan: Plan, shared: SharedRuns, options: Options) -> Evidence:
    """Hold the testable consequences of an infinite expectation against 16 n_max runs a setting."""
    blocks = options.profile.n_max // 2
    found: list[Evidence] = []
    for one, js in plan.layouts:
        samples = shared.samples(one, 0, blocks)
        found += [_judge(plan, plan.prepared[j], samples[:, i], options) for i, j in enumerate(js)]
    order = ("refuted", "inconclusive", "supported")
    return min(found, key=lambda evidence: order.index(evidence.verdict))


def _judge(plan: Plan, p: Prepared, x: np.ndarray, options: Options) -> Evidence:
    level, delta, metric = (
        options.budget.level / len(plan.prepared),
        options.budget.support,
        plan.theorem.metric,
    )
    facts: dict[str, Any] = {
        "constants": constants_json(p.values),
        "bound": math.inf,
        "measured": float(x.mean()),
        "runs": len(x),
        "alpha": options.budget.level,
    }
    if (sure := _sure_bound(plan, p, x)) is not None:
        value, reason = sure
        return evidence_for(
            plan.claim,
            verdict="refuted",
            high=value,
            finding=f"{metric} is at most {value:.6g}: {reason}",
            **facts,
        )
    facts["low"] = float(lower_bound(x, level))
    stable = _stable_law(plan, p)
    if stable is not None and not _obeys(x, *stable, level):
        finding = (
            f"the root of {metric} is not |X|, X stable of index {stable[0]:g} and scale"
            f" {stable[1]:.6g}, as the recursion has it"
        )
        return evidence_for(plan.claim, verdict="refuted", finding=finding, **facts)
    tail = tail_index(x, delta, index=1.0)
    reason = next((d.reason for d in plan.theorem.declares if d.power_tail), None)
    supported = tail.verdict == "heavier" and reason is not None
    detail = [_describe(tail), f"E > {facts['low']:.4g}"]
    detail += (
        [f"stable of scale {stable[1]:.4g}, as the recursion has it"] if stable is not None else []
    )
    detail += [f"power tail declared: {reason}"] if reason else []
    return evidence_for(
        plan.claim,
        verdict="supported" if supported else "inconclusive",
        delta=delta if supported else None,
        finding=(
            None
            if tail.verdict != "lighter"
            else (
                "the tail looks lighter than that of an infinite expectation, which refutes nothing"
            )
        ),
        detail="; ".join(detail),
        **facts,
    )


def _describe(tail: TailIndex) -> str:
    indices = ", ".join(
        f"{t.estimate:.3g} beyond {t.radius:.3g} ({t.excesses} runs)" for t in tail.radii
    )
    return f"tail index {indices}; below 1 there is no mean"


def _sure_bound(plan: Plan, p: Prepared, x: np.ndarray) -> tuple[float, str] | None:
    """A declared almost sure bound of the metric, which the data must keep."""
    for declared in plan.theorem.declares:
        if declared.at_most is not None and not s.missing(declared.at_most, p.values):
            value = numbers.evaluate(declared.at_most, p.values)
            largest = float(x.max())
            if largest > value * (1 + 1e-9):
                raise EntryError(
                    f"{plan.theorem.name}: declared is {plan.theorem.metric} <= at_most ="
                    f" {value:.6g}, but a run has {largest:.6g}; mend the declaration"
                )
            if math.isfinite(value):
                return value, declared.reason
    return None


def _obeys(x: np.ndarray, index: float, scale: float, level: float) -> bool:
    """Whether sqrt(x) may be |X| with X stable."""
    evidence = [characteristic_check(np.sqrt(x), scale, index, u / scale) for u in _FREQUENCIES]
    return max(evidence) < math.log(len(evidence) / level)


def _stable_law(plan: Plan, p: Prepared) -> tuple[float, float] | None:
    """(index, scale) of grad f(x_n), where the noise is stable, d = 1 and x_n is linear in the
    noise; None elsewhere.
    """
    oracle = plan.claim.oracle
    if oracle is None or oracle.law is None or oracle.law.stable is None or p.problem.dim != 1:
        return None
    small, large = (_responses(plan, p, size) for size in (1.0, 1e6))
    if (
        small is None
        or large is None
        or not torch.allclose(1e6 * small, large, rtol=1e-9, atol=1e-9)
    ):
        return None
    still, alone, together = small[0], small[1:-1], small[-1]
    if float(still) != 0 or not torch.allclose(alone.sum(), together, rtol=1e-9, atol=1e-9):
        return None
    index, scale = oracle.law.stable
    return index, scale * float(alone.abs().pow(index).sum()) ** (1 / index)


def _responses(plan: Plan, p: Prepared, size: float) -> Tensor | None:
    """grad f(x_n) without noise, with noise `size` at one step (a row a step), and with that
    noise at every step: (n + 2,).
    """
    problem, steps = p.problem, p.steps
    impulses = torch.cat([torch.zeros(1, steps), torch.eye(steps), torch.ones(1, steps)]).double()
    query = ProblemQuery(problem, listed(size * impulses[:, :, None]))
    start = problem.start_point().repeat(steps + 2, 1)
    try:
        x = [*points(plan.theorem.algorithm, query, start, Schedule(p.params).at, steps)][-1]
    except Unanswered:  # it asks more than once a step, or for what is not linear in the noise
        return None
    gradient = problem.gradient(x)[:, 0]
    if not torch.allclose(plan.theorem.metric.of(problem, x), gradient.square(), rtol=1e-12):
        return None
    return gradient
