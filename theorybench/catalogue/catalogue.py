"""Finds entries by walking folders and makes the claims: every entry with every problem and
oracle that promise what it assumes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from theorybench.catalogue.claim import Claim
from theorybench.catalogue.extras import Extra, extras
from theorybench.catalogue.loading import (
    LIMIT,
    Failure,
    Found,
    Loaded,
    load_folders,
    package_roots,
    python_files,
)
from theorybench.catalogue.matching import lacking, mismatches, nearest
from theorybench.catalogue.notes import read_notes
from theorybench.catalogue.packages import BUNDLED, load_packages
from theorybench.core.oracles import Oracle, exact
from theorybench.core.printable import fault_of_name
from theorybench.core.problem import Problem
from theorybench.core.types import EntryError
from theorybench.entries.entry import Entry
from theorybench.entries.identity import Identity
from theorybench.entries.picture import Picture
from theorybench.entries.theorem import Theorem
from theorybench.isolation import isolated


@dataclass(frozen=True)
class Catalogue:
    """Entries, problems, oracles and pictures, in the order of their files; failures: what could
    not be loaded; own: names that come from the folders asked for, None where the whole catalogue
    is meant; files: the file that makes an entry, by its name; sections: what the Markdown file
    beside it says of the entry; changes: files that set what is global, which was set back; extras:
    what adds claims of its own.
    """

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]
    oracles: tuple[Oracle, ...]
    failures: tuple[Failure, ...] = ()
    own: frozenset[str] | None = None
    files: Mapping[str, Path] = field(default_factory=dict)
    pictures: tuple[Picture, ...] = ()
    sections: Mapping[str, str] = field(default_factory=dict)
    changes: tuple[Failure, ...] = ()
    extras: tuple[Extra, ...] = field(default_factory=extras)

    def entry(self, name: str) -> Entry:
        """The entry of a name; raises EntryError with the nearest names."""
        return _named(self.entries, name, "entry")

    def problem(self, name: str) -> Problem:
        """The problem of a name; raises EntryError with the nearest names."""
        return _named(self.problems, name, "problem")

    def oracle(self, name: str) -> Oracle:
        """The oracle of a name; raises EntryError with the nearest names."""
        return _named((exact, *self.oracles), name, "oracle")

    def notes(self, entry: Entry) -> str:
        """Derivations and doubts: the entry's own notes, or its section of the Markdown file
        beside it (paragraphs, '' where there are none).
        """
        return entry.notes or self.sections.get(entry.name, "")

    def claims(self, patterns: Iterable[str] = ()) -> tuple[Claim, ...]:
        """All claims, or those whose entry or whole name matches one of the patterns (shell
        wildcards).

        Raises EntryError if a pattern matches nothing, or if two claims have one name.
        """
        with isolated(LIMIT):  # oracles say which problems they serve
            made = [c for entry in self.entries for c in self.claims_of(entry)]
        if twice := [name for name, count in Counter(c.name for c in made).items() if count > 1]:
            raise EntryError(
                f"two claims are called {twice[0]!r}; give the oracles of"
                f" {twice[0].split(' @ ')[0]} different names"
            )
        if self.own is not None:
            made = [c for c in made if self.own & {c.entry.name, c.problem_name, c.oracle_name}]
        wanted = list(patterns)
        for pattern in wanted:
            if not any(_matches(c, pattern) for c in made):
                raise EntryError(
                    f"--select {pattern!r} matches no claim; {self._no_match(pattern, made)}"
                )
        return tuple(c for c in made if not wanted or any(_matches(c, p) for p in wanted))

    def claims_of(self, entry: Entry) -> Iterator[Claim]:
        """The claims that one entry makes."""
        if isinstance(entry, Theorem):
            if entry.witness is not None:
                yield Claim(entry, oracle=exact, is_witness=True)
            yield from self._claims_of_extras(entry)
            of_function = [a for a in entry.assumes if not a.of_oracle]
            for problem in self.problems:
                if not lacking(of_function, problem, None):
                    for oracle in entry.oracles or (exact, *self.oracles):
                        if not mismatches(entry, problem, oracle):
                            yield Claim(entry, problem, oracle)
        elif isinstance(entry, Identity):
            yield from (
                Claim(entry, p) for p in self.problems if not lacking(entry.assumes, p, None)
            )
        else:
            yield Claim(entry)
            yield from self._claims_of_extras(entry)

    def _claims_of_extras(self, entry: Entry) -> Iterator[Claim]:
        file = self.found_file(entry)
        for extra in self.extras:
            for oracle in extra.oracles(entry):
                yield Claim(entry, oracle=oracle, extra=extra.name, found=file)

    def found_file(self, entry: Entry) -> Path | None:
        """Where an extra stores the worst that it has found for an entry: in the folder `found` of
        the bundled catalogue, or beside a file of somebody's own; None for an entry of no file.
        """
        file = self.files.get(entry.name)
        if file is None:
            return None
        roots = (r for r in package_roots(BUNDLED) if file.is_relative_to(r))
        return next(roots, file.parent) / "found" / f"{entry.name.replace('/', '_')}.json"

    def orphans(self) -> list[str]:
        """Entries that no problem satisfies: a promise is missing somewhere, or the theorem is
        about nothing.
        """
        return [
            e.name
            for e in self.entries
            if (self.own is None or e.name in self.own) and next(self.claims_of(e), None) is None
        ]

    def _no_match(self, pattern: str, made: list[Claim]) -> str:
        alone = next((e.name for e in self.entries if fnmatchcase(e.name, pattern)), None)
        if alone is None and self.failures:
            return "what could not be loaded (see above) may hold it"
        if alone is None:
            return nearest(pattern, sorted({c.entry.name for c in made}))
        if self.own is not None and alone not in self.own:
            return f"{alone} is bundled and meets nothing of the folders given"
        return f"no problem satisfies {alone}: `theorybench why {alone} PROBLEM` says why"


def _matches(claim: Claim, pattern: str) -> bool:
    return (
        claim.name == pattern
        or fnmatchcase(claim.entry.name, pattern)
        or fnmatchcase(claim.name, pattern)
    )


def _named(things: Iterable[Any], name: str, kind: str) -> Any:
    known = {thing.name: thing for thing in things}
    if name not in known:
        raise EntryError(f"no {kind} is called {name!r}; {nearest(name, list(known))}")
    return known[name]


def load(folders: Iterable[str | Path] = ()) -> Catalogue:
    """The bundled catalogue with those of installed packages, or a user's folders (or files) put to
    everything in these.

    Files are imported; one that fails becomes a Failure and the others still count. Raises
    EntryError for a folder that cannot be read or holds nothing, and for two different values of
    one kind and name, with both files.
    """
    paths = [Path(folder).resolve() for folder in folders]
    loaded = load_packages()
    bundled = list(loaded.found)
    inside = [p for p in paths if any(p.is_relative_to(root) for root in package_roots(BUNDLED))]
    mine = load_folders(p for p in paths if p not in inside)
    loaded += mine
    if not paths:
        return _collect(loaded, None)
    asked, theirs = (
        {file for p in inside for file in python_files(p)},
        {id(f.value) for f in bundled},
    )
    own = [f for f in bundled if f.file in asked and not f.imported]
    own += [f for f in mine.found if id(f.value) not in theirs and f.value is not exact]
    if not own and not mine.failures:
        raise EntryError(
            f"catalogue {', '.join(map(str, paths))} holds no problem, no theorem and no oracle;"
            " put one into it"
        )
    return _collect(loaded, frozenset(f.value.name for f in own if not fault_of_name(f.value.name)))


def _collect(loaded: Loaded, own: frozenset[str] | None) -> Catalogue:
    """Each value once; the file that makes it speaks for it, not one that imports it."""
    unique: dict[int, Found] = {}
    for one in loaded.found:
        known = unique.get(id(one.value))
        if known is None or (known.imported and not one.imported):
            unique[id(one.value)] = one
    bad = [
        Failure(str(f.file), 0, reason)
        for f in unique.values()
        if (reason := fault_of_name(f.value.name))
    ]
    named = [f for f in unique.values() if not fault_of_name(f.value.name)]
    _require_unique_names(named)
    sound = [f for f in named if f.value is not exact]
    by_file: dict[Path, list[Entry]] = {}
    for one in sound:
        if isinstance(one.value, Entry):
            by_file.setdefault(one.file, []).append(one.value)
    sections, wrong = read_notes(by_file)
    values = [f.value for f in sound]
    return Catalogue(
        tuple(v for v in values if isinstance(v, Entry)),
        tuple(v for v in values if isinstance(v, Problem)),
        tuple(v for v in values if isinstance(v, Oracle)),
        (*loaded.failures, *bad, *wrong),
        own,
        {e.name: file for file, entries in by_file.items() for e in entries},
        tuple(v for v in values if isinstance(v, Picture)),
        sections,
        tuple(loaded.changes),
    )


_KINDS = {"entry": Entry, "problem": Problem, "oracle": Oracle, "picture": Picture}


def _require_unique_names(found: list[Found]) -> None:
    names: dict[tuple[str, str], Found] = {}
    for one in found:
        kind = next(k for k, t in _KINDS.items() if isinstance(one.value, t))
        name = one.value.name
        reserved = {"problem": ("witness", *(e.name for e in extras())), "oracle": ("exact",)}
        if name in reserved.get(kind, ()) and one.value is not exact:
            raise EntryError(
                f"{one.file}: a value of kind {kind} is called {name!r}, which has a meaning of its"
                " own; rename it"
            )
        other = names.setdefault((kind, name), one)
        if other is not one:
            where = f"in {other.file} and in {one.file}; rename one"
            if other.file == one.file:
                where = (
                    f"twice in {one.file}; rename one, or, if it is made there once, let the other"
                    " files import it relatively"
                )
            raise EntryError(f"two values of kind {kind} are called {name!r}, {where}")
