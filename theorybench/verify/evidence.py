"""Numbers -> Evidence: the fields that every verdict has."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from theorybench.catalogue.claim import Claim, Evidence
from theorybench.entries.comparison import Comparison


def finish(claim: Claim, evidence: Evidence | None = None, **fields: Any) -> Evidence:
    """Evidence of a claim: its names and expectation filled in, other fields as given."""
    if evidence is not None:
        return replace(evidence, **fields)
    entry = claim.entry
    mode = getattr(entry, "mode", None)
    finding = fields.pop("finding", None) or "; ".join(entry.findings()) or None
    return Evidence(
        theorem=entry.name,
        problem=claim.problem_name,
        oracle=claim.oracle_name,
        kind=getattr(entry, "kind", "entry"),
        mode=mode.value if mode is not None else "deterministic",
        expected=claim.expected,
        finding=finding,
        **fields,
    )


def from_comparisons(
    claim: Claim,
    comparisons: Sequence[Comparison],
    numbers: Sequence[Mapping[str, float]] = (),
    **fields: Any,
) -> Evidence:
    """Refuted by the worst comparison that fails, else supported with the sharpest one (none
    where rhs = 0); all must be numbers.
    """
    if not comparisons:
        return finish(claim, verdict="vacuous", finding="nothing was compared", **fields)
    bad = [c for c in comparisons if math.isnan(c.lhs) or math.isnan(c.rhs)]
    if bad:
        finding = f"{bad[0].statement}: {bad[0].lhs} <= {bad[0].rhs} is not a comparison of numbers"
        return finish(claim, verdict="error", finding=finding, **fields)
    failed = [i for i, c in enumerate(comparisons) if not c.holds]
    worst = max(
        failed or range(len(comparisons)),
        key=lambda i: (not comparisons[i].without_bound, comparisons[i].sharpness),
    )
    c = comparisons[worst]
    sharpness = None if c.without_bound and c.holds else c.sharpness
    if failed:
        finding = f"{c.statement}: {c.lhs:.6g} > {c.rhs:.6g}" + (f" at {c.at}" if c.at else "")
        fields["finding"] = "; ".join(filter(None, (finding, *claim.entry.findings())))
    return finish(
        claim,
        verdict="refuted" if failed else "supported",
        constants=dict(numbers[worst]) if worst < len(numbers) else {},
        bound=c.rhs,
        measured=c.lhs,
        sharpness=sharpness,
        detectable=1.0 / sharpness if sharpness and sharpness < math.inf else None,
        runs=len(comparisons),
        detail=c.statement + (f" at {c.at}" if c.at else ""),
        **fields,
    )


def quotient(a: float, b: float) -> float:
    """a / b for a, b >= 0 that may be 0 or infinite; infinite where nothing is known."""
    return float(a) / float(b) if b > 0 and not (math.isinf(a) and math.isinf(b)) else math.inf


def undecided(runs: int, what: str, low: float, high: float, bound: float) -> str:
    """Why a mean or a quantile is inconclusive: nothing is known of the law on one side, or it
    is too near to the bound.
    """
    if math.isinf(high) and what == "mean":
        return (
            "nothing is declared of the metric's law (declares= of the entry): its mean can be"
            " refuted, but not supported"
        )
    return (
        f"{runs} runs leave the {what} between {low:.4g} and {high:.4g}, and the bound is"
        f" {bound:.4g}: a longer profile may tell"
    )
