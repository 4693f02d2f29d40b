"""Attack: the worst instance that a search finds, in round numbers, and the ordinary verdict on
it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from theorybench.attack import store
from theorybench.attack.dispatch import deserialise, dispatch, search_type, split
from theorybench.attack.exactly import judged_exactly
from theorybench.attack.instance import Instance
from theorybench.attack.search import Candidate
from theorybench.attack.simplify import readable
from theorybench.catalogue.claim import Claim
from theorybench.core.oracles import exact
from theorybench.core.types import EntryError
from theorybench.entries.entry import Entry
from theorybench.entries.theorem import Theorem
from theorybench.verify.evidence import Evidence, evidence_for
from theorybench.verify.plan import make_plan
from theorybench.verify.profile import Options
from theorybench.verify.runs import SharedRuns
from theorybench.verify.theorems import verify_theorem

_SAMPLED = 4
"""An instance with noise costs about so many without."""


@dataclass(frozen=True, eq=False)
class Attack:
    """The worst instance found, and the evidence of the ordinary path on it."""

    entry: Theorem
    instance: Instance
    evidence: Evidence

    @property
    def ratio(self) -> float:
        """Measured / bound."""
        return self.evidence.sharpness or 0.0

    @property
    def refutes(self) -> bool:
        return self.evidence.verdict == "refuted"

    def serialise(self) -> dict[str, Any]:
        """JSON values from which the next attack starts, and what a reader wants to know."""
        kept = ("verdict", "measured", "bound", "constants")
        return {
            "entry": self.entry.name,
            **self.instance.serialised,
            **{k: v for k, v in self.evidence.to_json().items() if k in kept},
        }


def attack(
    entry: Entry,
    evaluations: int,
    options: Options | None = None,
    known: Sequence[Candidate] = (),
) -> Attack | None:
    """Look for the instance on which measured / bound is largest, and give the verdict on it; None
    where no family serves the entry.

    Only what the theorem says is used, not its witness. The search has its own seeds, derived from
    options.seed; so has the verdict. evaluations: instances that are measured; known: where to
    start, see known_to.
    """
    options = options or Options()
    if not isinstance(entry, Theorem) or search_type(entry) is None:
        return None
    candidates = [
        candidate
        for restart in restarts(entry, evaluations)
        for candidate in dispatch(entry, restart.evaluations, options.seed, restart.number, known)
    ]
    return conclude(entry, candidates, options)


@dataclass(frozen=True)
class Restart:
    """One restart of a search: its number, which gives its seed, and the instances that it
    measures.
    """

    number: int
    evaluations: int


def restarts(theorem: Theorem, evaluations: int) -> list[Restart]:
    """The restarts of a search: they do not depend on each other, so that any number of processes
    finds the same.
    """
    share = _SAMPLED if search_type(theorem) == "noise" else 1
    return [
        Restart(number, max(1, each // share)) for number, each in enumerate(split(evaluations))
    ]


def conclude(theorem: Theorem, candidates: Sequence[Candidate], options: Options) -> Attack | None:
    """The verdict on the worst of what was found, in numbers as round as the ratio allows; None
    if nothing was.
    """
    if not candidates:
        return None
    candidates = sorted(candidates, key=lambda candidate: -candidate.score)
    oracle = exact if search_type(theorem) == "functions" else None
    claim = Claim(theorem, oracle=oracle, extra="attack")
    simple = readable(candidates).instance()
    evidence = judge(claim, simple, options)
    # no verdict may hang on round numbers
    if candidates[0].score > 0 and evidence.verdict != "refuted":
        worst = candidates[0].instance()
        of_worst = judge(claim, worst, options)
        if of_worst.verdict == "refuted":
            simple, evidence = worst, of_worst
    return Attack(theorem, simple, evidence)


def judge(claim: Claim, instance: Instance, options: Options) -> Evidence:
    """The ordinary verdict on one instance, told of the claim of attack."""
    theorem = claim.entry
    assert isinstance(theorem, Theorem)
    put = replace(theorem, settings=(instance.setting,), oracles=None)
    evidence = _verdict(put, instance, options)
    return replace(
        evidence, problem=claim.problem_name, oracle=claim.oracle_name, expected=claim.expected
    )


def _verdict(theorem: Theorem, instance: Instance, options: Options) -> Evidence:
    claim = Claim(theorem, instance.problem, instance.oracle)
    planned = make_plan(claim, options.profile.budget_multiplier)
    evidence = verify_theorem(planned, SharedRuns(options.seed, options.device), options)
    if (noise := instance.noise) is None:
        return evidence
    return judged_exactly(planned, noise.atoms, noise.probabilities, evidence)


def known_to(theorem: Theorem, file: Path | None, seed: int) -> tuple[list[Candidate], str]:
    """What was found before, and what is wrong with it where it is of no use."""
    try:
        stored = store.read(file)
        return ([] if stored is None else [deserialise(theorem, stored, seed)]), ""
    except EntryError as error:
        return [], f"{file} is ignored: {error}"


def verify_attack(claim: Claim, options: Options) -> Evidence:
    """Evidence of a claim of attack: of the worst of what was found before and what is found
    now.
    """
    assert isinstance(claim.entry, Theorem)
    known, complaint = known_to(claim.entry, claim.found, options.seed)
    worst = attack(claim.entry, options.profile.attacks, options, known)
    if worst is None:
        return evidence_for(
            claim,
            verdict="vacuous",
            finding="the search found no instance on which the theorem says anything",
        )
    evidence, words = worst.evidence, worst.instance.words
    finding = f"{evidence.finding}; on {words}" if worst.refutes else evidence.finding
    detail = "; ".join(filter(None, (evidence.detail, words, complaint)))
    return replace(evidence, detail=detail, finding=finding)
