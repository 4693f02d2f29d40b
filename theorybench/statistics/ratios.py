"""Rates without a constant: ratios of means or medians at two or three horizons.

"X_T = O(T^-p)" is not falsifiable. A declaration makes it so: from the horizon T0 on, m(T1) <= c
m(T0) with c = R h(T1)/h(T0), h the shape of the bound with its transient terms, R a tolerance. The
samples at different horizons must come from independent seeds: the e-values are multiplied.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from theorybench.statistics.bounds import (
    count_log_wealth,
)
from theorybench.statistics.engine import Floats
from theorybench.statistics.ranges import (
    non_negative,
    numbers,
    require,
)

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
