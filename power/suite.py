"""All mutants of a catalogue, and its true entries as they are: how many of the first are
refuted, and whether any of the second.
"""

from __future__ import annotations

import hashlib
import math
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Any

from power import (
    lemmas,
    lower_bounds,
    others,
    reference_values,
    theorems,
)
from power.kill_check import kill_check, offered, trial
from power.mutant import (
    KINDS,
    Kind,
    Mutant,
    ReferenceValue,
    Trial,
)
from power.reference import Reference
from theorybench.catalogue.catalogue import Catalogue, load
from theorybench.catalogue.claim import Claim
from theorybench.entries.entry import Entry
from theorybench.entries.identity import Identity
from theorybench.entries.inequality import Inequality
from theorybench.entries.lower_bound import LowerBound
from theorybench.entries.theorem import Mode, Theorem
from theorybench.isolation import Interrupted, isolated
from theorybench.verify.blame import blamed
from theorybench.verify.parallel import Lost, outcomes
from theorybench.verify.profile import Options

GOAL = 0.95
"""Share of the mutants known to be false that have to be refuted."""
SEEDS = 2
"""Seeds with which each true entry is put to the harness, as far as chance plays a part."""

MOST = 2
"""Mutants of one kind and one entry that are tried."""

Known = tuple[Mutant, ReferenceValue | None]


@dataclass(frozen=True)
class Alarm:
    """A true entry that was refuted."""

    entry: str
    claim: str
    seed: int
    finding: str


