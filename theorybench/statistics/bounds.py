"""Confidence bounds for means and quantiles, by inverting the tests: valid at every sample size.

"Anytime" below: the bound may be computed at any stopping time, and the best of the bounds seen so
far is valid too. Bounds of a mean from below need no declaration, from above they need one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize

from theorybench.statistics.declarations import Declaration, Moment
from theorybench.statistics.efunctions import MeanAtMost
from theorybench.statistics.engine import (
    GRID,
    Floats,
    log_sum_exp,
    log_wealth,
)
from theorybench.statistics.ranges import (
    non_negative,
    numbers,
    require,
    require_level,
)

PRECISION = 1e-7
"""Relative precision of the bounds; the rounding is always towards the safe side."""

_WALK = 1.05  # ratio of the grid of bounds under a Moment declaration
_CAP = 1e3  # surplus in nats beyond which only its sign matters
_LOG_RANGE = 700.0  # logarithms whose exponential is a normal float
_DOUBLINGS = 40


def _sample(x: ArrayLike) -> Floats:
    x = np.asarray(x, dtype=np.float64)
    require(
        x.ndim == 1 and x.size > 0,
        f"x of shape {x.shape}",
        "one sample of shape (n,), n >= 1, is needed",
        "pass one column",
    )
    return x


def _root(surplus: Callable[[float], float], rejected: float, kept: float) -> float:
    """The boundary between a rejected (surplus >= 0) and a kept point, on the rejected side."""

    def capped(point: float) -> float:
        return float(np.clip(surplus(point), -_CAP, _CAP))

    root = cast(float, optimize.brentq(capped, rejected, kept, xtol=PRECISION / 2))
    return float(root + np.copysign(PRECISION, rejected - kept))


def _first_rejected(surplus: Callable[[float], float], kept: float, step: float) -> float:
    """The boundary above `kept` of an increasing surplus; inf when it is too far."""
    for _ in range(_DOUBLINGS):
        if surplus(kept + step) >= 0:
            return _root(surplus, kept + step, kept)
        kept, step = kept + step, 2 * step
    return np.inf


def lower_bound(x: ArrayLike, alpha: float) -> float:
    """Lower confidence bound of E X for X >= 0, free of assumptions, anytime at level alpha.

    The largest B at which the null E X <= B is rejected. Infinite samples give inf.

    Args:
        x: samples, shape (n,).
        alpha: error probability.

    Returns:
        L with P(exists n: L_n > E X) <= alpha, in the unit of x; 0 for samples that are all 0.

    Raises:
        ValueError: alpha outside (0, 1), x empty, NaN in x.
        DeclarationViolated: x has a negative value.
    """
    require_level("alpha", alpha)
    x = non_negative(_sample(x))
    top = float(x.max())
    if top == 0 or np.isinf(top):
        return top

    def surplus(log_ratio: float) -> float:
        return log_wealth(MeanAtMost(float(np.exp(log_ratio))), scaled) + np.log(alpha)

    scale = float(x.mean())
    scaled, low = x / scale, -1.0
    while surplus(low) < 0:
        low *= 2
        if low < -_LOG_RANGE:
            return 0.0
    return scale * float(np.exp(_root(surplus, low, 0.0)))


def upper_bound(
    x: ArrayLike, alpha: float, declaration: Declaration, anchor: float | None = None
) -> float:
    """Upper confidence bound of E X for X >= 0 under a declaration, anytime at level alpha.

    The smallest B above which every null E X >= B is rejected. Under `Moment` these tests are not
    monotone in B, and the bound is taken on a grid of ratio 1.05 through `anchor`.

    Args:
        x: samples, shape (n,).
        alpha: error probability.
        declaration: what is known about X.
        anchor: a bound of interest, fixed before the data; it is on the grid of `Moment`.

    Returns:
        U with P(exists n: U_n < E X) <= alpha, in the unit of x; inf where nothing is rejected.

    Raises:
        ValueError: alpha outside (0, 1), x empty, NaN in x.
        DeclarationViolated: x has a value that the declaration excludes.
    """
    require_level("alpha", alpha)
    x = non_negative(_sample(x))

    def surplus(log_bound: float) -> float:
        if log_bound > _LOG_RANGE:
            return -np.inf
        null = declaration.null_at_least(float(np.exp(log_bound)))
        return np.inf if null is None else log_wealth(null, x) + np.log(alpha)

    mean = float(x.mean())
    if np.isinf(mean):
        surplus(0.0)
        return np.inf
    if isinstance(declaration, Moment):
        return _walk_down(surplus, declaration.C ** (1 / declaration.q), mean, anchor)
    start = float(np.log(max(mean, np.exp(-_LOG_RANGE))))
    if surplus(start) >= 0:
        return float(np.exp(start))
    return float(np.exp(_first_rejected(surplus, start, 0.25)))


def _walk_down(
    surplus: Callable[[float], float], top: float, stop: float, anchor: float | None
) -> float:
    """The last rejected bound on a grid walked down from `top` until the first non-rejection."""
    anchor = top if anchor is None or not 0 < anchor < top else anchor
    bound, power = top, int(np.ceil(np.log(top / anchor) / np.log(_WALK)))
    while True:
        power -= 1
        following = anchor * _WALK**power
        if following < stop or surplus(float(np.log(following))) < 0:
            return bound
        bound = following


def count_log_wealth(successes: ArrayLike, n: int, p: float) -> Floats:
    """Log E_n of the null P(Z = 1) <= p, from the number of ones among n zeros and ones.

    Args:
        successes: counts in 0 ... n, any shape.
        n: number of samples.
        p: bound on the probability, in (0, 1).

    Returns:
        The shape of `successes`; increasing in the count.
    """
    ones = np.asarray(successes, float)[..., None]
    with np.errstate(divide="ignore", invalid="ignore"):
        losses = np.where(ones < n, (n - ones) * np.log1p(-GRID), 0.0)
    gains = ones * np.log1p(GRID * (1.0 / p - 1.0))
    return log_sum_exp(gains + losses - np.log(len(GRID)))


def quantile_bounds(x: ArrayLike, alpha: float, q: float = 0.5) -> tuple[float, float]:
    """Confidence interval of the q-quantile of any law, anytime, each side at level alpha / 2.

    Args:
        x: samples, shape (n,); infinities are legal.
        alpha: error probability of the interval.
        q: in (0, 1); the quantile is inf{v: P(X <= v) >= q}.

    Returns:
        (low, high) in the unit of x; an infinite end where nothing is rejected.

    Raises:
        ValueError: alpha or q outside (0, 1), x empty, NaN in x.
    """
    require_level("alpha", alpha)
    require(0 < q < 1, f"q={q}", "a quantile level in (0, 1) is needed", "use 0.5 for the median")
    x = np.sort(numbers(_sample(x)))
    n = len(x)
    counts, threshold = np.arange(n + 1), np.log(2 / alpha)
    above = np.flatnonzero(count_log_wealth(counts, n, 1 - q) >= threshold)
    below = np.flatnonzero(count_log_wealth(counts, n, q) >= threshold)
    low = float(x[n - above[0]]) if len(above) else -np.inf
    high = float(x[below[0] - 1]) if len(below) else np.inf
    return low, high
