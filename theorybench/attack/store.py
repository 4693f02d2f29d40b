"""What an attack has found, beside the entry it was found for: readable JSON from which the next attack starts."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from theorybench.attack.menu import family
from theorybench.attack.search import Candidate, place, scored
from theorybench.entry import Entry
from theorybench.theorem import Theorem
from theorybench.types import EntryError

def write(path: Path, entry: Entry, story: Mapping[str, Any], facts: Mapping[str, Any]) -> None:
    """Write a story so that a reader finds the old file or the new one. facts: what is said beside it. Raises OSError."""
    text = json.dumps({"entry": entry.name, **story, **facts}, indent=1, allow_nan=False) + "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        beside.write_text(text, encoding="utf-8")
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def read(path: Path) -> dict[str, Any] | None:
    """The story in a file; None if there is no file. Raises EntryError if it is no JSON object or cannot be read."""
    try:
        story = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise EntryError(f"{path} is ignored: {error}; delete it, or attack again") from error
    if not isinstance(story, dict):
        raise EntryError(f"{path} is ignored: it holds no JSON object; delete it, or attack again")
    return story


def candidate(theorem: Theorem, story: Mapping[str, Any], path: Path) -> Candidate:
    """The candidate that a story tells of, with its score now. Raises EntryError if the story does not fit the theorem (any more)."""
    try:
        at = place(theorem, family(story["family"]), int(story["horizon"]))
        told = dict(story["numbers"])
        numbers = tuple(float(told.pop(r.name)) for r in at.ranges)
        if told:
            raise EntryError(f"{', '.join(told)} are no numbers of its family and its theorem")
        if not all(r.low <= v <= r.high for r, v in zip(at.ranges, numbers, strict=True)):
            raise EntryError("a number is out of its range")
    except (EntryError, KeyError, TypeError, ValueError) as error:
        raise EntryError(f"{path} is ignored: it does not fit {theorem.name} ({type(error).__name__}: {error}); attack again") from error
    return scored(at, numbers)
