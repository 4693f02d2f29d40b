"""A claim is the same in other units: f -> 64 f, x -> x / 64 changes no verdict and no
sharpness.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from theorybench.catalogue.claim import Claim
from theorybench.conformance.check import (
    Check,
    Result,
    Verifier,
    group_of,
)
from theorybench.core.scaling import rescaled, rescaled_oracle, rescaled_values
from theorybench.entries.identity import Identity
from theorybench.entries.lower_bound import Instance, LowerBound
from theorybench.entries.theorem import Mode, Theorem
from theorybench.verify.evidence import Evidence
from theorybench.verify.plan import make_plan
from theorybench.verify.profile import Options
from theorybench.verify.runs import SharedRuns
from theorybench.verify.suite import verify_claim
from theorybench.verify.theorems import verify_theorem

HEIGHT, LENGTH = 64.0, 1 / 64
"""Powers of two whose roots are powers of two: nothing is rounded that was not rounded before."""
NEAR = 1e-6


def scale_check(claim: Claim) -> Check | None:
    """One test for a claim about a problem or about instances; None for others, and where other
    random numbers would be drawn.
    """
    entry = claim.entry
    by_chance = isinstance(entry, LowerBound) and entry.mode is Mode.EXPECTATION
    if claim.extra or by_chance or not isinstance(entry, Theorem | LowerBound | Identity):
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
    return replace(claim, entry=_entry(claim.entry, height, length), problem=problem, oracle=oracle)


def _entry(entry: Any, height: float, length: float) -> Any:
    def back(values: Mapping[Any, Any]) -> dict[Any, Any]:
        return rescaled_values(values, 1 / height, 1 / length)

    if isinstance(entry, Theorem) and entry.witness is not None:
        witness = entry.witness
        entry = replace(
            entry, witness=lambda values: rescaled(witness(back(values)), height, length)
        )
    if isinstance(entry, LowerBound):
        instances, methods = entry.instances, entry.methods
        entry = replace(
            entry,
            instances=lambda values: tuple(
                Instance(
                    rescaled(i.problem, height, length), rescaled_oracle(i.oracle, height, length)
                )
                for i in instances(back(values))
            ),
            methods=lambda values: tuple(
                (a, rescaled_values(params, height, length)) for a, params in methods(back(values))
            ),
        )
    if isinstance(entry, Theorem | LowerBound):
        entry = replace(
            entry, settings=tuple(rescaled_values(one, height, length) for one in entry.settings)
        )
    return entry
