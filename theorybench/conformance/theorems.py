"""Every theorem meets some problem; where one does not, what is lacking."""

from __future__ import annotations

from collections.abc import Sequence

from theorybench.catalogue.catalogue import Catalogue
from theorybench.catalogue.claim import Claim
from theorybench.catalogue.matching import lacking, mismatches
from theorybench.conformance.check import Check, Result, Verifier
from theorybench.core.oracles import exact
from theorybench.entries.entry import Entry
from theorybench.entries.identity import Identity
from theorybench.entries.theorem import Theorem
from theorybench.verify.plan import make_plan
from theorybench.verify.theorems import says_nothing

NEAREST = 3


def theorem_check(entry: Entry, catalogue: Catalogue) -> Check:
    """One test; its fact is the number of claims that the entry makes."""
    return Check(
        "theorem", entry.name, lambda verifier: _result(entry, catalogue, verifier), entry.name
    )


def _result(entry: Entry, catalogue: Catalogue, verifier: Verifier) -> Result:
    claims = list(catalogue.claims_of(entry))
    if shut := _all_shut_out(claims, verifier):
        return Result(
            (f"no pair is left for {entry.name}, nothing puts it to a test:", *shut[:NEAREST]),
            {"claims": len(claims)},
        )
    if claims:
        return Result(facts={"claims": len(claims)})
    nearest = sorted(_reasons(entry, catalogue), key=len)[:NEAREST]
    again = f"`theorybench why {entry.name} PROBLEM` says what other problems lack"
    return Result(
        (
            f"no problem satisfies {entry.name}; the nearest lack:",
            *("; ".join(r) for r in nearest),
            again,
        ),
        {"claims": 0},
    )


def _all_shut_out(claims: Sequence[Claim], verifier: Verifier) -> list[str]:
    """Why every claim of an entry says nothing where it is put; empty if one says something."""
    reasons = []
    for claim in sorted(claims, key=lambda claim: bool(claim.extra)):
        if not isinstance(claim.entry, Theorem) or claim.entry.expected("") != "supported":
            return []
        if claim.extra:  # it finds its problem first
            evidence = verifier.evidence(claim)
            reason = evidence.finding if evidence.verdict == "vacuous" else None
        else:
            reason = says_nothing(make_plan(claim))
        if reason is None:
            return []
        reasons.append(f"{claim.name}: {reason}")
    return reasons


def _reasons(entry: Entry, catalogue: Catalogue) -> list[list[str]]:
    """Why the entry is not put to a problem, for every problem with the oracle that comes
    nearest.
    """
    if isinstance(entry, Identity):
        return [lacking(entry.assumes, p, None) for p in catalogue.problems]
    if not isinstance(entry, Theorem):
        return []
    oracles = entry.oracles or (exact, *catalogue.oracles)
    return [min((mismatches(entry, p, o) for o in oracles), key=len) for p in catalogue.problems]
