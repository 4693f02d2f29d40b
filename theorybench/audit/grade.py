"""The grade of one declared number: what was declared, how well it is known, and the largest (or
smallest) value that was found.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

ROUNDING = 1e-9
"""Declared numbers are read up to this relative error: most of them are rounded."""


class Level(StrEnum):
    """In descending order of what is known; exceeded: false at a point; unchecked: nothing says
    what the number is.
    """

    PROVED = "proved"
    CERTIFIED = "certified"
    SEARCHED = "searched"
    UNCHECKED = "unchecked"
    EXCEEDED = "exceeded"


@dataclass(frozen=True)
class Grade:
    """of: name of the problem or oracle; constant: its name, or a property such as "convex";
    declared: None for a property; reached: the extreme value found, at the point `at`; how: by
    what means, in words."""

    of: str
    constant: str
    statement: str
    declared: float | None
    level: Level
    reached: float | None = None
    at: tuple[float, ...] | None = None
    how: str = ""

    @property
    def slack(self) -> float | None:
        """How many times the declared number is the one that was reached (or the reverse, for a
        lower bound); None if unknown.
        """
        if (
            self.declared is None
            or self.reached is None
            or not self.declared
            or not self.reached
            or self.level is Level.EXCEEDED
        ):
            return None
        ratio = self.declared / self.reached
        return max(ratio, 1 / ratio) if ratio > 0 and math.isfinite(ratio) else None

    @property
    def finding(self) -> str:
        """One sentence if the declared number is wrong, else nothing."""
        if self.level is not Level.EXCEEDED:
            return ""
        said = self.constant if self.declared is None else f"{self.constant} = {self.declared:.10g}"
        value = "" if self.reached is None else f" the value is {self.reached:.10g}"
        return (
            f"{self.of}: {said} ({self.statement}) is"
            f" false:{value}{_where(self.at)}{f' ({self.how})' if self.how else ''}"
        )

    def to_json(self) -> dict[str, Any]:
        """JSON values; infinite numbers as "inf", missing ones null."""
        return {
            "constant": self.constant,
            "statement": self.statement,
            "declared": _json(self.declared),
            "grade": str(self.level),
            "reached": _json(self.reached),
            "slack": _json(self.slack),
            "at": None if self.at is None else [_json(v) for v in self.at],
            "how": self.how,
            "finding": self.finding or None,
        }


def _where(at: tuple[float, ...] | None) -> str:
    if at is None:
        return ""
    return f" at ({', '.join(f'{v:.10g}' for v in at[:6])}{', ...' if len(at) > 6 else ''})"


def _json(number: float | None) -> float | str | None:
    return number if number is None or math.isfinite(number) else str(number)
