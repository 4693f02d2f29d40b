"""Evidence kept on disk as it comes in, from which an interrupted verification is continued."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import theorybench
from theorybench.catalogue.claim import Claim
from theorybench.catalogue.loading import package_roots
from theorybench.catalogue.packages import BUNDLED
from theorybench.core.types import EntryError
from theorybench.report.json import made_with
from theorybench.verify.evidence import Evidence, Quantity
from theorybench.verify.profile import Options


class Journal:
    """Lines of JSON beside a report: how the verification is made, then a line for every claim.

    It loses at most the line that is being written when the process is killed.
    """

    def __init__(
        self, report: Path, options: Options, claims: Sequence[Claim], resume: bool
    ) -> None:
        """Begin a journal, or go on with the one that is there.

        Raises EntryError where the other one was made of something else, or cannot be written.
        """
        self.path = report.with_name(f"{report.name}.part")
        self.evidence: dict[str, Evidence] = {}
        """What is known of the claims, by their names; errors are tried again."""
        self._full = False
        try:
            known = self.path.read_text(encoding="utf-8").splitlines() if resume else []
        except FileNotFoundError:
            known = []
        except (OSError, UnicodeDecodeError) as error:
            raise EntryError(f"--resume: {self.path} cannot be read: {error}") from error
        head = _made_of(options)
        if known:
            self._require_same(known[0], head)
            self._read(known[1:], {c.name for c in claims})
        try:
            self._begin([head, *map(_object, self.evidence.values())])
        except OSError as error:
            raise EntryError(f"{self.path}: cannot be written ({error.strerror})") from error

    def add(self, evidence: Evidence) -> None:
        """Keep one more piece; once a write fails, as on a full disk, no more is kept."""
        if not self._full:
            try:
                with self.path.open("a", encoding="utf-8") as file:
                    file.write(_line(_object(evidence)))
            except OSError:
                self._full = True

    def remove(self) -> None:
        """What is finished is in the report."""
        self.path.unlink(missing_ok=True)

    def _begin(self, objects: Sequence[dict[str, Any]]) -> None:
        """A new file in the place of the old one, which may end in half a line."""
        beside = self.path.with_name(f".{self.path.name}.{os.getpid()}.tmp")
        try:
            beside.write_text("".join(map(_line, objects)), encoding="utf-8")
            os.replace(beside, self.path)
        finally:
            beside.unlink(missing_ok=True)

    def _require_same(self, line: str, head: dict[str, Any]) -> None:
        before = _parsed(line)
        if other := [key for key, value in head.items() if before.get(key) != value]:
            raise EntryError(
                f"--resume: {self.path} was made with other {', '.join(other)}; its verdicts cannot"
                " be mixed with those of this run: leave out --resume"
            )

    def _read(self, lines: Sequence[str], names: set[str]) -> None:
        for line in lines:
            one = _evidence(_parsed(line))
            if one is not None and one.verdict != "error" and _name(one) in names:
                self.evidence[_name(one)] = one


def _made_of(options: Options) -> dict[str, Any]:
    """What the numbers of a verification depend on."""
    return {
        "profile": asdict(options.profile),
        "seed": options.seed,
        "device": options.device,
        "levels": asdict(options.budget),
        **made_with(),
        "files": _digest(options.catalogues),
    }


def _digest(catalogues: Sequence[str]) -> str:
    """Of all Python files of the package, of the bundled catalogue and of the folders asked for."""
    roots = [*map(Path, theorybench.__path__), *package_roots(BUNDLED), *map(Path, catalogues)]
    digest = hashlib.sha256()
    for root in roots:
        for file in [root] if root.is_file() else sorted(root.rglob("*.py")):
            if file.is_file():
                digest.update(f"{file.name} ".encode() + file.read_bytes())
    return digest.hexdigest()


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, allow_nan=False) + "\n"


def _parsed(line: str) -> dict[str, Any]:
    """Empty for what is no whole line."""
    try:
        value = json.loads(line)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _object(evidence: Evidence) -> dict[str, Any]:
    return evidence.to_json() | {"quantity": asdict(evidence.quantity)}


def _evidence(value: dict[str, Any]) -> Evidence | None:
    known = {f.name: f for f in fields(Evidence)}
    if set(value) != set(known):
        return None
    made: dict[str, Any] = {
        name: _number(one) if "float" in str(known[name].type) else one
        for name, one in value.items()
        if name != "quantity"
    }
    return Evidence(quantity=Quantity(**value["quantity"]), **made)


def _number(value: Any) -> Any:
    """JSON has no infinity: see jsonable."""
    if isinstance(value, dict):
        return {key: _number(one) for key, one in value.items()}
    return float(value) if value in ("inf", "-inf") else value


def _name(evidence: Evidence) -> str:
    parts = (evidence.theorem, evidence.problem, evidence.oracle)
    return " @ ".join(part for part in parts if part != "-")
