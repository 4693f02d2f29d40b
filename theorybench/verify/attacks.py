"""Attack: the worst instance that a search finds, in round numbers, and the ordinary verdict on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from theorybench.attack import store
from theorybench.attack.family import Instance
from theorybench.attack.search import Candidate, search
from theorybench.attack.shrink import readable
from theorybench.attack.stochastic import NoisyInstance, search_noise, serves_noise
from theorybench.claim import Claim, Evidence
from theorybench.entry import Entry
from theorybench.oracles import exact
from theorybench.theorem import Theorem
from theorybench.types import EntryError
from theorybench.verify.evidence import finish
from theorybench.verify.exactly import judged_exactly
from theorybench.verify.profile import Settings
from theorybench.verify.runs import SharedRuns
from theorybench.verify.theorems import plan, verify_theorem

_TIE = 1e-9
"""A search drives the measurement to the bound, and constants to extremes: a smaller excess may come from rounding of the bound itself."""


@dataclass(frozen=True, eq=False)
class Attack:
    """The worst instance found, and the evidence of the ordinary path on it; evaluations: instances that were asked for."""

    entry: Theorem
    instance: Instance
    evidence: Evidence
    evaluations: int

    @property
    def ratio(self) -> float:
        """Measured / bound."""
        return self.evidence.sharpness or 0.0

    @property
    def refutes(self) -> bool:
        return self.evidence.verdict == "refuted"


def attack(
    entry: Entry, evaluations: int, settings: Settings | None = None, known: Sequence[Candidate] = (), exactly: bool = False
) -> Attack | None:
    """Look for the instance on which measured / bound is largest, and give the verdict on it; None where no family serves the entry.

    Only what the theorem says is used, not its witness. The search has its own seeds, derived from settings.seed; so has the verdict.
    known: where to start, see theorybench.attack.store; exactly: of noise, only what leaves nothing to chance.
    """
    settings = settings or Settings()
    if not isinstance(entry, Theorem):
        return None
    noisy = serves_noise(entry)
    find = partial(search_noise, exactly=exactly) if noisy else search
    found = find(entry, evaluations, settings.seed, known)
    if not found:
        return None
    claim = Claim(entry, oracle=None if noisy else exact, is_attack=True)
    simple, evidence = _judged(claim, readable(found), settings)
    if found[0].score > 0 and evidence.verdict != "refuted":
        simple, evidence = _judged(claim, found[0], settings)  # no verdict may hang on round numbers
    return Attack(entry, simple, evidence, evaluations)


def _judged(claim: Claim, candidate: Candidate, settings: Settings) -> tuple[Instance, Evidence]:
    instance = candidate.instance()
    return instance, judge(claim, instance, settings)


def judge(claim: Claim, instance: Instance, settings: Settings) -> Evidence:
    """The ordinary verdict on one instance, told of the claim of attack; refuted only by more than 1e-9 of the bound."""
    theorem = claim.entry
    assert isinstance(theorem, Theorem)
    put = replace(theorem, settings=(instance.setting,), witness=None)
    evidence = _verdict(put, instance, settings)
    if evidence.verdict == "refuted":
        of = theorem.metric.of
        lower = replace(theorem.metric, of=lambda *at: of(*at) * (1 - _TIE))
        lenient = _verdict(replace(put, metric=lower, bound=theorem.bound * (1 + _TIE)), instance, settings)
        evidence = evidence if lenient.verdict == "refuted" else lenient
    return replace(evidence, problem=claim.problem_name, oracle=claim.oracle_name, expected=claim.expected)


def _verdict(theorem: Theorem, instance: Instance, settings: Settings) -> Evidence:
    made = plan(Claim(theorem, instance.problem, instance.oracle), settings)
    evidence = verify_theorem(made, SharedRuns(settings.seed, settings.device), settings)
    return judged_exactly(made, instance.noise, evidence) if isinstance(instance, NoisyInstance) else evidence


def known_to(theorem: Theorem, file: Path | None) -> tuple[list[Candidate], str]:
    """What was found before, and what is wrong with it where it is of no use."""
    try:
        story = None if file is None else store.read(file)
        return ([], "") if file is None or story is None else ([store.candidate(theorem, story, file)], "")
    except EntryError as error:
        return [], str(error)


def verify_attack(claim: Claim, settings: Settings) -> Evidence:
    """Evidence of a claim of attack: of the worst of what was found before and what is found now."""
    assert isinstance(claim.entry, Theorem)
    known, complaint = known_to(claim.entry, claim.found)
    found = attack(claim.entry, settings.profile.attacks, settings, known, exactly=True)
    if found is None:
        return finish(claim, verdict="vacuous", finding="the search found no instance on which the theorem says anything")
    evidence = found.evidence
    detail = "; ".join(filter(None, (evidence.detail, found.instance.words, complaint)))
    finding = f"{evidence.finding}; on {found.instance.words}" if evidence.verdict == "refuted" else evidence.finding
    return replace(evidence, detail=detail, finding=finding)
