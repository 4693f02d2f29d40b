"""Imports the Python files of a catalogue by path and gathers the entries, problems, oracles and
pictures in them.
"""

from __future__ import annotations

import ast
import hashlib
import importlib
import importlib.util
import os
import sys
import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

from theorybench.core.oracles import Oracle
from theorybench.core.printable import printable, worded
from theorybench.core.problem import Problem
from theorybench.core.types import EntryError
from theorybench.entries.entry import Entry
from theorybench.entries.picture import Picture
from theorybench.isolation import Interrupted, isolated

Value = Entry | Problem | Oracle | Picture

_NO_ENTRIES = ("conftest.py", "setup.py", "__main__.py")

LIMIT = 60.0
"""Seconds that the import of one file may take."""


@dataclass(frozen=True)
class Failure:
    """A file, or an entry in it, that could not be loaded: where and why."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return printable(f"{where}: {self.reason}")


@dataclass(frozen=True, eq=False)
class Found:
    """A value of a catalogue and the file it was found in; imported: the file has it from
    another one.
    """

    value: Value
    file: Path
    imported: bool


@dataclass
class Loaded:
    """What the files of a catalogue hold; failures: files that could not be loaded; changes: files
    that have changed a global setting, which was set back.
    """

    found: list[Found] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    changes: list[Failure] = field(default_factory=list)

    def __iadd__(self, other: Loaded) -> Loaded:
        self.found += other.found
        self.failures += other.failures
        self.changes += other.changes
        return self


def package_roots(name: str) -> list[Path]:
    """The folders of an installed package."""
    return [Path(p).resolve() for p in importlib.import_module(name).__path__]


def load_package(name: str) -> Loaded:
    """All values of an installed package."""
    return _import_all(
        importlib.import_module(name),
        [(root, file) for root in package_roots(name) for file in python_files(root)],
    )


def load_folders(folders: Iterable[Path]) -> Loaded:
    """All values of folders, or of single files; what lies in two of the folders is loaded once.

    Raises EntryError for a folder that cannot be read, or that holds no Python file to import.
    """
    wanted = list(dict.fromkeys(folder.resolve() for folder in folders))
    loaded = Loaded()
    packages: dict[Path, ModuleType] = {}
    for folder in wanted:
        if not any(folder != other and folder.is_relative_to(other) for other in wanted):
            root = folder if folder.is_dir() else folder.parent
            if root not in packages:
                packages[root] = _package(root)
            loaded += _import_all(packages[root], [(root, file) for file in python_files(folder)])
    return loaded


def python_files(folder: Path) -> list[Path]:
    """The files of a folder that may hold entries: no hidden or private ones, no tests, no virtual
    environments; a file is itself.

    Raises EntryError, see load_folders.
    """
    if not folder.exists():
        raise EntryError(
            f"catalogue {str(folder)!r} does not exist; give a folder (or a file) with problems and"
            " theorems"
        )
    if folder.is_file():
        if folder.suffix != ".py":
            raise EntryError(
                f"catalogue {str(folder)!r} is no Python file; give a folder, or a file that ends"
                " in .py"
            )
        return [folder]
    try:
        files = list(_walk(folder))
    except OSError as error:
        raise EntryError(
            f"catalogue {error.filename!r} cannot be read ({error.strerror}); mend its permissions"
        ) from error
    if not files:
        raise EntryError(
            f"catalogue {str(folder)!r} holds no Python file; put a problem or a theorem into it"
        )
    return files


def _walk(folder: Path) -> Iterator[Path]:
    def stop(error: OSError) -> None:
        raise error

    for path, inside, names in os.walk(folder, onerror=stop):
        inside[:] = sorted(
            d
            for d in inside
            if not d.startswith((".", "_")) and not Path(path, d, "pyvenv.cfg").exists()
        )
        for name in sorted(names):
            if (
                name.endswith(".py")
                and name not in _NO_ENTRIES
                and not name.startswith((".", "_", "test_"))
            ):
                yield Path(path, name)


def _package(root: Path) -> ModuleType:
    """An empty package over a folder, so that its files can import each other relatively; what
    it held before is forgotten.
    """
    name = f"theorybench_catalogue_{hashlib.sha256(str(root).encode()).hexdigest()[:12]}"
    for known in [m for m in sys.modules if m == name or m.startswith(f"{name}.")]:
        del sys.modules[known]
    importlib.invalidate_caches()
    package = ModuleType(name, f"Catalogue {root}")
    package.__path__ = [str(root)]
    sys.modules[name] = package
    return package


def _import_all(package: ModuleType, files: list[tuple[Path, Path]]) -> Loaded:
    loaded = Loaded()
    for root, file in files:
        changed: list[str] = []
        try:
            with isolated(LIMIT) as changed:
                values = _values(_import(package, root, file), file)
        except Interrupted:
            raise
        except BaseException as error:  # a user's file may do anything; the others must still run
            loaded.failures.append(_failure(root, file, error))
        else:
            loaded.found += values
        if changed:
            reason = f"sets {'; '.join(changed)}; this was set back, no file may change it"
            loaded.changes.append(Failure(str(file), 0, reason))
    return loaded


def _import(package: ModuleType, root: Path, file: Path) -> ModuleType:
    parts = file.relative_to(root).with_suffix("").parts
    name = ".".join((package.__name__, *(part.replace(".", "_") for part in parts)))
    if not any("." in part for part in parts):
        return importlib.import_module(name)
    # thm-3.1.py: the import statement has no name for it
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise ImportError(f"{file} cannot be imported")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _values(module: ModuleType, file: Path) -> list[Found]:
    """Entries, problems, oracles and pictures among a module's public values, alone or in tuples
    and lists.
    """
    statements = ast.walk(ast.parse(file.read_bytes()))
    imported = {
        alias.asname or alias.name
        for node in statements
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    found = []
    for name, value in vars(module).items():
        if not name.startswith("_"):
            inside = value if isinstance(value, tuple | list) else (value,)
            found += [Found(v, file, name in imported) for v in inside if isinstance(v, Value)]
    return found


def _failure(root: Path, file: Path, error: BaseException) -> Failure:
    if isinstance(error, SyntaxError) and error.filename == str(file):
        return Failure(str(file), error.lineno or 0, f"{type(error).__name__}: {error.msg}")
    lines = [
        f.lineno or 0 for f in traceback.extract_tb(error.__traceback__) if f.filename == str(file)
    ]
    reason = str(error) if isinstance(error, EntryError) else worded(error)
    if (
        isinstance(error, ModuleNotFoundError)
        and error.name
        and (dots := _dots(root, file, error.name.split(".")[0]))
    ):
        reason += (
            f"; files of a catalogue import each other relatively: from {dots}{error.name}"
            " import ..."
        )
    return Failure(str(file), lines[-1] if lines else 0, printable(reason))


def _dots(root: Path, file: Path, name: str) -> str:
    """The dots of a relative import of a module that lies beside the file or in the root; none
    if it lies in neither.
    """
    folders = {file.parent: ".", root: "." * len(file.relative_to(root).parts)}
    return next(
        (
            dots
            for folder, dots in folders.items()
            if (folder / name).is_dir() or (folder / f"{name}.py").is_file()
        ),
        "",
    )
