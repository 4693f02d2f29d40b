"""The nulls for non-negative metrics and probability curves, each as a family of e-values.

Every e-value is 1 + sum_k pi_k g_k(x), pi_k >= 0, for a null given by E g_k(X) <= 0, and is >= 0 on
the declared range. All admissible e-values have this form (Larsson, Ramdas and Ruf,
arXiv:2504.02974; Clerico, arXiv:2412.21125). Bounds B, M and samples X share one unit; V and lam
have none. `log_e` maps samples of any shape to shape x.shape + (J,), and raises ValueError on NaN
and DeclarationViolated on samples outside the range of the null.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import cast

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize

from theorybench.statistics.engine import GRID, EFunction, Floats
from theorybench.statistics.ranges import (
    at_most,
    non_negative,
    numbers,
    require,
)

KAPPAS: Floats = np.array([0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.85])
"""Exponents of the calibrators kappa u^(kappa - 1); smaller ones bet on smaller u."""


def uniform_log_weights(nodes: int) -> Floats:
    """Equal weights that sum to 1, as logarithms: shape (nodes,)."""
    return np.full(nodes, -np.log(nodes))


def log_positive_part(z: Floats) -> Floats:
    """log max(z, 0), elementwise: -inf where z <= 0."""
    with np.errstate(divide="ignore"):
        return np.log(np.maximum(z, 0.0))


def log_bet(lam: Floats, payoff: Floats) -> Floats:
    """log(1 + lam * payoff), for a payoff >= -1 of mean <= 0 under the null.

    Args:
        lam: bet sizes, shape (J,), each with lam * payoff >= -1.
        payoff: shape (..., 1); +inf is legal.

    Returns:
        Shape (..., J).
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        gain = np.where(lam == 0, 0.0, lam * payoff)
        return np.log1p(np.maximum(gain, -1.0))


def with_idle_node(log_e: Floats) -> Floats:
    """Prepend the node that never bets (log e = 0): shape (..., J) -> (..., J + 1)."""
    return np.concatenate([np.zeros((*log_e.shape[:-1], 1)), log_e], axis=-1)


def hinge_curvature(lam: Floats, variance: float) -> Floats:
    """The k for which k (d + lam/2k)^2 has mean <= 1 when E d = 0 and E d^2 <= variance.

    It solves 1 - k variance = lam^2 / (4 k), which needs lam <= variance^(-1/2): shape (J,).
    """
    root = np.sqrt(np.maximum(1.0 - lam**2 * variance, 0.0))
    return lam**2 / (2.0 * (1.0 + root))


@dataclass(frozen=True)
class MeanAtMost:
    """Null: E X <= B, X >= 0, and nothing else: e = 1 + lam (X/B - 1).

    With B = 0 the null is X = 0: any positive sample refutes it at once. X = +inf is legal.

    Raises:
        ValueError: B is negative or not finite.
    """

    B: float

    def __post_init__(self) -> None:
        require(
            0 <= self.B < np.inf,
            f"B={self.B}",
            "a bound on the mean of a non-negative metric is finite and >= 0",
            "a claim with another bound is settled without data",
        )

    @property
    def log_weights(self) -> Floats:
        return uniform_log_weights(len(GRID))

    def log_e(self, x: ArrayLike) -> Floats:
        return self._log_e(non_negative(x))

    def _log_e(self, x: Floats) -> Floats:
        x = x[..., None]
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            ratio = x / self.B if self.B > 0 else np.where(x > 0, np.inf, 1.0)
        return log_bet(GRID, ratio - 1.0)


@dataclass(frozen=True)
class MeanAtLeastBounded:
    """Null: E X >= B, X <= M: e = 1 + lam (Y - 1), Y = (M - X)/(M - B).

    Raises:
        ValueError: B > M (the null is empty), or one of them is not finite.
    """

    B: float
    M: float

    def __post_init__(self) -> None:
        require(
            -np.inf < self.B <= self.M < np.inf,
            f"B={self.B}, M={self.M}",
            "the null E X >= B, X <= M needs B <= M, both finite",
            "B > M is settled without data: report the claim as vacuous",
        )

    @property
    def log_weights(self) -> Floats:
        return uniform_log_weights(len(GRID))

    def log_e(self, x: ArrayLike) -> Floats:
        return MeanAtMost(self.M - self.B)._log_e(self.M - at_most(x, self.M))


