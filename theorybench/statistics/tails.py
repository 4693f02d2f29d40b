"""Infinite variance: what can be tested in its place.

"E |x|^2 = inf" is not decidable from samples. Two surrogates are: the characteristic function of an
exact stable law, and the tail index under declared regular variation beyond a radius. In the
second, the declaration carries the claim: lognormal noise looks like a power tail at moderate
radii, hence two thresholds and the trend of the estimate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from theorybench.statistics.efunctions import MeanAtLeastRelativeVariance, MeanAtMost, Mixture
from theorybench.statistics.engine import EFunction, Floats, Process
from theorybench.statistics.ranges import numbers, require, require_level
from theorybench.statistics.zero_mean import ZeroMeanBounded, ZeroMeanVariance


@dataclass(frozen=True)
class StableLaw:
    """Null: X is symmetric alpha-stable, E exp(i u X) = exp(-|u scale|^alpha); a bet on cos(u X).

    The mean of cos(u X) and its variance are known exactly under the null, so the bet needs no
    moments. At u scale = 1 it is blind to alpha; 0.3 separates values of alpha, 0.6 scales.

    Attributes:
        scale: of the law, in the unit of X.
        alpha: stability index in (0, 2]; 2 is the Gaussian of variance 2 scale^2.
        u: frequency, in the inverse unit of X.

    Raises:
        ValueError: a parameter is out of range.
    """

    scale: float
    alpha: float
    u: float

    def __post_init__(self) -> None:
        for name, value in (("scale", self.scale), ("u", self.u)):
            require(0 < value < np.inf, f"{name}={value}", f"{name} is finite and > 0", "choose it")
        require(
            0 < self.alpha <= 2,
            f"alpha={self.alpha}",
            "the index of a stable law lies in (0, 2]",
            "use 2 for the Gaussian",
        )

    def characteristic(self, u: float) -> float:
        """E cos(u X) under the null."""
        return float(np.exp(-((u * self.scale) ** self.alpha)))

    @cached_property
    def _bets(self) -> EFunction:
        mean = self.characteristic(self.u)
        variance = (1 + self.characteristic(2 * self.u)) / 2 - mean**2
        return Mixture((ZeroMeanBounded(1 + mean), ZeroMeanVariance(variance)))

    @property
    def log_weights(self) -> Floats:
        return self._bets.log_weights

    def log_e(self, x: ArrayLike) -> Floats:
        cosine = np.cos(self.u * numbers(x, finite=True))
        return self._bets.log_e(cosine - self.characteristic(self.u))


def characteristic_check(x: ArrayLike, scale: float, alpha: float, u: float) -> float:
    """Log evidence against "X is symmetric alpha-stable of this scale": supremum over time.

    Args:
        x: samples in the order drawn, shape (n,), finite.
        scale: as in `StableLaw`.
        alpha: as in `StableLaw`.
        u: as in `StableLaw`.

    Returns:
        sup log E_n >= 0; refute the law at level a when it reaches log(1/a).

    Raises:
        ValueError: a parameter out of range, NaN or infinity in x.
    """
    process, _ = Process.start(StableLaw(scale, alpha, u)).advance(x)
    return process.log_sup


def log_excesses(x: ArrayLike, radius: float) -> Floats:
    """log(|x| / radius) of the samples with |x| > radius, in order: shape (m,), m <= n.

    Under P(|X| > t) ~ t^-a beyond the radius they are exponential of mean 1/a.

    Raises:
        ValueError: radius <= 0, NaN or infinity in x.
    """
    require(0 < radius < np.inf, f"radius={radius}", "a radius is finite and > 0", "choose it")
    size = np.abs(numbers(x, finite=True))
    return np.log(size[size > radius] / radius)


@dataclass(frozen=True)
class TailAtRadius:
    """Evidence on the tail index a beyond one radius.

    Attributes:
        radius: threshold, in the unit of x.
        excesses: number of samples beyond it.
        estimate: Hill's estimate of a; NaN without excesses.
        log_e_heavier: log evidence against a >= index (supremum over time).
        log_e_lighter: log evidence against a <= index.
    """

    radius: float
    excesses: int
    estimate: float
    log_e_heavier: float
    log_e_lighter: float


@dataclass(frozen=True)
class TailIndex:
    """What all radii together say: "heavier" is a < index, "lighter" a > index.

    A trend of the estimates with the radius says that the declared regular variation is doubtful.
    """

    verdict: Literal["heavier", "lighter", "undecided"]
    radii: tuple[TailAtRadius, ...]


def tail_index(
    x: ArrayLike,
    alpha: float,
    index: float = 2.0,
    quantiles: Sequence[float] = (0.95, 0.99),
    pilot: float = 0.25,
) -> TailIndex:
    """Decide whether the tail index is below or above `index`, if |X| varies regularly.

    The radii are quantiles of |x| in a pilot split, which is then discarded. The verdict needs
    every radius to agree.

    Args:
        x: samples in the order drawn, shape (n,), finite.
        alpha: error probability of either verdict.
        index: the index in question; 2 for the variance.
        quantiles: levels in (0, 1), at least two.
        pilot: fraction of x that chooses the radii, in (0, 1).

    Raises:
        ValueError: a parameter out of range; NaN or infinity in x; too few samples for the split;
            a radius that is 0.
    """
    require_level("alpha", alpha)
    require(0 < index < np.inf, f"index={index}", "an index is finite and > 0", "use 2")
    require(
        len(quantiles) >= 2 and all(0 < q < 1 for q in quantiles),
        f"quantiles={quantiles}",
        "at least two levels in (0, 1) are needed: one threshold hides the trend",
        "use (0.95, 0.99)",
    )
    require(0 < pilot < 1, f"pilot={pilot}", "a fraction in (0, 1) is needed", "use 0.25")
    x = numbers(x, finite=True)
    split = int(pilot * x.size)
    require(
        x.ndim == 1 and split > 0,
        f"x of shape {x.shape}",
        "one sample of shape (n,) with a non-empty pilot split is needed",
        "draw more",
    )
    radii = np.quantile(np.abs(x[:split]), quantiles)
    tails = tuple(_tail_at(x[split:], float(radius), index) for radius in radii)
    threshold = -np.log(alpha)
    if min(tail.log_e_heavier for tail in tails) >= threshold:
        return TailIndex("heavier", tails)
    if min(tail.log_e_lighter for tail in tails) >= threshold:
        return TailIndex("lighter", tails)
    return TailIndex("undecided", tails)


def _tail_at(x: Floats, radius: float, index: float) -> TailAtRadius:
    """Tests of mean log-excess <= 1/index, and >= 1/index (an exponential has V = 1)."""
    y = log_excesses(x, radius)
    nulls = MeanAtMost(1 / index), MeanAtLeastRelativeVariance(1 / index, 1.0)
    heavier, lighter = (Process.start(null).advance(y)[0].log_sup for null in nulls)
    estimate = float(1 / y.mean()) if len(y) else np.nan
    return TailAtRadius(radius, len(y), estimate, heavier, lighter)
