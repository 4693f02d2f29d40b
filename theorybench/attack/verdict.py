"""Attack: the worst instance that a search finds, in round numbers, and the ordinary verdict on
it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from theorybench.attack import store
from theorybench.attack.dispatch import (
    means,
    remade,
    rounds,
    seek,
)
from theorybench.attack.families.family import Instance
from theorybench.attack.search import Candidate
from theorybench.attack.simplify import readable
from theorybench.attack.stochastic import NoisyInstance
from theorybench.catalogue.claim import Claim
from theorybench.core.oracles import exact
from theorybench.core.types import EntryError
from theorybench.entries.entry import Entry
from theorybench.entries.theorem import Theorem
from theorybench.verify.evidence import Evidence, evidence_for
from theorybench.verify.exactly import judged_exactly
from theorybench.verify.plan import make_plan
from theorybench.verify.profile import Options
from theorybench.verify.runs import SharedRuns
from theorybench.verify.theorems import verify_theorem

_TIE = 1e-9
"""A search drives the measurement to the bound, and constants to extremes: a smaller excess may
come from rounding of the bound itself.
"""
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

    def story(self) -> dict[str, Any]:
        """JSON values from which the next attack starts, and what a reader wants to know."""
        told = ("verdict", "measured", "bound", "constants")
        return {
            "entry": self.entry.name,
            **self.instance.story,
            **{k: v for k, v in self.evidence.to_json().items() if k in told},
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
    if not isinstance(entry, Theorem) or means(entry) is None:
        return None
    found = [
        c
        for turn in turns(entry, evaluations)
        for c in seek(entry, turn.evaluations, options.seed, turn.number, known)
    ]
    return conclude(entry, found, options)


@dataclass(frozen=True)
class Turn:
    """One round of a search: its number, which gives its seed, and the instances that it
    measures.
    """

    number: int
    evaluations: int


def turns(theorem: Theorem, evaluations: int) -> list[Turn]:
    """The rounds of a search: they do not depend on each other, so that any number of processes
    finds the same.
    """
    each = rounds(evaluations)
    share = _SAMPLED if means(theorem) == "noise" else 1
    return [Turn(number, max(1, one // share)) for number, one in enumerate(each)]


def conclude(theorem: Theorem, found: Sequence[Candidate], options: Options) -> Attack | None:
    """The verdict on the worst of what was found, in numbers as round as the ratio allows; None
    if nothing was.
    """
    if not found:
        return None
    found = sorted(found, key=lambda c: -c.score)
    claim = Claim(theorem, oracle=exact if means(theorem) == "functions" else None, is_attack=True)
    simple = readable(found).instance()
    evidence = judge(claim, simple, options)
    if found[0].score > 0 and evidence.verdict != "refuted":  # no verdict may hang on round numbers
        instance = found[0].instance()
        first = judge(claim, instance, options)
        if first.verdict == "refuted":
            simple, evidence = instance, first
    return Attack(theorem, simple, evidence)


def judge(claim: Claim, instance: Instance, options: Options) -> Evidence:
    """The ordinary verdict on one instance, told of the claim of attack; refuted only by more
    than 1e-9 of the bound.
    """
    theorem = claim.entry
    assert isinstance(theorem, Theorem)
    put = replace(theorem, settings=(instance.setting,), witness=None, oracles=None)
    evidence = _verdict(put, instance, options)
    if evidence.verdict == "refuted":
        of = theorem.metric.of
        lower = replace(theorem.metric, of=lambda *at: of(*at) * (1 - _TIE))
        lenient = _verdict(
            replace(put, metric=lower, bound=theorem.bound * (1 + _TIE)), instance, options
        )
        evidence = evidence if lenient.verdict == "refuted" else lenient
    return replace(
        evidence, problem=claim.problem_name, oracle=claim.oracle_name, expected=claim.expected
    )


def _verdict(theorem: Theorem, instance: Instance, options: Options) -> Evidence:
    made = make_plan(
        Claim(theorem, instance.problem, instance.oracle), options.profile.budget_multiplier
    )
    evidence = verify_theorem(made, SharedRuns(options.seed, options.device), options)
    return (
        judged_exactly(made, instance.noise, evidence)
        if isinstance(instance, NoisyInstance)
        else evidence
    )


def known_to(theorem: Theorem, file: Path | None, seed: int) -> tuple[list[Candidate], str]:
    """What was found before, and what is wrong with it where it is of no use."""
    try:
        story = store.read(file)
        return ([] if story is None else [remade(theorem, story, seed)]), ""
    except EntryError as error:
        return [], f"{file} is ignored: {error}"


def verify_attack(claim: Claim, options: Options) -> Evidence:
    """Evidence of a claim of attack: of the worst of what was found before and what is found
    now.
    """
    assert isinstance(claim.entry, Theorem)
    known, complaint = known_to(claim.entry, claim.found, options.seed)
    found = attack(claim.entry, options.profile.attacks, options, known)
    if found is None:
        return evidence_for(
            claim,
            verdict="vacuous",
            finding="the search found no instance on which the theorem says anything",
        )
    evidence, words = found.evidence, found.instance.words
    finding = (
        f"{evidence.finding}; on {words}" if evidence.verdict == "refuted" else evidence.finding
    )
    return replace(
        evidence,
        detail="; ".join(filter(None, (evidence.detail, words, complaint))),
        finding=finding,
    )
