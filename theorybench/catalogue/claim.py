"""A claim is an entry put to one problem and one oracle."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

from theorybench.core.oracles import Oracle
from theorybench.core.problem import Problem
from theorybench.entries.entry import Entry, Verdict

E = TypeVar("E", bound=Entry)

Expectation = Verdict | Literal["not refuted"]


@dataclass(frozen=True, eq=False)
class Claim:
    """One of the catalogue's entries with the problem and the oracle it is put to, where the entry
    needs them.

    is_witness: the problem is the theorem's witness; extra: the name of the extra that made the
    claim and finds the problem, and the oracle unless one is given; found: the file in which it
    keeps what it has found.
    """

    entry: Entry
    problem: Problem | None = None
    oracle: Oracle | None = None
    is_witness: bool = False
    extra: str = ""
    found: Path | None = None

    def entry_of(self, kind: type[E]) -> E:
        """The entry, which is of that kind. Raises TypeError where it is not."""
        if not isinstance(self.entry, kind):
            wanted, given = kind.__name__, type(self.entry).__name__
            raise TypeError(f"{self.name}: an entry of kind {wanted} is wanted, not a {given}")
        return self.entry

    @property
    def problem_name(self) -> str:
        if self.extra:
            return self.extra
        return "witness" if self.is_witness else self.problem.name if self.problem else "-"

    @property
    def oracle_name(self) -> str:
        return self.oracle.name if self.oracle else "-"

    @property
    def name(self) -> str:
        return " @ ".join(
            part for part in (self.entry.name, self.problem_name, self.oracle_name) if part != "-"
        )

    @property
    def expected(self) -> Expectation | None:
        """The verdict the catalogue expects; of an instance yet to be found only that it does not
        refute: a search leads to where the bound is reached, up to the resolution of float64, and
        nobody declares what a mean there needs to be supported.
        """
        verdict = self.entry.expected(self.problem_name)
        return "not refuted" if self.extra and verdict == "supported" else verdict