@dataclass(frozen=True)
class Share:
    """What one unit of work found: the trials of the mutants of one entry, and its false alarms;
    seconds: of processor time.
    """

    entry: str
    trials: tuple[Trial, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    claims: int = 0
    failure: str = ""
    not_judged: str = ""
    seconds: float = field(default=0.0, compare=False)


@dataclass(frozen=True)
class Power:
    """The measured power: everything that was tried, sorted by entry."""

    shares: tuple[Share, ...]
    options: Options
    seconds: float
    planned: int

    @property
    def trials(self) -> list[Trial]:
        return [t for share in self.shares for t in share.trials]

    @property
    def mutants(self) -> list[Trial]:
        """Those known to be false."""
        return [t for t in self.trials if t.counts]

    @property
    def killed(self) -> int:
        return sum(t.killed for t in self.mutants)

    @property
    def alarms(self) -> list[Alarm]:
        return [a for share in self.shares for a in share.alarms]

    @property
    def not_judged(self) -> dict[str, str]:
        """Entry -> why none of its mutants is known to be false, where its method is the reason."""
        return {share.entry: share.not_judged for share in self.shares if share.not_judged}

    @property
    def failures(self) -> list[str]:
        return [f"{share.entry}: {share.failure}" for share in self.shares if share.failure]

    def by_kind(self) -> dict[str, tuple[int, int]]:
        """Kind -> (mutants known to be false, refuted ones)."""
        return {
            kind: (
                len(of := [t for t in self.mutants if t.kind == kind]),
                sum(t.killed for t in of),
            )
            for kind in KINDS
        }

    @property
    def met(self) -> bool:
        """Enough mutants killed, no true entry refuted, nothing left out."""
        enough = bool(self.mutants) and self.killed >= GOAL * len(self.mutants)
        return enough and not self.alarms and not self.failures and len(self.shares) == self.planned


def mutants_of(
    entry: Entry,
    catalogue: Catalogue,
    reference: Reference,
    kinds: Sequence[Kind] = KINDS,
    most: int = MOST,
) -> Iterator[Known]:
    """Mutants of a true entry, each with the reason why it is false, or None where nobody knows
    it; `most` known ones of each kind.
    """
    if isinstance(entry, Theorem):
        sharpness = (
            reference_values.closest(entry, catalogue, reference).ratio
            if "factor" in kinds
            else 0.0
        )
        made = theorems.mutants(entry, sharpness)
        yield from _known(
            made,
            kinds,
            most,
            lambda m: reference_values.reference_value(
                _theorem(m), offered(m, catalogue), reference
            ),
        )
    elif isinstance(entry, LowerBound):
        reached: dict[Any, float] = {}
        bounds = lower_bounds.mutants(entry, lower_bounds.closest(entry, reached)[0])
        yield from _known(
            bounds, kinds, most, lambda m: lower_bounds.reference_value(_lower_bound(m), reached)
        )
    elif isinstance(entry, Inequality):
        inputs = lemmas.Inputs(reference.seed)
        sharp = {part: ratio for part, (ratio, _) in lemmas.closest(entry, inputs).items()}
        yield from _known(
            lemmas.mutants(entry, sharp),
            kinds,
            most,
            lambda m: lemmas.reference_value(m.entry, inputs),
        )
    else:
        made = list(others.mutants(entry))
        reasons = dict(made)
        yield from _known((m for m, _ in made), kinds, most, lambda m: reasons[m])


def _known(
    made: Iterable[Mutant],
    kinds: Sequence[Kind],
    most: int,
    why: Callable[[Mutant], ReferenceValue | None],
) -> Iterator[Known]:
    """In an order that no verdict has a say in; of each kind until `most` are known to be false,
    or three times as many were looked at.
    """
    false, seen = Counter[str](), Counter[str]()
    for mutant in sorted((m for m in made if m.kind in kinds), key=_lot):
        if false[mutant.kind] < most and seen[mutant.kind] < 3 * most:
            known = why(mutant)
            false[mutant.kind] += known is not None
            seen[mutant.kind] += 1
            yield mutant, known


def _lot(mutant: Mutant) -> bytes:
    return hashlib.sha256(f"{mutant.of}: {mutant.mutation}".encode()).digest()


def _theorem(mutant: Mutant) -> Theorem:
    assert isinstance(mutant.entry, Theorem)
    return mutant.entry


def _lower_bound(mutant: Mutant) -> LowerBound:
    assert isinstance(mutant.entry, LowerBound)
    return mutant.entry


def measure(
    names: Sequence[str],
    options: Options,
    jobs: int = 1,
    kinds: Sequence[Kind] = KINDS,
    most: int = MOST,
) -> Generator[Share, None, None]:
    """One share an entry, as they come in: no number depends on `jobs`."""
    catalogue = load(options.catalogues)
    tasks = [(name, catalogue, options, kinds, most) for name in names]
    with closing(outcomes(_share, tasks, jobs)) as stream:
        for i, outcome in stream:
            yield Share(names[i], failure=outcome.reason) if isinstance(outcome, Lost) else outcome


def _share(
    name: str, catalogue: Catalogue, options: Options, kinds: Sequence[Kind], most: int
) -> Share:
    try:
        with isolated():
            return _measured(name, catalogue, options, kinds, most)
    except Interrupted:
        raise
    except BaseException as error:  # a user's functions may raise anything
        return Share(name, failure=blamed(error))


def _measured(
    name: str, catalogue: Catalogue, options: Options, kinds: Sequence[Kind], most: int
) -> Share:
    started, entry = time.process_time(), catalogue.entry(name)
    reference = Reference(options.seed)
    trials = tuple(
        trial(mutant, why, catalogue, options)
        for mutant, why in mutants_of(entry, catalogue, reference, kinds, most)
    )
    judged = any(t.counts for t in trials)
    claims, again = tuple(catalogue.claims_of(entry)), ()
    alarms = _alarms(claims, options)
    for i in range(1, SEEDS):
        again = tuple(c for c in claims if _by_chance(c))
        alarms += _alarms(again, replace(options, seed=options.seed + i))
    return Share(
        name,
        trials,
        tuple(alarms),
        len(claims) + (SEEDS - 1) * len(again),
        not_judged="" if judged else "; ".join(sorted(reference.refusals)),
        seconds=time.process_time() - started,
    )


def _by_chance(claim: Claim) -> bool:
    """Whether another seed is another test; a search of its own costs as much as all else, and
    is made once.
    """
    entry, noisy = claim.entry, claim.oracle is not None and claim.oracle.law is not None
    if isinstance(entry, Theorem | LowerBound):
        return not claim.extra and (noisy or entry.mode in (Mode.EXPECTATION, Mode.PROBABILITY))
    return isinstance(entry, Inequality | Identity)


def _alarms(claims: Sequence[Claim], options: Options) -> list[Alarm]:
    refuted = [e for e in kill_check(claims, options, first=False) if e.verdict == "refuted"]
    return [
        Alarm(e.theorem, f"{e.problem} @ {e.oracle}", options.seed, e.finding or e.detail)
        for e in refuted
    ]


def true_entries(catalogue: Catalogue, patterns: Sequence[str] = ()) -> list[str]:
    """Names of the entries without an erratum, those that take longest first. Raises EntryError
    as Catalogue.claims does.
    """
    chosen = {c.entry.name: c.entry for c in catalogue.claims(patterns) if c.entry.erratum is None}
    return sorted(chosen, key=lambda name: (-_cost(chosen[name], catalogue), name))


def _cost(entry: Entry, catalogue: Catalogue) -> float:
    return (
        sum(1 for _ in catalogue.claims_of(entry))
        if isinstance(entry, Theorem)
        else math.inf
        if isinstance(entry, LowerBound)
        else 10
    )
