"""From changes to mutants: what every sort of entry has in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from power.mutant import Kind, Mutant
from power.rewriting import constants, exponents, terms
from theorybench.core import symbols as s
from theorybench.core.types import EntryError
from theorybench.entries.entry import Entry

Changed = tuple[Kind, str, Any]
"""The kind of a change, the change in words, and the expression, or the fields of the entry,
after it.
"""


def of_formula(
    expression: Any, known: Iterable[s.Constant], counted: Iterable[s.Constant] = ()
) -> Iterator[Changed]:
    """Exponents, terms and constants of a formula; known: constants that may take the place of
    others; counted: numbers of steps.
    """
    for what, new in exponents(expression):
        yield "exponent", what, new
    for what, new in terms(expression):
        yield "term", what, new
    for what, new in constants(expression, known, counted):
        yield "constant", what, new


def generated(
    entry: Entry, changes: Iterable[tuple[Kind, str, Mapping[str, Any]]]
) -> Iterator[Mutant]:
    """The entry with the fields of each change; without those that are no statement at all."""
    for i, (kind, what, fields) in enumerate(changes):
        try:
            yield Mutant(
                kind,
                entry.name,
                what,
                replace(
                    entry, name=f"{entry.name}~{kind}-{i}", as_printed=True, expects={}, **fields
                ),
            )
        except EntryError:
            continue
