"""A claim that is a comparison of numbers in every setting: of two methods, of matrices, of closed
forms with what a run gives.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from theorybench.core.types import Values
from theorybench.entries.comparison import Comparison
from theorybench.entries.entry import Entry


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Check(Entry):
    """In every setting all comparisons hold. No problem of the catalogue is needed: `compare` makes
    what it compares.

    compare: setting -> comparisons lhs <= rhs, each with a statement and, where the numbers are
    rounded, a slack. A claim about one function and its constants is a `Construction`, which also
    holds the promises; a `Construction` whose problem nobody looks at is a `Check`:

        Construction(build=some_problem, parts=lambda problem, values: f(values), settings=...)
        Check(compare=f, settings=...)
    """

    settings: tuple[Values, ...]
    compare: Callable[[Values], tuple[Comparison, ...]]

    @property
    def kind(self) -> str:
        return "check"
