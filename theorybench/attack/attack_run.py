"""A long attack on one entry: round after round, in several processes, until the budget is
spent.
"""

from __future__ import annotations

import itertools
import math
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch

from theorybench.attack import store
from theorybench.attack.dispatch import (
    ROUND,
    means,
    remade,
    seek,
    unserved,
)
from theorybench.attack.lemmas import Extreme, attack_lemma
from theorybench.attack.methods import NO_OTHER_METHODS, swept
from theorybench.attack.reproducer.methods import NoListing
from theorybench.attack.reproducer.script import script
from theorybench.attack.search import Candidate
from theorybench.attack.verdict import (
    Turn,
    conclude,
    known_to,
    turns,
)
from theorybench.catalogue.catalogue import load
from theorybench.catalogue.claim import Claim
from theorybench.core.types import EntryError
from theorybench.entries.entry import Entry
from theorybench.entries.inequality import Inequality
from theorybench.entries.lower_bound import LowerBound
from theorybench.entries.theorem import Theorem
from theorybench.statistics.seeds import torch_seed
from theorybench.verify.evidence import Evidence, from_comparisons
from theorybench.verify.lower_bounds import verify_lower_bound
from theorybench.verify.parallel import Lost, outcomes
from theorybench.verify.profile import Options

_TOLD = 8
"""Candidates of a round that are told of."""
_MOST = 100_000
"""Rounds that no budget of time reaches."""
_METHODS = 64
"""Methods that are put between those that a lower bound names."""
_NOTHING_LEFT = {
    "identity": (
        "it is held on every problem of the catalogue, at many points, with the randomness"
        " integrated out; add problems"
    ),
    "construction": (
        "it is about one function and its settings, and these are all held already; add settings"
    ),
    "dynamics": "it is about one method on one problem",
    "impossibility": "its adversary answers as the entry says; add methods to the entry",
}
_LEMMA = 20_000
"""Random inputs with which a round on a lemma begins."""

Tell = Callable[[int, float], None]
"""Told of progress: rounds done, and the largest ratio so far."""


@dataclass(frozen=True)
class Budget:
    """seconds, or instances that are measured."""

    seconds: float | None = None
    evaluations: int | None = None

    @staticmethod
    def of(text: str) -> Budget:
        """'60s', '2m', '1h', or a number of instances. Raises EntryError."""
        match = re.fullmatch(r"(\d+(?:\.\d+)?)(s|m|h)", text)
        if match and float(match[1]) > 0:
            return Budget(seconds=float(match[1]) * {"s": 1, "m": 60, "h": 3600}[match[2]])
        if text.isdecimal() and int(text) > 0:
            return Budget(evaluations=int(text))
        raise EntryError(
            f"--budget {text}: give a time, as in 60s or 5m, or a number of instances, as in 5000"
        )


@dataclass(frozen=True, eq=False)
class Outcome:
    """What came of an attack: evidence, the instance in words, a script that reproduces it or
    why there is none, the story to store.
    """

    evidence: Evidence
    words: str
    script: str
    no_script: str
    story: Mapping[str, Any]
    rounds: int
    interrupted: bool
    complaint: str


def target(entry: Entry) -> str:
    """Why an entry cannot be attacked; empty if it can."""
    if isinstance(entry, Inequality):
        return ""
    if isinstance(entry, LowerBound):
        return "" if swept(entry, 1) else f"{entry.name}: {NO_OTHER_METHODS}"
    if not isinstance(entry, Theorem):
        kind = getattr(entry, "kind", "entry")
        return (
            f"{entry.name} is of kind {kind}:"
            f" {_NOTHING_LEFT.get(kind, 'only theorems, inequalities and lower bounds are attacked')}"
        )
    return "" if means(entry) else f"{entry.name}: {unserved(entry)}"


def campaign(
    entry: Entry, budget: Budget, options: Options, file: Path | None, jobs: int, tell: Tell
) -> Outcome | None:
    """Attack one entry; None if nothing was found on which it says anything. Ctrl-C ends it with
    what is there.

    file: where the worst instance is stored. With a budget of instances the result does not depend
    on `jobs`, nor on the machine. Raises EntryError for an entry that cannot be attacked.
    """
    if reason := target(entry):
        raise EntryError(reason)
    torch.set_num_threads(1)
    if isinstance(entry, Inequality):
        return _lemma(entry, budget, options, file, tell)
    if isinstance(entry, LowerBound):
        return _lower_bound(entry, budget, options)
    assert isinstance(entry, Theorem)
    return _theorem(entry, budget, options, file, jobs, tell)


def _theorem(
    entry: Theorem, budget: Budget, options: Options, file: Path | None, jobs: int, tell: Tell
) -> Outcome | None:
    known, complaint = known_to(entry, file, options.seed)
    found: dict[int, list[Candidate]] = {-1: known}
    interrupted = False
    try:
        for number, stories in _rounds(entry, budget, options, file, jobs):
            found[number] = [remade(entry, story, options.seed) for story in stories]
            best = max((c.score for many in found.values() for c in many), default=-math.inf)
            tell(len(found) - 1, math.exp(min(best, 500.0)))
    except KeyboardInterrupt:
        interrupted = True
    made = conclude(entry, [c for number in sorted(found) for c in found[number]], options)
    if made is None:
        return None
    text, reason = "", ""
    try:
        text = script(entry, made.instance)
    except NoListing as why:
        reason = str(why)
    evidence = replace(
        made.evidence, detail="; ".join(filter(None, (made.evidence.detail, made.instance.words)))
    )
    return Outcome(
        evidence,
        made.instance.words,
        text,
        reason,
        made.story(),
        len(found) - 1,
        interrupted,
        complaint,
    )


