"""A claim has the verdict that the catalogue expects, and a bound just below what its runs reach
is refuted on the same runs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from theorybench.catalogue.claim import Claim
from theorybench.conformance.check import (
    Check,
    Result,
    Verifier,
    group_of,
)
from theorybench.conformance.scales import scale_check
from theorybench.core.words import number
from theorybench.entries.lower_bound import LowerBound
from theorybench.entries.theorem import Mode, Theorem
from theorybench.verify.evidence import LOOSE, Evidence

BELOW = 0.98
_FIELDS = (
    "kind",
    "mode",
    "bound",
    "measured",
    "low",
    "high",
    "sharpness",
    "detectable",
    "runs",
    "alpha",
    "delta",
    "finding",
    "detail",
)


def claim_checks(claim: Claim, on_device: bool, rescaled: bool = True) -> Iterator[Check]:
    """The tests of one claim; on_device: its runs need a GPU; rescaled: in other units too."""
    marks = ("quick", "gpu") if on_device else ("quick",)
    entry, group = claim.entry, group_of(claim)
    yield Check(
        "claim", claim.name, lambda verifier: _verdict(claim, verifier), entry.name, 1, marks, group
    )
    if is_sharpened(claim):
        yield Check(
            "sharp",
            claim.name,
            lambda verifier: _sharp(claim, verifier),
            entry.name,
            1,
            marks,
            group,
        )
    if rescaled and (scaled := scale_check(claim)) is not None:
        yield replace(scaled, marks=marks)


def _verdict(claim: Claim, verifier: Verifier) -> Result:
    evidence = verifier.evidence(claim)
    if evidence.shut_out:
        return Result(skipped=f"not put to this problem: {evidence.finding}")
    return Result(() if evidence.as_expected else tuple(told(claim, evidence)), facts_of(evidence))


def is_sharpened(claim: Claim) -> bool:
    """Whether the claim compares a metric with a bound: counts and rates have no bound to
    multiply.
    """
    entry = claim.entry
    modes = {
        Theorem: (Mode.DETERMINISTIC, Mode.EXPECTATION, Mode.PROBABILITY),
        LowerBound: (Mode.DETERMINISTIC,),
    }
    wanted = modes.get(type(entry), ())
    return (
        claim.expected == "supported" and not claim.extra and getattr(entry, "mode", None) in wanted
    )


def _sharp(claim: Claim, verifier: Verifier) -> Result:
    """The witness comes near the bound, and the bound times 0.98 of the sharpness (a lower
    bound: divided by it) is refuted.
    """
    evidence = verifier.evidence(claim)
    facts = {"sharpness": evidence.sharpness, "loose": evidence.loose}
    if evidence.verdict != "supported":
        return Result(skipped=f"the claim is not supported but {evidence.verdict}", facts=facts)
    if claim.is_witness and (evidence.sharpness is None or evidence.loose):
        return Result(
            (
                f"the witness does not reach the bound: sharpness {number(evidence.sharpness)}",
                *told(claim, evidence),
            ),
            facts,
        )
    if not evidence.sharpness:
        return Result(skipped="the metric is 0 wherever it was read", facts=facts)
    share = BELOW * evidence.sharpness
    false = sharpened(claim, share)
    found = verifier.together(claim).verify(false)
    facts |= {"share": share, "verdict_below": found.verdict}
    if found.verdict == "refuted":
        return Result(facts=facts)
    if found.verdict == "inconclusive" and (found.resolution or 0.0) > 1 - BELOW:
        reason = (
            f"float64 resolves {found.resolution:.2g} of the bound, and 0.02 of it is asked for"
        )
        return Result(skipped=reason, facts=facts)
    reached = (
        f"the claim reaches {evidence.sharpness:.4g} of its bound, so that its bound times"
        f" {share:.4g} is false on the same runs"
    )
    return Result((f"{reached}, but is called {found.verdict}", *told(false, found)), facts)


def sharpened(claim: Claim, share: float) -> Claim:
    """The same claim with a bound that is smaller by the factor (of a lower bound: larger)."""
    entry: Any = claim.entry
    factor = 1 / share if isinstance(entry, LowerBound) else share
    return replace(
        claim,
        entry=replace(entry, bound=entry.bound * factor, expects={}, erratum=None, as_printed=True),
    )


def told(claim: Claim, evidence: Evidence) -> Iterator[str]:
    """What a reader needs to see that the verdict is right or wrong: numbers, the instance,
    where it is printed.
    """
    expected = (
        f", expected {evidence.expected}"
        if evidence.expected not in (None, evidence.verdict)
        else ""
    )
    yield f"verdict: {evidence.verdict}{expected}"
    interval = (
        f" in [{number(evidence.low)}, {number(evidence.high)}]" if evidence.low is not None else ""
    )
    yield (
        f"numbers: bound {number(evidence.bound, 6)}, measured"
        f" {number(evidence.measured, 6)}{interval}, runs {evidence.runs}"
    )
    yield f"sharpness: {number(evidence.sharpness)}" + (
        f" LOOSE: below {LOOSE:g}" if evidence.loose else ""
    )
    if evidence.finding or evidence.detail:
        yield f"finding: {evidence.finding or evidence.detail}"
    constants = ", ".join(
        f"{name}={number(value, 6)}" for name, value in evidence.constants.items()
    )
    start = f" from x_0 = {_point(claim.problem.start)}" if claim.problem is not None else ""
    yield f"witness: {claim.problem_name}{start}, oracle {claim.oracle_name}" + (
        f", with {constants}" if constants else ""
    )
    yield f"source: {claim.entry.source}"


def _point(point: tuple[float, ...]) -> str:
    return "(" + ", ".join(f"{v:.6g}" for v in point[:6]) + (", ...)" if len(point) > 6 else ")")


def facts_of(evidence: Evidence) -> dict[str, Any]:
    """The verdict and what it rests on, without what differs from run to run."""
    known = evidence.to_json()
    facts = {"verdict": evidence.verdict, "expected": evidence.expected} | {
        name: known[name] for name in _FIELDS
    }
    facts |= {
        "loose": evidence.loose,
        "constants": ", ".join(f"{name}={value!r}" for name, value in known["constants"].items()),
    }
    return {name: value for name, value in facts.items() if value not in (None, "")}
