"""Declared knowledge about a metric, with its reason: what makes a claim about a mean supportable.

No upper confidence bound for a mean follows from X >= 0 alone (Bahadur and Savage 1956): mixing in
a huge value of tiny probability changes the mean and not the data. "E X <= B" is therefore
supported, and "E X >= B" refuted, only under a declaration, which the report shows together with
its reason. A false declaration voids the guarantee.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from theorybench.statistics.efunctions import (
    MeanAtLeastBounded,
    MeanAtLeastMoment,
    MeanAtLeastRelativeVariance,
)
from theorybench.statistics.engine import EFunction
from theorybench.statistics.ranges import require


class Declaration(Protocol):
    """What is known about the law of a non-negative metric X, and why."""

    @property
    def reason(self) -> str:
        """Why it is true: a theorem, a projection, a clipping; shown in the report."""
        ...

    def null_at_least(self, B: float) -> EFunction | None:
        """The null E X >= B under the declaration; None when no law meets both.

        None means that the declaration alone gives E X < B: the claim E X <= B is vacuous.

        Args:
            B: in the unit of X, > 0.

        Raises:
            ValueError: B <= 0, when E X >= B is true of every X >= 0 and cannot be rejected.
        """
        ...


def _require_reason(reason: str) -> None:
    require(
        bool(reason.strip()),
        f"reason={reason!r}",
        "a declaration carries the guarantee, so it needs a reason",
        "say which theorem, projection or clipping makes it true",
    )


def _require_positive(name: str, value: float) -> None:
    require(0 < value < np.inf, f"{name}={value}", f"{name} is finite and > 0", "declare another")


@dataclass(frozen=True)
class Bounded:
    """D1: X <= M almost surely, M in the unit of X. Data above M raise DeclarationViolated.

    Raises:
        ValueError: M is not positive and finite, or reason is empty.
    """

    M: float
    reason: str

    def __post_init__(self) -> None:
        _require_positive("M", self.M)
        _require_reason(self.reason)

    def null_at_least(self, B: float) -> EFunction | None:
        """See `Declaration`; None when B > M."""
        _require_positive("B", B)
        return None if B > self.M else MeanAtLeastBounded(B, self.M)


@dataclass(frozen=True)
class RelativeVariance:
    """D2: Var X <= V (E X)^2, V without unit.

    V = 2 holds for the squared norm of anything affine in Gaussian noise, or in independent
    symmetric noise of kurtosis at most 3; V = 2/d for centred isotropic Gaussians in dimension d.

    Raises:
        ValueError: V is not positive and finite, or reason is empty.
    """

    V: float
    reason: str

    def __post_init__(self) -> None:
        _require_positive("V", self.V)
        _require_reason(self.reason)

    def null_at_least(self, B: float) -> EFunction | None:
        """See `Declaration`; never None."""
        return MeanAtLeastRelativeVariance(B, self.V)


@dataclass(frozen=True)
class Moment:
    """D3: E X^q <= C with 1 < q <= 2, C in the unit of X^q: the theorem's own moment lemma.

    Raises:
        ValueError: q outside (1, 2], C not positive and finite, or reason is empty.
    """

    q: float
    C: float
    reason: str

    def __post_init__(self) -> None:
        require(
            1 < self.q <= 2,
            f"q={self.q}",
            "the order of the moment lies in (1, 2]",
            "a higher moment bounds the second one: declare that",
        )
        _require_positive("C", self.C)
        _require_reason(self.reason)

    def null_at_least(self, B: float) -> EFunction | None:
        """See `Declaration`; None when B > C^(1/q)."""
        _require_positive("B", B)
        return None if B**self.q > self.C else MeanAtLeastMoment(B, self.q, self.C)
