"""A constructed function and the properties claimed for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from theorybench.core.assumptions import Assumption
from theorybench.core.fields import Want, function, require_fields, several
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

    def __post_init__(self) -> None:
        super().__post_init__()
        require_fields(self.described, self, _WANTS)

    @property
    def kind(self) -> str:
        return "construction"


_WANTS: dict[str, Want] = {
    "build": function("a function from a setting to a Problem"),
    "settings": several(Mapping, "a tuple of settings, each a mapping from Constants to numbers"),
    "promises": several(Assumption, "a tuple of assumptions, e.g. (smooth,)"),
    "parts": function("a function (problem, setting) -> comparisons"),
}
