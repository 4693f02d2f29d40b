"""Finds entries by walking folders and makes the claims: every entry with every problem and oracle that promise what it assumes."""

from __future__ import annotations

import difflib
import hashlib
import importlib
import importlib.machinery
import importlib.util
import sys
import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from types import ModuleType
from typing import Any

from theorybench.assumptions import everything
from theorybench.claim import Claim
from theorybench.entry import Entry
from theorybench.oracles import Oracle, exact
from theorybench.problem import Problem
from theorybench.statements import Identity
from theorybench.theorem import Theorem
from theorybench.types import EntryError

BUNDLED = "theorybench.problems"


@dataclass(frozen=True)
class Failure:
    """A file that could not be loaded: where and why."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


@dataclass(frozen=True)
class Catalogue:
    """Entries, problems and oracles, in the order of their files; `own`: names that come from the folders asked for."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]
    oracles: tuple[Oracle, ...]
    failures: tuple[Failure, ...] = ()
    own: frozenset[str] = frozenset()

    def entry(self, name: str) -> Entry:
        """The entry of a name; raises EntryError with the nearest names."""
        return _named(self.entries, name, "entry")

    def problem(self, name: str) -> Problem:
        """The problem of a name; raises EntryError with the nearest names."""
        return _named(self.problems, name, "problem")

    def claims(self, patterns: Iterable[str] = ()) -> tuple[Claim, ...]:
        """All claims, or those whose entry or whole name matches one of the patterns (shell wildcards).

        Raises EntryError if a pattern matches nothing.
        """
        made = [c for entry in self.entries for c in self._claims_of(entry)]
        if self.own:
            made = [c for c in made if self.own & {c.entry.name, c.problem_name, c.oracle_name}]
        wanted = list(patterns)
        for pattern in wanted:
            if not any(_matches(c, pattern) for c in made):
                raise EntryError(f"--select {pattern!r} matches no claim; {_nearest(pattern, sorted({c.entry.name for c in made}))}")
        return tuple(c for c in made if not wanted or any(_matches(c, p) for p in wanted))

    def _claims_of(self, entry: Entry) -> Iterator[Claim]:
        if isinstance(entry, Theorem):
            if entry.witness is not None:
                yield Claim(entry, oracle=exact, is_witness=True)
            for problem in self.problems:
                for oracle in entry.oracles or (exact, *self.oracles):
                    if not mismatches(entry, problem, oracle):
                        yield Claim(entry, problem, oracle)
        elif isinstance(entry, Identity):
            yield from (Claim(entry, p) for p in self.problems if not _lacking(entry.assumes, p, None))
        else:
            yield Claim(entry)

    def orphans(self) -> list[str]:
        """Entries that no problem satisfies: a promise is missing somewhere, or the theorem is about nothing."""
        met = {c.entry.name for c in self.claims()}
        return [e.name for e in self.entries if e.name not in met and (not self.own or e.name in self.own)]


def _matches(claim: Claim, pattern: str) -> bool:
    return fnmatch(claim.entry.name, pattern) or fnmatch(claim.name, pattern)


def _named(things: Iterable[Any], name: str, kind: str) -> Any:
    known = {thing.name: thing for thing in things}
    if name not in known:
        raise EntryError(f"no {kind} is called {name!r}; {_nearest(name, list(known))}")
    return known[name]


def _nearest(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.3)
    return f"the nearest are {', '.join(near)}" if near else "`theorybench list` shows all"


def mismatches(theorem: Theorem, problem: Problem, oracle: Oracle) -> list[str]:
    """Why a theorem is not put to a problem with an oracle; empty if it is."""
    reasons = _lacking(theorem.assumes, problem, oracle)
    of_oracle = [a for a in theorem.assumes if a.of_oracle]
    if not of_oracle and oracle is not exact and theorem.oracles is None:
        reasons.append(f"{theorem.name} assumes nothing of the oracle: it is put to exact gradients only, not to {oracle.name}")
    if not oracle.only(problem):
        reasons.append(f"oracle {oracle.name} does not serve problem {problem.name}")
    return reasons


def _lacking(assumes: Iterable[Any], problem: Problem, oracle: Oracle | None) -> list[str]:
    reasons = []
    of_function = everything(problem.promises)
    of_oracle = everything(oracle.promises) if oracle else frozenset()
    constants = {**problem.constants, **(oracle.constants(problem) if oracle and oracle.only(problem) else {})}
    for assumption in assumes:
        promised, giver = (of_oracle, f"oracle {oracle}") if assumption.of_oracle else (of_function, f"problem {problem.name}")
        if assumption not in promised:
            reasons.append(f"{giver} does not promise '{assumption}' ({assumption.statement})")
        elif lacking := [c for c in assumption.introduces if c not in constants]:
            reasons.append(f"{giver} promises '{assumption}' but has no value for {', '.join(c.name for c in lacking)} on {problem.name}")
    return reasons


