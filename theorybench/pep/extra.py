"""Exact worst cases as an extra: the study of many theorems, its section of the report, JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import groupby

from theorybench.catalogue.claim import Claim
from theorybench.catalogue.extras import Extra, Row, Section, Study
from theorybench.core.words import natural, number
from theorybench.pep.cases import LeftOut
from theorybench.pep.suite import TOLERANCE, WorstCase, evidence_of, worst_cases
from theorybench.pep.worker import require_pepit


def conclude(results: Sequence[WorstCase | LeftOut], claims: Sequence[Claim]) -> Study:
    """One verdict more for every theorem that has an exact worst case; bound, worst case and best
    instance side by side; and what was left out, with the reasons.
    """
    worst = in_order(w for w in results if isinstance(w, WorstCase))
    left_out = sorted(
        (w for w in results if isinstance(w, LeftOut)), key=lambda w: natural(w.theorem)
    )
    title = "No exact worst case:"
    if not results:
        title = "No exact worst case: none of the entries is a deterministic bound."
    section = Section(
        ("entry, setting (instance)", "bound", "exact", "found", "exact/bound", "found/exact"),
        tuple(_rows(worst)),
        title if left_out or not results else "",
        tuple((w.theorem, w.reason) for w in left_out),
        "'exact' is the largest value over all functions of the class with these constants and"
        f" steps: the optimum of a semidefinite program (PEPit, Clarabel), to {TOLERANCE:g}."
        " 'found' is the value on the best instance known, which is named.",
    )
    parts = {
        "worst_cases": [w.to_json() for w in worst],
        "left_out": [asdict(w) for w in results if isinstance(w, LeftOut)],
    }
    return Study(tuple(evidence_of(worst, claims)), section, parts)


def in_order(worst: Iterable[WorstCase]) -> list[WorstCase]:
    """By entry, the attack last, then by setting."""
    return sorted(
        worst,
        key=lambda w: (natural(w.theorem), w.on == "attack", [w.constants[c] for c in w.setting]),
    )


def _rows(worst: Iterable[WorstCase]) -> Iterator[Row]:
    """One row a setting, under the name of its entry."""
    for name, group in groupby(worst, key=lambda w: w.theorem):
        yield Row((name,))
        for w in group:
            setting = ", ".join(f"{c}={number(w.constants[c])}" for c in w.setting)
            share = number(w.sharpness) + ("" if w.verdict == "supported" else f" {w.verdict}")
            numbers = (number(v) for v in (w.bound, w.exact, w.found))
            yield Row((f"  {setting} ({w.on})", *numbers, share, number(w.quality)), w.verdict)


extra = Extra("pep", study=worst_cases, conclude=conclude, require=require_pepit)