@dataclass(frozen=True)
class MeanAtLeastRelativeVariance:
    """Null: E X >= B, X >= 0, Var X <= V (E X)^2: e = k ((1 - X/B) + lam/2k)_+^2, lam <= V^(-1/2).

    The hinge is non-increasing in X, so for mu = E X >= B and X' = X B/mu <= X it is at most
    1 + lam (1 - X'/B) + k ((1 - X'/B)^2 - V), of mean <= 1. X = +inf is legal (it loses the bet).

    Raises:
        ValueError: B or V is not positive and finite.
    """

    B: float
    V: float

    def __post_init__(self) -> None:
        require(
            0 < self.B < np.inf,
            f"B={self.B}",
            "E X >= B can be rejected for finite B > 0 only",
            "a claim E X <= 0 cannot be supported by samples",
        )
        require(
            0 < self.V < np.inf,
            f"V={self.V}",
            "a relative variance is finite and > 0",
            "compare the numbers of a deterministic metric without a test",
        )

    @cached_property
    def _nodes(self) -> tuple[Floats, Floats]:
        lam = GRID[1:] / np.sqrt(self.V)
        return lam, hinge_curvature(lam, self.V)

    @property
    def log_weights(self) -> Floats:
        return uniform_log_weights(len(GRID))

    def log_e(self, x: ArrayLike) -> Floats:
        lam, k = self._nodes
        shortfall = 1.0 - non_negative(x)[..., None] / self.B
        return with_idle_node(np.log(k) + 2.0 * log_positive_part(shortfall + lam / (2.0 * k)))


@dataclass(frozen=True)
class MeanAtLeastMoment:
    """Null: E X >= B, X >= 0, E X^q <= C with 1 < q <= 2: e = 1 + lam (B - X) + k (X^q - C).

    For each lam, k is the smallest one that keeps e >= 0; then e touches 0 at one point t and is
    lam ((1 - 1/q) t - X + X^q t^(1-q) / q). C has the unit of B^q. At X = +inf, which has
    probability 0 under the null, e is 0: a divergent run must not speak for a small mean.

    Raises:
        ValueError: B <= 0, q outside (1, 2], or C < B^q (the null is empty by Jensen).
    """

    B: float
    q: float
    C: float

    def __post_init__(self) -> None:
        require(
            0 < self.B < np.inf,
            f"B={self.B}",
            "E X >= B can be rejected for finite B > 0 only",
            "a claim E X <= 0 cannot be supported by samples",
        )
        require(
            1 < self.q <= 2,
            f"q={self.q}",
            "the order of the moment lies in (1, 2]",
            "a higher moment bounds the second one: declare that",
        )
        require(
            self.B**self.q <= self.C < np.inf,
            f"B={self.B}, q={self.q}, C={self.C}",
            "E X >= B implies E X^q >= B^q, so a finite C >= B^q is needed",
            "otherwise the declaration alone settles the claim: report it as vacuous",
        )

    @cached_property
    def _nodes(self) -> tuple[Floats, Floats]:
        """Bets lam and touching points t, shape (21,): h(t) = 1/lam, h increasing above C^(1/q)."""
        largest = self.C ** (1 / self.q)
        lam = GRID[1:] / max(largest - self.B, 1e-9 * self.B)

        def excess(t: float, bet: float) -> float:
            quotient = self.C / (self.q * t ** (self.q - 1))
            return quotient + (1 - 1 / self.q) * t - self.B - 1 / bet

        def touch(bet: float) -> float:
            end = (1 / bet + self.B) * self.q / (self.q - 1)
            if excess(largest, bet) >= 0:
                return largest
            return cast(float, optimize.brentq(excess, largest, end, (bet,), xtol=1e-14 * end))

        return lam, np.array([touch(bet) for bet in lam])

    @property
    def log_weights(self) -> Floats:
        return uniform_log_weights(len(GRID))

    def log_e(self, x: ArrayLike) -> Floats:
        lam, t = self._nodes
        x = non_negative(x)[..., None]
        k = lam / (self.q * t ** (self.q - 1))
        finite = np.where(np.isinf(x), 0.0, x)
        value = 1.0 + lam * (self.B - finite) + k * (finite**self.q - self.C)
        return with_idle_node(log_positive_part(np.where(np.isinf(x), 0.0, value)))


@dataclass(frozen=True)
class Mixture:
    """The average of several e-processes of the same null: as good as the best, at log(#) nats.

    Raises:
        ValueError: no part is given.
    """

    parts: tuple[EFunction, ...]

    def __post_init__(self) -> None:
        require(len(self.parts) > 0, "parts=()", "at least one e-function is needed", "give one")

    @property
    def log_weights(self) -> Floats:
        weights = [part.log_weights for part in self.parts]
        return np.concatenate(weights) - np.log(len(self.parts))

    def log_e(self, x: ArrayLike) -> Floats:
        x = numbers(x)
        return np.concatenate([part.log_e(x) for part in self.parts], axis=-1)
