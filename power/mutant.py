"""A mutant is a true entry with one thing changed; why it is false is known from elsewhere than
the verdict it is to test.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from theorybench.core.oracles import Oracle
from theorybench.core.problem import Problem
from theorybench.entries.entry import Entry

Kind = Literal["factor", "exponent", "term", "step", "assumption", "constant"]
KINDS: tuple[Kind, ...] = ("factor", "exponent", "term", "step", "assumption", "constant")

Part = Literal["verify", "attack", "both", ""]
"""What refuted a mutant: the catalogue's instances, an instance that was searched for, each of
them; or nothing.
"""

Knowledge = Literal["exact value", "extremal function", "reference runs"]


@dataclass(frozen=True)
class ReferenceValue:
    """Why a statement is false: by which kind of knowledge, and the numbers."""

    known_by: Knowledge
    why: str


@dataclass(frozen=True, eq=False)
class Mutant:
    """kind: what was changed; of: the name of the true entry; mutation: the change in words; entry:
    the changed statement.

    offered: problems and oracles that it meets in place of the catalogue's, where an assumption was
    dropped; none of a sort: the catalogue's.
    """

    kind: Kind
    of: str
    mutation: str
    entry: Entry
    offered: tuple[tuple[Problem, ...], tuple[Oracle, ...]] | None = None

    def __repr__(self) -> str:
        return f"Mutant({self.entry.name})"


@dataclass(frozen=True)
class Trial:
    """What became of one mutant.

    known_by, why: empty where nobody knows it to be false, and it counts for nothing; by: what
    refuted it, "" for a survivor; claim, bound, measured: where it was refuted, else where it came
    nearest to it.
    """

    entry: str
    kind: Kind
    mutation: str
    known_by: str = ""
    why: str = ""
    by: Part = ""
    verdict: str = ""
    claim: str = ""
    bound: float | None = None
    measured: float | None = None

    @property
    def counts(self) -> bool:
        return bool(self.known_by)

    @property
    def killed(self) -> bool:
        return bool(self.by)
