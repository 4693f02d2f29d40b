"""A comparison lhs <= rhs of two numbers: what checks, lemmas and limit behaviour reduce to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Comparison:
    """lhs <= rhs, allowing for `slack` of rounding; `at` says where the numbers come from. With
    rhs = 0 there is no bound to come near.
    """

    statement: str
    lhs: float
    rhs: float
    at: str = ""
    slack: float = 0.0

    @property
    def holds(self) -> bool:
        return self.lhs <= self.rhs + self.slack

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