def _rounds(
    entry: Theorem, budget: Budget, options: Options, file: Path | None, jobs: int
) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """The stories of every round as it is done, by its number."""
    planned = turns(
        entry,
        (
            budget.evaluations
            if budget.evaluations is not None
            else ROUND * (1 if jobs == 1 else _MOST)
        ),
    )
    until = math.inf if budget.seconds is None else time.monotonic() + budget.seconds
    if jobs == 1 or len(planned) == 1:
        one, known = planned[0], known_to(entry, file, options.seed)[0]
        for turn in (
            planned
            if budget.seconds is None
            else (replace(one, number=i) for i in itertools.count())
        ):
            yield turn.number, _stories(entry, turn, options.seed, known)
            if time.monotonic() > until:
                return
        return
    folders = tuple(str(Path(folder).resolve()) for folder in options.catalogues)
    tasks = [(folders, entry.name, turn, options.seed, file) for turn in planned]
    with closing(outcomes(_remote, tasks, jobs)) as stream:  # pyright: ignore[reportArgumentType]: a generator
        for i, outcome in stream:
            if isinstance(outcome, Lost):
                raise EntryError(f"{entry.name}: a round of the attack failed: {outcome.reason}")
            yield planned[i].number, outcome
            if time.monotonic() > until:
                return


def _stories(
    entry: Theorem, turn: Turn, seed: int, known: Sequence[Candidate]
) -> list[dict[str, Any]]:
    return [
        dict(c.instance().story)
        for c in seek(entry, turn.evaluations, seed, turn.number, known)[:_TOLD]
    ]


_loaded: dict[
    tuple[str, ...], dict[str, Entry]
] = {}  # a worker's memory of its catalogue: entries hold functions, which do not travel


def _remote(
    folders: tuple[str, ...], name: str, turn: Turn, seed: int, file: Path | None
) -> list[dict[str, Any]]:
    torch.set_num_threads(1)
    if folders not in _loaded:
        _loaded[folders] = {e.name: e for e in load(folders).entries}
    entry = _loaded[folders][name]
    assert isinstance(entry, Theorem)
    return _stories(entry, turn, seed, known_to(entry, file, seed)[0])


def _lower_bound(entry: LowerBound, budget: Budget, options: Options) -> Outcome:
    """One round: more methods, between those that the entry names, on its instances."""
    count = _METHODS if budget.evaluations is None else min(budget.evaluations, _METHODS)
    wider = swept(entry, count)
    assert wider is not None
    evidence = verify_lower_bound(Claim(wider), wider, options)
    words = f"{count} more of each method, between those named: {evidence.detail}"
    return Outcome(
        evidence,
        words,
        "",
        "the instances are those of the entry",
        {"entry": entry.name, "methods": count},
        1,
        False,
        "",
    )


def _lemma(
    entry: Inequality, budget: Budget, options: Options, file: Path | None, tell: Tell
) -> Outcome | None:
    stories, complaint = _lemma_stories(file)
    worst: dict[str, Extreme] = {}
    until = math.inf if budget.seconds is None else time.monotonic() + budget.seconds
    count = _MOST if budget.evaluations is None else max(1, round(budget.evaluations / _LEMMA))
    searches = _LEMMA if budget.evaluations is None else max(1, budget.evaluations // count)
    done, interrupted = 0, False
    try:
        for number in range(count):
            for one in attack_lemma(
                entry,
                searches,
                [torch_seed(options.seed, f"attack/{entry.name}", number)],
                stories,
            ):
                before = worst.get(one.part.what)
                if before is None or one.comparison.sharpness > before.comparison.sharpness:
                    worst[one.part.what] = one
            stories, done = [one.story for one in worst.values()], number + 1
            tell(done, max((one.comparison.sharpness for one in worst.values()), default=0.0))
            if time.monotonic() > until or (worst and all(one.refutes for one in worst.values())):
                break
    except KeyboardInterrupt:
        interrupted = True
    if not worst:
        return None
    evidence = from_comparisons(
        Claim(entry),
        [one.comparison for one in worst.values()],
        [one.point for one in worst.values()],
    )
    top = max(worst.values(), key=lambda one: (one.refutes, one.comparison.sharpness))
    words = ", ".join(f"{name} = {value:.6g}" for name, value in top.point.items())
    story = {
        "entry": entry.name,
        "parts": [one.story for one in worst.values()],
        "verdict": evidence.verdict,
    }
    return Outcome(
        evidence, f"{top.part.what}: {words}", top.script(), "", story, done, interrupted, complaint
    )


def _lemma_stories(file: Path | None) -> tuple[list[dict[str, Any]], str]:
    try:
        story = store.read(file)
        parts = [] if story is None else story["parts"]
        return [
            {"part": str(one["part"]), "point": {k: float(v) for k, v in one["point"].items()}}
            for one in parts
        ], ""
    except (EntryError, KeyError, TypeError, ValueError, AttributeError) as error:
        reason = (
            str(error)
            if isinstance(error, EntryError)
            else f"it is no story of a lemma ({type(error).__name__}: {error})"
        )
        return [], f"{file} is ignored: {reason}"
