"""A long attack on one entry: restart after restart, in several processes, until the budget is
spent.
"""

from __future__ import annotations

import functools
import itertools
import math
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import torch

from theorybench.attack.dispatch import RESTART, deserialise, dispatch, search_type, unserved
from theorybench.attack.lemma_run import run_lemma
from theorybench.attack.methods import NO_OTHER_METHODS, run_lower_bound, swept
from theorybench.attack.reproducer.listing import NoReproducer
from theorybench.attack.reproducer.reproducer import reproducer
from theorybench.attack.result import AttackResult, Budget, Tell
from theorybench.attack.search import Candidate
from theorybench.attack.verdict import Attack, Restart, conclude, known_to, restarts
from theorybench.catalogue.catalogue import load
from theorybench.core.types import EntryError
from theorybench.entries.entry import Entry
from theorybench.entries.inequality import Inequality
from theorybench.entries.lower_bound import LowerBound
from theorybench.entries.theorem import Theorem
from theorybench.isolation import Interrupted
from theorybench.verify.parallel import Lost, outcomes
from theorybench.verify.profile import Options

_KEPT = 8
"""Candidates of a restart that are kept."""
_MOST = 100_000
"""Restarts that no budget of time reaches."""
_NOTHING_LEFT: Mapping[str, str] = MappingProxyType(
    {
        "identity": (
            "it is held on every problem of the catalogue, at many points, with the randomness"
            " integrated out; add problems"
        ),
        "construction": (
            "it is about one function and its options, and these are all held already; add options"
        ),
        "dynamics": "it is about one method on one problem",
        "impossibility": "its adversary answers as the entry says; add methods to the entry",
    }
)


def why_not(entry: Entry) -> str:
    """Why an entry cannot be attacked; empty if it can."""
    if isinstance(entry, Inequality):
        return ""
    if isinstance(entry, LowerBound):
        return "" if swept(entry, 1) else f"{entry.name}: {NO_OTHER_METHODS}"
    if not isinstance(entry, Theorem):
        kind = getattr(entry, "kind", "entry")
        only = "only theorems, inequalities and lower bounds are attacked"
        return f"{entry.name} is of kind {kind}: {_NOTHING_LEFT.get(kind, only)}"
    return "" if search_type(entry) else f"{entry.name}: {unserved(entry)}"


def run_attack(
    entry: Entry, budget: Budget, options: Options, file: Path | None, jobs: int, tell: Tell
) -> AttackResult | None:
    """Attack one entry; None if nothing was found on which it says anything. Ctrl-C ends it with
    what is there.

    file: where the worst instance is stored. With a budget of instances the result does not depend
    on `jobs`, nor on the machine. Raises EntryError for an entry that cannot be attacked.
    """
    if reason := why_not(entry):
        raise EntryError(reason)
    torch.set_num_threads(1)
    if isinstance(entry, Inequality):
        return run_lemma(entry, budget, options, file, tell)
    if isinstance(entry, LowerBound):
        return run_lower_bound(entry, budget, options)
    assert isinstance(entry, Theorem)
    return _theorem(entry, budget, options, file, jobs, tell)


def _theorem(
    entry: Theorem, budget: Budget, options: Options, file: Path | None, jobs: int, tell: Tell
) -> AttackResult | None:
    known, complaint = known_to(entry, file, options.seed)
    by_restart: dict[int, list[Candidate]] = {-1: known}
    interrupted = False
    try:
        for number, stored in _restarts(entry, budget, options, file, jobs):
            by_restart[number] = [deserialise(entry, values, options.seed) for values in stored]
            best = max((c.score for many in by_restart.values() for c in many), default=-math.inf)
            tell(len(by_restart) - 1, math.exp(min(best, 500.0)))
    except Interrupted:
        interrupted = True
    candidates = [c for number in sorted(by_restart) for c in by_restart[number]]
    worst = conclude(entry, candidates, options)
    return worst and _result(worst, len(by_restart) - 1, interrupted, complaint)


def _result(worst: Attack, done: int, interrupted: bool, complaint: str) -> AttackResult:
    words, text, reason = worst.instance.words, "", ""
    try:
        text = reproducer(worst.entry, worst.instance)
    except NoReproducer as why:
        reason = str(why)
    detail = "; ".join(filter(None, (worst.evidence.detail, words)))
    return AttackResult(
        replace(worst.evidence, detail=detail),
        words,
        worst.serialise(),
        text,
        reason,
        done,
        interrupted,
        complaint,
    )


def _restarts(
    entry: Theorem, budget: Budget, options: Options, file: Path | None, jobs: int
) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """What every restart finds, as it is done, by its number."""
    in_time = RESTART * (1 if jobs == 1 else _MOST)
    planned = restarts(entry, in_time if budget.evaluations is None else budget.evaluations)
    deadline = budget.deadline()
    if jobs == 1 or len(planned) == 1:
        known, first = known_to(entry, file, options.seed)[0], planned[0]
        endless = (replace(first, number=number) for number in itertools.count())
        for restart in planned if budget.seconds is None else endless:
            yield restart.number, _serialised(entry, restart, options.seed, known)
            if time.monotonic() > deadline:
                return
        return
    folders = tuple(str(Path(folder).resolve()) for folder in options.catalogues)
    tasks = [(folders, entry.name, restart, options.seed, file) for restart in planned]
    with closing(outcomes(_remote, tasks, jobs)) as stream:  # pyright: ignore[reportArgumentType]: a generator
        for i, outcome in stream:
            if isinstance(outcome, Lost):
                raise EntryError(f"{entry.name}: a restart of the attack failed: {outcome.reason}")
            yield planned[i].number, outcome
            if time.monotonic() > deadline:
                return


def _serialised(
    entry: Theorem, restart: Restart, seed: int, known: Sequence[Candidate]
) -> list[dict[str, Any]]:
    best = dispatch(entry, restart.evaluations, seed, restart.number, known)
    return [dict(candidate.instance().serialised) for candidate in best[:_KEPT]]


@functools.lru_cache(maxsize=1)
def _entries(folders: tuple[str, ...]) -> dict[str, Entry]:
    """A worker loads its catalogue once: entries hold functions, which do not travel."""
    return {entry.name: entry for entry in load(folders).entries}


def _remote(
    folders: tuple[str, ...], name: str, restart: Restart, seed: int, file: Path | None
) -> list[dict[str, Any]]:
    torch.set_num_threads(1)
    entry = _entries(folders)[name]
    assert isinstance(entry, Theorem)
    return _serialised(entry, restart, seed, known_to(entry, file, seed)[0])
