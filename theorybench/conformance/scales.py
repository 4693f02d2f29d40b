"""A claim is the same in other units: f -> 64 f, x -> x / 64 changes no verdict and no
sharpness. Claims that bring nothing new to such a test are left out.
"""

from __future__ import annotations

import math
from collections.abc import Container, Hashable, Iterable, Iterator
from dataclasses import replace

import sympy

from theorybench.catalogue.claim import Claim
from theorybench.conformance.check import (
    Check,
    Result,
    Verifier,
    group_of,
)
from theorybench.core.scaling import rescaled, rescaled_oracle
from theorybench.entries.lower_bound import LowerBound
from theorybench.entries.theorem import Mode, Theorem
from theorybench.verify.evidence import Evidence
from theorybench.verify.kinds import kind_of
from theorybench.verify.plan import make_plan
from theorybench.verify.profile import Options
from theorybench.verify.runs import SharedRuns
from theorybench.verify.suite import verify_claim
from theorybench.verify.theorems import verify_theorem

HEIGHT, LENGTH = 64.0, 1 / 64
"""Powers of two whose roots are powers of two: nothing is rounded that was not rounded before."""
NEAR = 1e-6


def claims_to_rescale(claims: Iterable[Claim], own: Container[str] = ()) -> set[Claim]:
    """Claims by which everything that has a unit is put into other units at least once, one claim
    of each entry named in `own`, and all claims of an entry with a finding about its units.

    The terms of an entry need no run: their units are compared when it is made.
    """
    chosen, seen = set[Claim](), set[Hashable]()

    def last(claim: Claim) -> tuple[int, bool]:
        # own entries on own problems first; at its witness a theorem's conditions hold
        return -(claim.entry.name in own) - (claim.problem_name in own), not claim.is_witness

    for claim in sorted(claims, key=last):
        if claim.entry.findings():
            chosen.add(claim)
        elif scale_check(claim) is not None and (new := set(_with_units(claim, own)) - seen):
            seen |= new
            chosen.add(claim)
    return chosen


def _with_units(claim: Claim, own: Container[str]) -> Iterator[Hashable]:
    """What a run shows the unit of: the method measured, the problem, the oracle, the conditions
    and the constants of the bound.
    """
    entry = claim.entry
    if entry.name in own:
        yield "entry", entry.name
    yield tuple(getattr(entry, field, None) for field in ("algorithm", "metric", "mode"))
    yield "problem", claim.problem_name
    yield "oracle", claim.oracle_name
    yield from getattr(entry, "valid_when", ())
    yield from sympy.sympify(getattr(entry, "bound", 0)).free_symbols


def scale_check(claim: Claim) -> Check | None:
    """One test for a claim about a problem or about instances; None for others, and where other
    random numbers would be drawn.
    """
    entry = claim.entry
    by_chance = isinstance(entry, LowerBound) and entry.mode is Mode.EXPECTATION
    if claim.extra or by_chance or kind_of(entry).rescaled is None:
        return None
    return Check(
        "rescaled",
        claim.name,
        lambda verifier: _result(claim, verifier),
        entry.name,
        tests=1,
        group=group_of(claim),
    )


def _result(claim: Claim, verifier: Verifier) -> Result:
    facts = {"height": HEIGHT, "length": LENGTH}
    if findings := claim.entry.findings():
        return Result(facts=facts | {"finding": "; ".join(findings)})
    before = verifier.evidence(claim)
    if before.verdict == "error":
        return Result(skipped=f"the claim itself is an error: {before.finding}")
    after = _evidence(claim, in_other_units(claim, HEIGHT, LENGTH), verifier.options)
    facts |= {"verdict_before": before.verdict, "verdict_after": after.verdict}
    if after.verdict == before.verdict and _near(before.sharpness, after.sharpness):
        return Result(facts=facts)
    wrong = [
        (
            f"f -> {HEIGHT:g} f, x -> {LENGTH:g} x changes the claim: a constant, a parameter or"
            " the bound has another unit than it says"
        ),
        *(
            f"{when}: {e.verdict}, bound {e.bound}, measured {e.measured}, sharpness {e.sharpness}"
            for when, e in _both(before, after)
        ),
    ]
    return Result((*wrong, *filter(None, [after.finding])), facts)


def _both(before: Evidence, after: Evidence) -> tuple[tuple[str, Evidence], ...]:
    return ("before", before), ("after", after)


def _near(a: float | None, b: float | None) -> bool:
    return a is b or (
        a is not None and b is not None and math.isclose(a, b, rel_tol=NEAR, abs_tol=NEAR)
    )


def _evidence(claim: Claim, scaled: Claim, options: Options) -> Evidence:
    """The verdict on the rescaled claim, on the random numbers that the claim itself draws."""
    if not isinstance(claim.entry, Theorem):
        return verify_claim(scaled, options)
    before, after = (make_plan(c, options.profile.budget_multiplier) for c in (claim, scaled))
    # a condition that holds in one unit alone leaves fewer layouts: then the verdicts differ, and
    # that is told
    names = {
        one.key: its.key for (one, _), (its, _) in zip(after.layouts, before.layouts, strict=False)
    }
    return verify_theorem(after, SharedRuns(options.seed, options.device, drawn_as=names), options)


def in_other_units(claim: Claim, height: float, length: float) -> Claim:
    """The claim with its problem, its oracle and the constants of its settings rescaled."""
    problem = None if claim.problem is None else rescaled(claim.problem, height, length)
    oracle = None if claim.oracle is None else rescaled_oracle(claim.oracle, height, length)
    moved = kind_of(claim.entry).rescaled
    entry = claim.entry if moved is None else moved(claim.entry, height, length)
    return replace(claim, entry=entry, problem=problem, oracle=oracle)
