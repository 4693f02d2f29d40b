"""A comparison lhs <= rhs of two numbers: what checks, lemmas and limit behaviour reduce to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Comparison:
    """lhs <= rhs; `at` says where the numbers come from. With rhs = 0 there is no bound to come
    near.

    slack: what the entry that makes the comparison allows; resolution: what float64 may have done
    to the difference of the sides, where it was measured; reached: whether equality is known to be
    possible here; whole: whether the sides count something; settled: what exact arithmetic says
    where float64 cannot tell ("reached": the sides are equal up to the last bits of what is given).
    """

    statement: str
    lhs: float
    rhs: float
    at: str = ""
    slack: float = 0.0
    resolution: float | None = None
    reached: bool = False
    whole: bool = False
    settled: Literal["refuted", "supported", "reached"] | None = None

    @property
    def holds(self) -> bool:
        return self.lhs <= self.rhs + self.slack + (self.resolution or 0.0)

    @property
    def without_bound(self) -> bool:
        return self.rhs == 0

    @property
    def sharpness(self) -> float:
        """lhs / rhs where both are positive: 1 means that the inequality is reached; 0 where lhs
        is nothing but rounding.
        """
        if self.holds and self.lhs <= self.slack:
            return 0.0
        return self.lhs / self.rhs if self.rhs > 0 and self.lhs > 0 else float(self.lhs > self.rhs)
