"""The nulls for identities E D = 0, each as a family of e-values of one signed difference.

No test of E D = 0 with an unknown finite variance has power above its level: each null below
therefore brings one declared fact. All of them can be moved to E D = shift, and made one-sided,
which is what an equivalence test needs. D, shift, c, b, M and scale share one unit; V has its
square. `log_e` maps finite samples of any shape to shape x.shape + (J,); it raises ValueError on
NaN and infinity, and DeclarationViolated on samples outside a declared range.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from theorybench.statistics.efunctions import (
    hinge_curvature,
    log_bet,
    log_positive_part,
    uniform_log_weights,
)
from theorybench.statistics.engine import GRID, Floats
from theorybench.statistics.ranges import (
    ROUNDING,
    DeclarationViolated,
    numbers,
    require,
)

Side = Literal["equal", "at least", "at most"]
"""The null says that E D is equal to / at least / at most the shift."""

_FULL, _PARTIAL = np.geomspace(1e-3, 10, 20), np.array([0.1, 0.3, 1.0, 3.0, 10.0])
SLOPES: Floats = np.concatenate([_FULL, np.tile(_PARTIAL, 4)])
STAKES: Floats = np.concatenate([np.ones(20), np.repeat([0.5, 0.25, 0.1, 0.03], 5)])
"""The 40 symmetric bets 1 + stake * tanh(slope * D / scale).

A full stake loses 2 slope |D| nats on a large |D|: without partial stakes the test has no power
when |D| has no mean.
"""


def _signed(bets: Floats, side: Side) -> Floats:
    """Bets against the null: downwards when it says "at least", both ways when it says "equal"."""
    down, up = -bets[::-1], bets
    return {"equal": np.concatenate([down, up]), "at least": down, "at most": up}[side]


def _check(side: str, shift: float, limit: float) -> None:
    require(
        side in ("equal", "at least", "at most"),
        f"side={side!r}",
        "the null says equal, at least or at most",
        "use one of these",
    )
    require(
        abs(shift) < limit,
        f"shift={shift}",
        f"a mean within the declared range (-{limit:.6g}, {limit:.6g}) is needed",
        "a shift beyond it is settled without data",
    )


def _check_positive(name: str, value: float) -> None:
    require(0 < value < np.inf, f"{name}={value}", f"{name} is finite and > 0", "declare another")


@dataclass(frozen=True)
class ZeroMeanVariance:
    """Null: E D = shift, Var D <= V: e = k (d + lam/2k)^2, d = D - shift, lam <= V^(-1/2).

    The constraint form of the Catoni-type confidence sequence, and never worse. One-sided, the
    square is cut to a hinge, which is monotone in D and so covers every mean beyond the shift.

    Raises:
        ValueError: V is not positive and finite, shift not finite, or side unknown.
    """

    V: float
    shift: float = 0.0
    side: Side = "equal"

    def __post_init__(self) -> None:
        _check_positive("V", self.V)
        _check(self.side, self.shift, np.inf)

    @property
    def _bets(self) -> Floats:
        return _signed(GRID[1:] / np.sqrt(self.V), self.side)

    @property
    def log_weights(self) -> Floats:
        return uniform_log_weights(len(self._bets))

    def log_e(self, x: ArrayLike) -> Floats:
        bets = self._bets
        k = hinge_curvature(bets, self.V)
        d = numbers(x, finite=True)[..., None] - self.shift
        line = np.sign(bets) * d + np.abs(bets) / (2.0 * k)
        return np.log(k) + 2.0 * log_positive_part(np.abs(line) if self.side == "equal" else line)


def _two_range_bets(y: Floats, low: float, high: float, side: Side, reach: float) -> Floats:
    """Bets on y in [-reach, reach], whose mean lies in [low, high] under the null.

    Args:
        y: payoffs, shape (...,).
        low: least mean under the null, used by bets on small y.
        high: largest mean under the null, used by bets on large y.
        side: which bets are made.
        reach: range of y.

    Returns:
        Log e-values, shape (..., J).
    """
    bets, y = _signed(GRID[1:], side), y[..., None]
    gain = np.where(bets > 0, (y - high) / (reach + high), (low - y) / (reach - low))
    return log_bet(np.abs(bets), gain)


@dataclass(frozen=True)
class ZeroMeanTruncated:
    """Null: E D = shift, E (|D| - c)_+ <= b: a bounded bet on clip(D, -c, c), of mean shift +- b.

    b comes from an envelope |D| <= G of known law, or is V/(4c) when E D^2 <= V. The bet adapts
    to the true variance.

    Raises:
        ValueError: c <= 0, b < 0, |shift| >= c + b, or side unknown.
    """

    c: float
    b: float
    shift: float = 0.0
    side: Side = "equal"

    def __post_init__(self) -> None:
        _check_positive("c", self.c)
        require(0 <= self.b < np.inf, f"b={self.b}", "b is finite and >= 0", "declare another")
        _check(self.side, self.shift, self.c + self.b)

    @property
    def log_weights(self) -> Floats:
        return uniform_log_weights(len(_signed(GRID[1:], self.side)))

    def log_e(self, x: ArrayLike) -> Floats:
        y = np.clip(numbers(x, finite=True), -self.c, self.c)
        low, high = self.shift - self.b, self.shift + self.b
        return _two_range_bets(y, low, high, self.side, self.c)


@dataclass(frozen=True)
class ZeroMeanBounded:
    """Null: E D = shift, |D| <= M: e = 1 + lam (D - shift)/(M + shift), and its mirror image.

    Raises:
        ValueError: M <= 0, |shift| >= M, or side unknown.
    """

    M: float
    shift: float = 0.0
    side: Side = "equal"

    def __post_init__(self) -> None:
        _check_positive("M", self.M)
        _check(self.side, self.shift, self.M)

    @property
    def log_weights(self) -> Floats:
        return uniform_log_weights(len(_signed(GRID[1:], self.side)))

    def log_e(self, x: ArrayLike) -> Floats:
        d = numbers(x, finite=True)
        if (np.abs(d) > self.M * (1 + ROUNDING)).any():
            raise DeclarationViolated(float(np.abs(d).max()), self.M, f"|D| <= M={self.M:.9g}")
        return _two_range_bets(d, self.shift, self.shift, self.side, self.M)


@dataclass(frozen=True)
class Symmetric:
    """Null: D - shift has a symmetric law: e = 1 + stake tanh(slope (D - shift)/scale); no moments.

    One-sided, the centre of symmetry lies beyond the shift. The scale is fixed before the data; a
    wrong one costs power only.

    Raises:
        ValueError: scale <= 0, shift not finite, or side unknown.
    """

    scale: float
    shift: float = 0.0
    side: Side = "equal"

    def __post_init__(self) -> None:
        _check_positive("scale", self.scale)
        _check(self.side, self.shift, np.inf)

    @property
    def log_weights(self) -> Floats:
        return uniform_log_weights(len(_signed(SLOPES, self.side)))

    def log_e(self, x: ArrayLike) -> Floats:
        d = (numbers(x, finite=True)[..., None] - self.shift) / self.scale
        stakes = np.abs(_signed(STAKES, self.side))
        with np.errstate(divide="ignore"):
            return np.log1p(stakes * np.tanh(_signed(SLOPES, self.side) * d))
