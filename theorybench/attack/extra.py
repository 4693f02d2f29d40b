"""The claims that attacks add to a catalogue: an entry on the worst instance found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from theorybench.attack.dispatch import search_type
from theorybench.attack.verdict import attack, verify_attack
from theorybench.catalogue.claim import Claim
from theorybench.catalogue.extras import Extra
from theorybench.core.oracles import Oracle, exact
from theorybench.core.problem import Problem
from theorybench.entries.entry import Entry
from theorybench.entries.theorem import Setting, Theorem
from theorybench.verify.profile import Options


def oracles(entry: Entry) -> Iterator[Oracle | None]:
    """Exact gradients where functions alone are searched, None where noise is searched too;
    nothing for an entry that no search serves.
    """
    searched = search_type(entry) if isinstance(entry, Theorem) else None
    if searched is not None:
        yield exact if searched == "functions" else None


def instance(claim: Claim, options: Options) -> Iterator[tuple[Problem, Setting]]:
    """The worst instance that a long search finds, called attack, with its setting."""
    worst = attack(claim.entry, options.profile.searches, options)
    if worst is not None:
        yield replace(worst.instance.problem, name="attack"), worst.instance.setting


extra = Extra("attack", oracles=oracles, verify=verify_attack, instance=instance)
