"""The error budget of a whole suite: how small each claim's probability of a false alarm must
be.
"""

from __future__ import annotations

from dataclasses import dataclass

from theorybench.statistics.ranges import require, require_level


@dataclass(frozen=True)
class ErrorBudget:
    """Levels for a suite, under any dependence between claims and any stopping rule.

    Attributes:
        alpha: P(any false REFUTED in the suite) <= alpha.
        claims: number of refutation tests, fixed before the first look.
        support: P(false SUPPORTED) per claim.

    Raises:
        ValueError: a level is outside (0, 1), or claims < 1.
    """

    alpha: float = 1e-6
    claims: int = 1000
    support: float = 1e-3

    def __post_init__(self) -> None:
        require_level("alpha", self.alpha)
        require_level("support", self.support)
        require(
            self.claims >= 1,
            f"claims={self.claims}",
            "a suite has at least one claim",
            "count the claims at collection",
        )

    @property
    def level(self) -> float:
        """Level of each refutation test: alpha / claims."""
        return self.alpha / self.claims
