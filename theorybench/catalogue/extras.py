"""What is put to a catalogue beyond its own claims: attacks, exact worst cases, and whatever a
third party brings.

An extra is one value of `Extra`. The bundled ones are listed here by their modules and loaded when
a catalogue first asks for its claims; those of installed packages are found by the entry-point
group
`theorybench.extras`, whose entries point to such a value:

    [project.entry-points."theorybench.extras"]
    mine = "my_package.extra:extra"

Nothing else has to be told of an extra: the catalogue adds its claims, the verification hands them
to its `verify`, `theorybench verify --also NAME` runs its study, and the report prints its section.
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from typing import Any

from theorybench.catalogue.claim import Claim
from theorybench.core.oracles import Oracle
from theorybench.core.problem import Problem
from theorybench.core.types import EntryError
from theorybench.entries.entry import Entry, Verdict

BUNDLED_EXTRAS = ("theorybench.attack.extra", "theorybench.pep.extra")
"""Modules with an attribute `extra`."""
GROUP = "theorybench.extras"


@dataclass(frozen=True)
class Row:
    """A row of a section's table; a heading has one cell; verdict: what its colour says."""

    cells: tuple[str, ...]
    verdict: Verdict = "supported"

    @property
    def is_heading(self) -> bool:
        return len(self.cells) == 1


@dataclass(frozen=True)
class Section:
    """A part of a report: a table, a list of names with a sentence each under a title, and how to
    read both.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    title: str = ""
    items: tuple[tuple[str, str], ...] = ()
    closing: str = ""


@dataclass(frozen=True)
class Study:
    """What a study of many claims came to: evidence of its own, its section of the report, and what
    it adds to the JSON object.
    """

    evidence: tuple[Any, ...]
    section: Section
    parts: Mapping[str, Any] = field(default_factory=dict)


def _none(*given: Any) -> Any:
    return ()


@dataclass(frozen=True, eq=False)
class Extra:
    """name: stands in the place of a problem in its claims, and behind `--also`.

    oracles: entry -> the oracles of the claims that it adds for the entry, None for an oracle of
    its own; verify: (claim, options) -> Evidence of such a claim; instance: (claim, options) -> the
    problems that it finds for such a claim, each with its setting, for other extras.

    study: (claims, options, jobs) -> its results, as they come in; conclude: (results, claims) ->
    Study; require: raises EntryError where something that a study needs is not installed.
    """

    name: str
    oracles: Callable[[Entry], Iterable[Oracle | None]] = _none
    verify: Callable[[Claim, Any], Any] | None = None
    instance: Callable[[Claim, Any], Iterable[tuple[Problem, Mapping[Any, Any]]]] | None = None
    study: Callable[[Sequence[Claim], Any, int], Generator[Any, None, None]] | None = None
    conclude: Callable[[Sequence[Any], Sequence[Claim]], Study] | None = None
    require: Callable[[], None] = _none


@functools.cache
def extras() -> tuple[Extra, ...]:
    """The bundled extras and those of installed packages, in this order.

    Raises EntryError for an entry point that is no Extra, or whose name is taken.
    """
    known = [importlib.import_module(module).extra for module in BUNDLED_EXTRAS]
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        value = point.load()
        if not isinstance(value, Extra):
            raise EntryError(
                f"entry point {point.name} = {point.value} of the group {GROUP}: a"
                f" {type(value).__name__}; give a theorybench.catalogue.extras.Extra"
            )
        if value.name in {one.name for one in known}:
            raise EntryError(
                f"entry point {point.name} = {point.value} of the group {GROUP}: an extra called"
                f" {value.name!r} is known already; give it another name"
            )
        known.append(value)
    return tuple(known)


def extra_named(name: str) -> Extra:
    """The extra of a name. Raises EntryError with the known names."""
    for one in extras():
        if one.name == name:
            return one
    known = ", ".join(one.name for one in extras())
    raise EntryError(f"no extra is called {name!r}; known are {known}")
