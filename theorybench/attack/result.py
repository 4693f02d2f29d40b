"""What an attack may spend, and what came of it."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from theorybench.core.types import EntryError
from theorybench.verify.evidence import Evidence

Tell = Callable[[int, float], None]
"""Told of progress: restarts done, and the largest ratio so far."""


@dataclass(frozen=True)
class Budget:
    """seconds, or instances that are measured."""

    seconds: float | None = None
    evaluations: int | None = None

    @staticmethod
    def of(text: str) -> Budget:
        """'60s', '2m', '1h', or a number of instances. Raises EntryError."""
        match = re.fullmatch(r"(\d+(?:\.\d+)?)(s|m|h)", text)
        if match and float(match[1]) > 0:
            return Budget(seconds=float(match[1]) * {"s": 1, "m": 60, "h": 3600}[match[2]])
        if text.isdecimal() and int(text) > 0:
            return Budget(evaluations=int(text))
        raise EntryError(
            f"--budget {text}: give a time, as in 60s or 5m, or a number of instances, as in 5000"
        )

    def deadline(self) -> float:
        """When the time that begins now is spent, on the clock of time.monotonic."""
        return math.inf if self.seconds is None else time.monotonic() + self.seconds


@dataclass(frozen=True, eq=False)
class AttackResult:
    """What came of an attack: evidence, the instance in words, a reproducer or why there is none,
    JSON values to store, and what was wrong with those stored before.
    """

    evidence: Evidence
    words: str
    serialised: Mapping[str, Any]
    reproducer: str = ""
    no_reproducer: str = ""
    restarts: int = 1
    interrupted: bool = False
    complaint: str = ""