def load(folders: Iterable[str | Path] = ()) -> Catalogue:
    """The bundled catalogue, or a user's folders (or files) put to everything in the bundled one.

    Files are imported; one that fails becomes a Failure and the others still count. Raises EntryError for a folder that cannot be read
    or holds no Python file, and for two different entries of one name.
    """
    found, failures = _load_package(BUNDLED)
    mine: list[Any] = []
    for folder in folders:
        its, failed = _load_folder(Path(folder))
        mine += its
        failures += failed
    return _collect(found, mine, failures)


def _collect(bundled: list[Any], mine: list[Any], failures: list[Failure]) -> Catalogue:
    unique: dict[int, Any] = {id(v): v for v in (*bundled, *mine)}
    names: dict[tuple[str, str], Any] = {}
    for value in unique.values():
        kind = "problem" if isinstance(value, Problem) else "oracle" if isinstance(value, Oracle) else "entry"
        if names.setdefault((kind, value.name), value) is not value:
            raise EntryError(f"two {kind} values are called {value.name!r}; names must be unique: rename one")
    values = [v for v in unique.values() if v is not exact]
    theirs = {id(v) for v in bundled}
    return Catalogue(
        tuple(v for v in values if isinstance(v, Entry)),
        tuple(v for v in values if isinstance(v, Problem)),
        tuple(v for v in values if isinstance(v, Oracle)),
        tuple(failures),
        frozenset(v.name for v in mine if id(v) not in theirs and v is not exact),
    )


def _load_package(name: str) -> tuple[list[Any], list[Failure]]:
    package = importlib.import_module(name)
    return _load_files(package, [Path(p) for p in package.__path__])


def _load_folder(folder: Path) -> tuple[list[Any], list[Failure]]:
    if not folder.exists():
        raise EntryError(f"catalogue {str(folder)!r} does not exist; give a folder (or a file) with problems and theorems")
    folder = folder.resolve()
    root = folder if folder.is_dir() else folder.parent
    package = ModuleType(f"theorybench_catalogue_{hashlib.sha256(str(root).encode()).hexdigest()[:12]}", f"Catalogue {root}")
    package.__path__ = [str(root)]
    sys.modules[package.__name__] = package
    try:
        files = None if folder.is_dir() else [folder]
        if folder.is_dir() and not any(folder.rglob("*.py")):
            raise EntryError(f"catalogue {str(folder)!r} holds no Python file; put a problem or a theorem into it")
        return _load_files(package, [root], files)
    except OSError as error:
        raise EntryError(f"catalogue {str(folder)!r} cannot be read: {error.strerror or error}") from error


def _load_files(package: ModuleType, roots: list[Path], only: list[Path] | None = None) -> tuple[list[Any], list[Failure]]:
    found: list[Any] = []
    failures: list[Failure] = []
    for root in roots:
        for file in sorted(root.rglob("*.py")) if only is None else only:
            parts = file.relative_to(root).with_suffix("").parts
            if any(part.startswith((".", "_")) or part in ("conftest",) for part in parts):
                continue
            try:
                module = importlib.import_module(".".join((package.__name__, *parts)))
                found += _entries_of(module)
            except Exception as error:  # a user's file may raise anything; the others must still run
                failures.append(_failure(file, error))
    return found, failures


def _failure(file: Path, error: Exception) -> Failure:
    if isinstance(error, SyntaxError):
        return Failure(str(file), error.lineno or 0, f"SyntaxError: {error.msg}")
    lines = [f.lineno or 0 for f in traceback.extract_tb(error.__traceback__) if f.filename == str(file)]
    reason = str(error) if isinstance(error, EntryError) else f"{type(error).__name__}: {error}"
    return Failure(str(file), lines[-1] if lines else 0, reason)


def _entries_of(module: ModuleType) -> list[Any]:
    """Entries, problems and oracles among a module's values, alone or in tuples and lists."""
    found = []
    for name, value in vars(module).items():
        if not name.startswith("_"):
            inside = value if isinstance(value, tuple | list) else (value,)
            found += [v for v in inside if isinstance(v, Entry | Problem | Oracle)]
    return found
