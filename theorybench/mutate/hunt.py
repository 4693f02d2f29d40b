"""A mutant put to the harness as any entry would be: refuted by whom, or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from theorybench.catalogue import Catalogue
from theorybench.claim import Claim, Evidence
from theorybench.mutate.mutant import Falsity, Mutant, Trial
from theorybench.verify.profile import Settings
from theorybench.verify.suite import Together
from theorybench.verify.units import in_other_units


def offered(mutant: Mutant, catalogue: Catalogue) -> Catalogue:
    """The catalogue that a mutant meets: with an assumption dropped, problems or oracles without it in place of the others."""
    if mutant.offered is None:
        return catalogue
    problems, oracles = mutant.offered
    return Catalogue((mutant.entry,), problems or catalogue.problems, oracles or catalogue.oracles)


def trial(mutant: Mutant, known: Falsity | None, catalogue: Catalogue, settings: Settings) -> Trial:
    """Verify the claims of a mutant until one is refuted; a mutant that is not known to be false is not tried."""
    made = Trial(mutant.of, mutant.kind, mutant.mutation)
    if known is None:
        return made
    made = replace(made, known_by=known.known_by, why=known.why)
    evidence = hunt(tuple(offered(mutant, catalogue).claims_of(mutant.entry)), settings)
    if not evidence:
        return replace(made, verdict="no claim")
    last = evidence[-1]
    if last.verdict == "refuted":
        return _told(replace(made, by="attack" if last.problem == "attack" else "verify"), last)
    return _told(made, max(evidence, key=lambda e: (e.verdict == "inconclusive", e.verdict == "supported", e.sharpness or 0.0)))


def hunt(claims: Sequence[Claim], settings: Settings, first: bool = True) -> list[Evidence]:
    """Evidence of the claims, then of the same in other units where units do not fit, then of the attack; ends at the first refutation."""
    put, attacks = [c for c in claims if not c.is_attack], [c for c in claims if c.is_attack]
    together, found = Together(put, settings), []
    for claim in (*sorted(put, key=lambda c: not c.is_witness), *(c for one in put for c in in_other_units(one)), *attacks):
        found.append(together.verify(claim))
        if first and found[-1].verdict == "refuted":
            break
    return found


def _told(made: Trial, evidence: Evidence) -> Trial:
    claim = f"{evidence.problem} @ {evidence.oracle}"
    return replace(made, verdict=evidence.verdict, claim=claim, bound=evidence.bound, measured=evidence.measured)
