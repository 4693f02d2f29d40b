"""Checks that samples and parameters are what a test was told they are."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from theorybench.statistics.engine import Floats

ROUNDING = 1e-12
"""Relative excess over a declared bound that is taken for rounding."""


class DeclarationViolated(ValueError):
    """A sample lies outside the range that was declared for it: an error, never a verdict.

    Attributes:
        value: the offending sample.
        bound: the declared bound.
    """

    def __init__(self, value: float, bound: float, requirement: str) -> None:
        self.value, self.bound = value, bound
        super().__init__(
            f"sample={value:.9g} was given where {requirement} was declared: the declaration is "
            "false, correct it or the metric; no verdict can rest on it"
        )


def numbers(x: ArrayLike, finite: bool = False) -> Floats:
    """Samples as float64 of the same shape.

    Args:
        x: samples, any shape.
        finite: refuse infinities as well.

    Raises:
        ValueError: a sample is NaN (or infinite, where that is refused).
    """
    x = np.asarray(x, dtype=np.float64)
    if np.isnan(x).any():
        raise ValueError(
            f"{int(np.isnan(x).sum())} of {x.size} samples are NaN: numbers are needed; find where "
            "the run broke down, or report a divergent run as +inf if the claim says so"
        )
    if finite and not np.isfinite(x).all():
        raise ValueError(
            f"{int(np.isinf(x).sum())} of {x.size} samples are infinite: this test needs finite "
            "numbers; use the test for non-negative metrics, which allows +inf"
        )
    return x


def non_negative(x: ArrayLike) -> Floats:
    """Samples as float64; +inf is legal.

    Args:
        x: samples, any shape.

    Raises:
        ValueError: a sample is NaN.
        DeclarationViolated: a sample is negative (clip the rounding of a gap before the test).
    """
    x = numbers(x)
    if (x < 0).any():
        raise DeclarationViolated(float(x.min()), 0.0, "X >= 0")
    return x


def at_most(x: ArrayLike, bound: float) -> Floats:
    """Samples as float64, cut at a declared bound which they may exceed by rounding only.

    Args:
        x: samples, any shape, in the unit of `bound`.
        bound: the declared bound.

    Raises:
        ValueError: a sample is NaN.
        DeclarationViolated: a sample exceeds the bound.
    """
    x = numbers(x)
    if (x > bound + ROUNDING * abs(bound)).any():
        raise DeclarationViolated(float(x.max()), bound, f"X <= M={bound:.9g}")
    return np.minimum(x, bound)


def require(holds: bool, given: str, requirement: str, remedy: str) -> None:
    """Refuse a parameter.

    Args:
        holds: whether the requirement is met.
        given: what was given, as name=value.
        requirement: what was asked.
        remedy: what to do.

    Raises:
        ValueError: the requirement is not met.
    """
    if not holds:
        raise ValueError(f"{given} was given: {requirement}; {remedy}")


def require_level(name: str, value: float) -> None:
    """Refuse an error probability outside (0, 1).

    Raises:
        ValueError: value is not in (0, 1).
    """
    require(
        0 < value < 1,
        f"{name}={value}",
        "an error probability in (0, 1) is needed",
        "use 1e-3 or smaller",
    )
