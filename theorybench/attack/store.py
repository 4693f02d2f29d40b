"""What an attack has found, beside the entry it was found for: readable JSON from which the next
attack starts.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from theorybench.core.types import EntryError


def write(path: Path, values: Mapping[str, Any]) -> None:
    """Write JSON values; a reader finds the old file or the whole new one. Raises OSError."""
    text = json.dumps(values, indent=1, allow_nan=False) + "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        beside.write_text(text, encoding="utf-8")
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def read(path: Path | None) -> dict[str, Any] | None:
    """The JSON object in a file; None if there is no file. Raises EntryError if it is none, or
    cannot be read.
    """
    try:
        values = None if path is None else json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise EntryError(f"it cannot be read ({error}); delete it, or attack again") from error
    if values is not None and not isinstance(values, dict):
        raise EntryError("it holds no JSON object; delete it, or attack again")
    return values
