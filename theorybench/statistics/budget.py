"""The error budget of a whole suite: how small each claim's probability of a false alarm must
be.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from theorybench.statistics.ranges import numbers, require, require_level


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


def p_value(log_sup: ArrayLike) -> NDArray[np.float64]:
    """Anytime p-values 1 / sup_n E_n from running suprema log_sup, of the same shape."""
    return np.exp(-np.maximum(numbers(log_sup), 0.0))


def holm(p: ArrayLike, alpha: float) -> NDArray[np.bool_]:
    """Holm's step-down procedure: valid under arbitrary dependence.

    Args:
        p: p-values of all K tests of the suite, shape (K,).
        alpha: bound on P(any false rejection).

    Returns:
        Which nulls are rejected, shape (K,).

    Raises:
        ValueError: alpha outside (0, 1), a p-value outside [0, 1], or NaN.
    """
    require_level("alpha", alpha)
    p = numbers(p)
    require(
        p.ndim == 1 and bool(((p >= 0) & (p <= 1)).all()),
        f"p={p}",
        "p-values in [0, 1] of shape (K,) are needed",
        "use p_value",
    )
    order = np.argsort(p, kind="stable")
    passed = p[order] <= alpha / np.arange(len(p), 0, -1)
    rejected = np.zeros(len(p), dtype=np.bool_)
    rejected[order] = np.logical_and.accumulate(passed)
    return rejected
