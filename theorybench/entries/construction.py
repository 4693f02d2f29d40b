"""A constructed function and the properties claimed for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from theorybench.core.assumptions import Assumption
from theorybench.core.problem import Problem
from theorybench.core.types import Values
from theorybench.entries.comparison import Comparison
from theorybench.entries.entry import Entry


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Construction(Entry):
    """A constructed function and the properties claimed for it.

    build: setting -> Problem that carries the claimed constants; promises: assumptions claimed with
    these constants; parts: (problem, setting) -> comparisons for what else is claimed.
    """

    build: Callable[[Values], Problem]
    settings: tuple[Values, ...]
    promises: tuple[Assumption, ...] = ()
    parts: Callable[[Problem, Values], tuple[Comparison, ...]] = lambda problem, values: ()

    @property
    def kind(self) -> str:
        return "construction"
