"""A mutant put to the harness as any entry would be: refuted by whom, or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from power.mutant import (
    Mutant,
    Part,
    ReferenceValue,
    Trial,
)
from theorybench.attack.verdict import attack
from theorybench.catalogue.catalogue import Catalogue
from theorybench.catalogue.claim import Claim
from theorybench.verify.evidence import Evidence
from theorybench.verify.profile import Options
from theorybench.verify.suite import Together
from theorybench.verify.units import in_other_units

SHORT = 3000
"""Instances that the attack measures where verification has refuted a mutant already."""


def offered(mutant: Mutant, catalogue: Catalogue) -> Catalogue:
    """The catalogue that a mutant meets: with an assumption dropped, problems or oracles without
    it in place of the others.
    """
    if mutant.offered is None:
        return catalogue
    problems, oracles = mutant.offered
    return Catalogue((mutant.entry,), problems or catalogue.problems, oracles or catalogue.oracles)


def trial(
    mutant: Mutant, known: ReferenceValue | None, catalogue: Catalogue, options: Options
) -> Trial:
    """Verify the claims of a mutant until one is refuted; a mutant that is not known to be false
    is not tried.
    """
    made = Trial(mutant.of, mutant.kind, mutant.mutation)
    if known is None:
        return made
    made = replace(made, known_by=known.known_by, why=known.why)
    claims = tuple(offered(mutant, catalogue).claims_of(mutant.entry))
    evidence = kill_check(claims, options)
    if not evidence:
        return replace(made, verdict="no claim")
    last = evidence[-1]
    if last.verdict == "refuted":
        return _reported(
            replace(made, by=_by(mutant, last, any(c.extra for c in claims), options)), last
        )
    return _reported(
        made,
        max(
            evidence,
            key=lambda e: (
                e.verdict == "inconclusive",
                e.verdict == "supported",
                e.sharpness or 0.0,
            ),
        ),
    )


def _by(mutant: Mutant, last: Evidence, attackable: bool, options: Options) -> Part:
    """The part that refuted it; of mutants that differ by a factor also whether a short attack,
    which is told no witness, does too.
    """
    if last.problem == "attack":
        return "attack"
    if mutant.kind != "factor" or not attackable:
        return "verify"
    found = attack(mutant.entry, SHORT, options)
    return "both" if found is not None and found.refutes else "verify"


def kill_check(claims: Sequence[Claim], options: Options, first: bool = True) -> list[Evidence]:
    """Evidence of the claims, of the attack, and of the same claims in other units where units
    do not fit; ends at the first refutation.
    """
    put, attacks = [c for c in claims if not c.extra], [c for c in claims if c.extra]
    together, found = Together(put, options), []
    # an attack on functions alone rescales them itself
    moved = (
        m
        for c in put
        if c.is_witness or not attacks or attacks[0].oracle is None
        for m in in_other_units(c)
    )
    for claim in (*sorted(put, key=lambda c: not c.is_witness), *attacks, *moved):
        found.append(together.verify(claim))
        if first and found[-1].verdict == "refuted":
            break
    return found


def _reported(made: Trial, evidence: Evidence) -> Trial:
    claim = f"{evidence.problem} @ {evidence.oracle}"
    return replace(
        made,
        verdict=evidence.verdict,
        claim=claim,
        bound=evidence.bound,
        measured=evidence.measured,
    )
