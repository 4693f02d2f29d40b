"""Rates without a constant: ratios of means or medians at two or three horizons.

"X_T = O(T^-p)" is not falsifiable. A declaration makes it so: from the horizon T0 on, m(T1) <= c
m(T0) with c = R h(T1)/h(T0), h the shape of the bound with its transient terms, R a tolerance. The
samples at different horizons must come from independent seeds: the e-values are multiplied.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from theorybench.statistics.bounds import (
    count_log_wealth,
    lower_bound,
    quantile_bounds,
    upper_bound,
)
from theorybench.statistics.declarations import Bounded, Declaration, RelativeVariance
from theorybench.statistics.efunctions import MeanAtMost
from theorybench.statistics.engine import GRID, Floats, log_wealth
from theorybench.statistics.ranges import (
    non_negative,
    numbers,
    require,
    require_level,
)

_IDLE = -float(np.log(len(GRID)))  # log wealth that the bet 0 guarantees
_CELLS = 300


def _require_sample(name: str, x: Floats) -> None:
    require(
        x.ndim == 1 and x.size > 0,
        f"{name} of shape {x.shape}",
        "one sample of shape (n,), n >= 1, is needed",
        "pass the final values of one horizon",
    )


def _require_factor(c: float) -> None:
    require(
        0 < c < np.inf,
        f"c={c}",
        "a ratio is finite and > 0",
        "use R times the quotient of the bounds",
    )


def ratio_of_means(
    x1: ArrayLike, x0: ArrayLike, c: float, declaration: Bounded | RelativeVariance
) -> float:
    """Log e-value against E X1 <= c E X0, for X1, X0 >= 0 from independent seeds; anytime.

    The least, over the unknown m = E X0, of the product of the e-values against E X1 <= c m and
    against E X0 >= m. Both are monotone in m, which makes the minimum over a grid rigorous.

    Args:
        x1: samples at the later horizon, shape (n1,); +inf is legal.
        x0: samples at the earlier horizon, shape (n0,).
        c: the claimed ratio.
        declaration: what is known about X0.

    Returns:
        Log e-value; refute the claim at level alpha when it reaches log(1/alpha).

    Raises:
        ValueError: an empty sample, NaN, c out of range, or another kind of declaration.
        DeclarationViolated: a negative sample, or x0 above its declared bound.
    """
    x1, x0 = non_negative(x1), non_negative(x0)
    _require_sample("x1", x1)
    _require_sample("x0", x0)
    _require_factor(c)
    require(
        isinstance(declaration, (Bounded, RelativeVariance)),
        f"declaration={declaration!r}",
        "the profile needs tests that are monotone in the bound: Bounded or RelativeVariance",
        "declare one of these, or use ratio_of_medians",
    )
    middles = float(np.mean(x0)), float(np.mean(x1)) / c
    if middles[1] == 0 or np.isinf(middles[0]):
        return 2 * _IDLE
    grid = _profile_grid(*middles)
    early = np.array([_against_at_least(declaration, m, x0) for m in grid])
    late = np.array([log_wealth(MeanAtMost(c * m), x1) for m in grid])
    inside = float((late[1:] + early[:-1]).min())
    return min(inside, float(late[0]) + _IDLE, _IDLE + float(early[-1]))


def _against_at_least(declaration: Declaration, m: float, x: Floats) -> float:
    null = declaration.null_at_least(m)
    return np.inf if null is None else log_wealth(null, x)


def _profile_grid(a: float, b: float) -> Floats:
    """Values of the unknown mean, fine between a and b and coarse up to a factor 4 beyond."""
    low, high = min(a, b), max(a, b)
    high = min(high, 1e12 * low) if low > 0 else high
    low = max(low, 1e-12 * high)
    pieces = (low / 4, low / 1.2, 12), (low / 1.2, high * 1.2, 60), (high * 1.2, high * 4, 12)
    return np.unique(np.concatenate([np.geomspace(*piece) for piece in pieces]))


def ratio_of_medians(x1: ArrayLike, x0: ArrayLike, c: float, q: float = 0.5) -> float:
    """Log e-value against Q(X1) <= c Q(X0), Q the q-quantile; any laws, independent seeds; anytime.

    With v = Q(X0) the claim gives P(X0 < v) <= q and P(X1 > c v) <= 1 - q; the value is the least
    product of the two Bernoulli e-values over v, attained at a sample. It also refutes rates of
    means: E X_T = O(T^-p) implies median X_T = O(T^-p).

    Args:
        x1: samples at the later horizon, shape (n1,); infinities are legal.
        x0: samples at the earlier horizon, shape (n0,).
        c: the claimed ratio.
        q: in (0, 1).

    Returns:
        Log e-value; refute the claim at level alpha when it reaches log(1/alpha).

    Raises:
        ValueError: an empty sample, NaN, or c or q out of range.
    """
    x1, x0 = numbers(x1), numbers(x0)
    _require_sample("x1", x1)
    _require_sample("x0", x0)
    _require_factor(c)
    require(0 < q < 1, f"q={q}", "a quantile level in (0, 1) is needed", "use 0.5 for the median")
    early, late = np.sort(x0), np.sort(x1 / c)
    candidates = np.concatenate([early, late, [np.inf]])
    below = np.searchsorted(early, candidates, side="left")
    above = len(late) - np.searchsorted(late, candidates, side="right")
    evidence = count_log_wealth(below, len(early), q) + count_log_wealth(above, len(late), 1 - q)
    return float(evidence.min())


def _location_bounds(
    x: ArrayLike, level: float, declaration: Declaration | None
) -> tuple[float, float]:
    """Bounds of the mean (under a declaration) or of the median, each side at `level`, >= 0."""
    if declaration is None:
        low, high = quantile_bounds(non_negative(x), 2 * level)
        return max(low, 0.0), high
    return lower_bound(x, level), upper_bound(x, level, declaration)


def _middle(x: ArrayLike) -> float:
    return float(np.median(np.asarray(x, float)))


def _average(x: ArrayLike) -> float:
    return float(np.mean(np.asarray(x, float)))


def _log(value: float) -> float:
    with np.errstate(divide="ignore"):
        return float(np.log(value))


def halving_of_medians(x0: ArrayLike, xm: ArrayLike, x1: ArrayLike) -> float:
    """Log e-value against log(Q1/Qm) <= log(Qm/Q0) / 2, Q the medians, that is Q1^2 Q0 <= Qm^3; any
    laws, independent seeds; anytime.

    Aitken's rule for "m(T) = O(h(T))", where Q = m / h at T0, Tm = r T0 and T1 = r^2 T0: by what a
    true rate exceeds h before it has settled at least halves from one segment to the next
    (plateaus, and h (1 - A T^-s) with r^-s <= 1/2); a wrong exponent exceeds it by as much in both.
    Two horizons cannot tell them apart. The value is the least product of three Bernoulli e-values
    over Q0 and Q1, with Qm = (Q1^2 Q0)^(1/3); on cells between order statistics each is replaced by
    its least, so that the minimum is rigorous.

    Args:
        x0: samples of m / h at T0, shape (n,), >= 0; infinities are legal.
        xm: samples at Tm.
        x1: samples at T1.

    Returns:
        Log e-value; the rate is refuted at level alpha when it reaches log(1/alpha).

    Raises:
        ValueError: an empty sample, NaN.
        DeclarationViolated: a negative sample.
    """
    samples = [np.sort(non_negative(x)) for x in (x0, xm, x1)]
    for name, x in zip(("x0", "xm", "x1"), samples, strict=True):
        _require_sample(name, x)
    (low0, above0), (low1, above1) = (_cells(samples[i]) for i in (0, 2))
    early, late = (
        count_log_wealth(above, len(x), 0.5)
        for above, x in ((above0, samples[0]), (above1, samples[2]))
    )
    with np.errstate(invalid="ignore"):  # 0 times infinity may be anything from 0 on
        middle = np.nan_to_num(np.cbrt(low1) ** 2 * np.cbrt(low0)[:, None], nan=0.0, posinf=np.inf)
    below = np.searchsorted(samples[1], middle, side="left")
    wealth = count_log_wealth(np.arange(len(samples[1]) + 1), len(samples[1]), 0.5)
    return float((early[:, None] + late + wealth[below]).min())


def _cells(x: Floats) -> tuple[Floats, Floats]:
    """Lower ends of intervals that cover [0, inf), and how many of the sorted samples lie above
    every point of each.
    """
    ends = np.unique(x[np.linspace(0, len(x) - 1, min(len(x), _CELLS)).astype(int)])
    lows = np.concatenate([[0.0], ends])
    return lows, np.append(len(x) - np.searchsorted(x, ends, side="left"), 0)


@dataclass(frozen=True)
class ExponentInterval:
    """The observed exponent p in m(T) ~ T^-p between two horizons, and its confidence interval."""

    estimate: float
    low: float
    high: float

    def within(self, p: float, tolerance: float) -> bool:
        """Whether the interval lies in [p - tolerance, p + tolerance]: the exponent is
        supported.
        """
        return p - tolerance <= self.low and self.high <= p + tolerance


def exponent_interval(
    x1: ArrayLike,
    x0: ArrayLike,
    horizons: tuple[float, float],
    alpha: float,
    declaration: Declaration | None = None,
) -> ExponentInterval:
    """Estimate log(m0/m1)/log(T1/T0) with the interval [log(L0/U1), log(U0/L1)]/log(T1/T0);
    anytime.

    Args:
        x1: samples at T1, shape (n1,), >= 0.
        x0: samples at T0, shape (n0,), >= 0.
        horizons: (T0, T1) with 0 < T0 < T1, in steps.
        alpha: error probability of the interval.
        declaration: for means: what is known about both metrics; None for medians.

    Raises:
        ValueError: horizons out of order, alpha outside (0, 1), an empty sample, NaN.
        DeclarationViolated: a negative sample, or one that the declaration excludes.
    """
    require_level("alpha", alpha)
    require(
        0 < horizons[0] < horizons[1] < np.inf,
        f"horizons={horizons}",
        "0 < T0 < T1 is needed",
        "order them",
    )
    (low0, high0), (low1, high1) = (_location_bounds(x, alpha / 4, declaration) for x in (x0, x1))
    centre = _middle if declaration is None else _average
    span = float(np.log(horizons[1] / horizons[0]))
    estimate = _log(centre(x0)) - _log(centre(x1))
    low = -np.inf if low0 == 0 or np.isinf(high1) else _log(low0) - _log(high1)
    high = np.inf if low1 == 0 or np.isinf(high0) else _log(high0) - _log(low1)
    return ExponentInterval(estimate / span, low / span, high / span)
