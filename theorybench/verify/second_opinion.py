"""What Arb balls say of a refutation that float64 has found, and what that makes of the verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from theorybench.certify import Certified, certify, certify_end
from theorybench.core.oracles import exact
from theorybench.entries.comparison import Comparison
from theorybench.entries.theorem import Mode
from theorybench.verify.evidence import Evidence, judged
from theorybench.verify.plan import Plan
from theorybench.verify.prepare import Prepared
from theorybench.verify.runs import constants_json

_NONE = Certified("undecided", reason="what was compared was computed in floats")
SMALL = 1e-6
"""A smaller relative excess over the bound is refuted only if balls agree."""


def second_opinion(
    evidence: Evidence, certificates: Callable[[], Iterable[Certified]], small: float = SMALL
) -> Evidence:
    """The evidence with what balls say of the comparison it tells of, where it is a refutation.

    certificates: one, or several that must all refute; small: relative excess below which a
    refutation needs them.
    """
    if evidence.verdict != "refuted":
        return evidence
    found = list(certificates())
    if found and all(c.decision == "refuted" for c in found):
        bits = max(c.bits for c in found)
        return replace(
            evidence, certified=True, detail=_with(evidence, f"certified by {bits}-bit balls")
        )
    open_ = next((c for c in found if c.decision != "refuted"), _NONE)
    if open_.decision == "holds":
        finding = "float64 measures a violation, but Arb balls show that the bound holds"
    elif _excess(evidence) < small:
        finding = f"equal up to {small:g}, and Arb balls do not tell: {open_.reason}"
    else:
        return replace(
            evidence, certified=False, detail=_with(evidence, f"not certified: {open_.reason}")
        )
    return replace(evidence, verdict="inconclusive", certified=False, finding=finding)


def settle(plan: Plan, p: Prepared, compared: Comparison) -> Comparison:
    """A comparison that float64 leaves open, with what balls say of it: refuted, supported, or
    reached, where both sides are equal up to the rounding of the stored constants.
    """
    if judged(compared).statement not in ("equal", "coarse") or compared.without_bound:
        return compared  # where nothing but 0 is allowed, a search inside a method is not exact
    found = certify_end(plan.theorem, p.problem, p.values, p.steps)
    if found.decision == "holds":
        return replace(compared, settled="supported")
    if found.reached:
        return replace(compared, settled="reached")
    if found.decision == "refuted" and not plan.theorem.bounds_steps:
        return replace(compared, settled="refuted")
    return compared


def of_theorem(plan: Plan, evidence: Evidence) -> Evidence:
    """The second opinion on a refutation by runs without chance; other evidence as it is."""
    if plan.oracle is not exact or plan.theorem.mode in (Mode.RATE, Mode.INFINITE):
        return evidence

    def certificates() -> Iterable[Certified]:
        for p in plan.prepared:
            if constants_json(p.values) == evidence.constants:
                yield certify(plan.theorem, p.problem, p.values, p.steps)
                return

    return second_opinion(evidence, certificates)


def _excess(evidence: Evidence) -> float:
    measured, bound = evidence.measured, evidence.bound
    if measured is None or bound is None or not bound:
        return float("inf")
    return abs(measured - bound) / abs(bound)


def _with(evidence: Evidence, note: Any) -> str:
    return "; ".join(filter(None, (evidence.detail, note)))
