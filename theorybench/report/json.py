"""The results of a verification as one JSON object, for machines. The schema has a version."""

from __future__ import annotations

import contextlib
import json
import os
import platform
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from theorybench.core.types import EntryError
from theorybench.report.results import Results
from theorybench.verify.evidence import Evidence

SCHEMA = 2


def as_object(results: Results) -> dict[str, Any]:
    """A dict of JSON values: infinite numbers are "inf" and "-inf", missing ones null.

    alpha bounds the probability of any false 'refuted' in the whole suite; a claim's own alpha is
    its share.
    """
    options = results.options
    return {
        "schema": SCHEMA,
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit(),
        "profile": options.profile.name,
        "alpha": options.budget.alpha,
        "seed": options.seed,
        "device": options.device,
        "catalogues": list(options.catalogues),
        **made_with(),
        "seconds": round(results.seconds, 3),
        "interrupted": results.interrupted,
        "planned": results.planned,
        "failures": [
            {"file": f.file, "line": f.line, "reason": f.reason} for f in results.failures
        ],
        "claims": [_claim(e) for e in results.evidence],
        **{name: part for study in results.studies for name, part in study.parts.items()},
    }


def commit() -> str | None:
    """The commit of the checkout that this package lies in; None for an installed one."""
    here = Path(__file__).resolve().parents[2]
    if not (here / ".git").exists():
        return None
    with contextlib.suppress(OSError):
        asked = ["git", "-C", str(here), "rev-parse", "HEAD"]
        answer = subprocess.run(asked, capture_output=True, text=True, check=False)
        return answer.stdout.strip() or None
    return None


def made_with() -> dict[str, Any]:
    """Versions and host."""
    packages = ("torch", "numpy", "scipy", "sympy", "theorybench")
    versions = {"python": platform.python_version()} | {
        package: version(package) for package in packages
    }
    host = {"platform": platform.platform(), "machine": platform.machine(), "cpus": os.cpu_count()}
    return {"versions": versions, "host": host}


def _claim(evidence: Evidence) -> dict[str, Any]:
    return evidence.to_json() | {
        "seconds": round(evidence.seconds, 3),
        "as_expected": evidence.as_expected,
    }


def write_object(path: Path, value: Mapping[str, Any]) -> None:
    """Write an object of JSON values; see write_text."""
    write_text(path, json.dumps(value, indent=1, allow_nan=False) + "\n")


def write_text(path: Path, text: str) -> None:
    """Write a file so that a reader finds the old one or the whole new one, never a part.

    Raises OSError if the file cannot be written.
    """
    if path.exists() and not path.is_file():
        path.write_text(text, encoding="utf-8")  # a pipe or a terminal
        return
    target = path.resolve()
    beside = _beside(target)
    try:
        beside.write_text(text, encoding="utf-8")
        os.replace(beside, target)
    finally:
        beside.unlink(missing_ok=True)


def place(path: Path, interrupted: bool) -> Path:
    """Where a report goes: an interrupted one does not overwrite a finished one."""
    if not interrupted or not path.is_file() or path.stat().st_size == 0:
        return path
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
        finished = not (isinstance(known, dict) and known.get("interrupted"))
    except (OSError, ValueError):
        finished = True
    return path.with_name(f"{path.name}.interrupted") if finished else path


def require_writable(path: Path, option: str = "--json") -> None:
    """Make the folder of a report, and raise EntryError now if the report could not be written
    later.
    """
    try:
        folder = path.resolve().parent
        if path.is_dir():
            raise IsADirectoryError(None, "it is a folder")
        if folder.exists() and not folder.is_dir():
            raise NotADirectoryError(None, f"{folder} is no folder")
        if path.exists() and not os.access(path, os.W_OK):
            raise PermissionError(None, "it is not writable")
        if not path.exists() or path.is_file():
            folder.mkdir(parents=True, exist_ok=True)
            beside = _beside(path.resolve())
            beside.touch()
            beside.unlink()
    except OSError as error:
        raise EntryError(
            f"{option} {path}: cannot be written ({error.strerror}); give a file in a folder that"
            " can"
            " be written to"
        ) from error


def _beside(target: Path) -> Path:
    return target.with_name(f".{target.name}.{os.getpid()}.tmp")
