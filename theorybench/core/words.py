"""Numbers and names as a reader likes them: few digits, and thm-3.2 before thm-3.10."""

from __future__ import annotations

import math
import re


def number(value: float | None, digits: int = 4) -> str:
    """A number in few characters; '-' where there is none."""
    return "-" if value is None or math.isnan(value) else f"{value:.{digits}g}"


def natural(name: str) -> list[tuple[int, str]]:
    """A key that sorts thm-3.2 before thm-3.10."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", name)]
