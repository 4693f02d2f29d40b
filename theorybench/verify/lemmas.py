"""Lemmas for all inputs: the input where the sides come closest, held up to exact arithmetic."""

from __future__ import annotations

from dataclasses import replace

from theorybench.catalogue.claim import Claim
from theorybench.entries.inequality import Inequality
from theorybench.verify.evidence import Evidence, evidence_for, from_comparisons
from theorybench.verify.extremes import confirm, parts_of
from theorybench.verify.lemma_search import search
from theorybench.verify.profile import Options
from theorybench.verify.second_opinion import second_opinion


def verify_inequality(claim: Claim, options: Options) -> Evidence:
    """Search every part for the input where lhs exceeds rhs most, or comes nearest to it."""
    entry = claim.entry_of(Inequality)
    parts, searches = parts_of(entry), options.profile.searches
    if not parts:
        return evidence_for(claim, verdict="vacuous", finding="a premise is false for all inputs")
    found = [confirm(part, search(part, searches, options.seed)) for part in parts]
    met = [one for one in found if one is not None]
    tried = searches * len(parts)
    if not met:
        return evidence_for(
            claim,
            verdict="vacuous",
            runs=tried,
            finding=f"none of {tried} inputs satisfies the premises; give other ranges",
        )
    evidence = from_comparisons(claim, [one.comparison for one in met], [one.point for one in met])
    ratios = ", ".join(f"{one.comparison.statement}: {one.comparison.sharpness:.4g}" for one in met)
    evidence = second_opinion(
        evidence,
        # what 50 digits have confirmed needs no other witness, however small it is
        lambda: [
            one.certificate()
            for one in met
            if (one.comparison.lhs, one.point) == (evidence.measured, evidence.constants)
        ],
        small=0.0,
    )
    return replace(
        evidence,
        runs=tried,
        detail=(
            f"{evidence.detail}; lhs / rhs at most {ratios}" if len(met) > 1 else evidence.detail
        ),
    )
