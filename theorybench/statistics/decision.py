"""What a sequential run is asked, and what it answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from theorybench.core.blocks import BLOCK
from theorybench.statistics.engine import Floats
from theorybench.statistics.panels import Trial, Verdict
from theorybench.statistics.ranges import require, require_level

Direction = Literal["upper", "lower"]
Quantifier = Literal["all", "some"]


@dataclass(frozen=True)
class Design:
    """How long to draw, and which errors are allowed; fixed before the first look.

    Attributes:
        alpha: P(REFUTED) of a true claim is at most this.
        delta_s: P(SUPPORTED) of a false claim is at most this.
        n_max: largest sample size, a multiple of 32.
        first: size of the first batch, a multiple of 32; then n doubles.
        eta: tolerance: "supported-within" says that the claim holds within the factor 1 + eta.

    Raises:
        ValueError: a field is out of range.
    """

    alpha: float
    delta_s: float = 1e-3
    n_max: int = 4096
    first: int = BLOCK
    eta: float = 0.25

    def __post_init__(self) -> None:
        require_level("alpha", self.alpha)
        require_level("delta_s", self.delta_s)
        require(
            0 < self.first <= self.n_max and self.first % BLOCK == self.n_max % BLOCK == 0,
            f"first={self.first}, n_max={self.n_max}",
            f"multiples of {BLOCK} with 0 < first <= n_max are needed",
            "seeds come in whole blocks",
        )
        require(0 < self.eta < np.inf, f"eta={self.eta}", "a tolerance is > 0", "use 0.25")

    def sizes(self) -> Iterator[int]:
        """Sample sizes at which a batch ends: first, 2 first, 4 first, ..., n_max."""
        n = self.first
        while n < self.n_max:
            yield n
            n *= 2
        yield self.n_max


@dataclass(frozen=True)
class Decision:
    """A verdict and what it rests on. J is the number of columns; means have the unit of the
    bounds.

    Attributes:
        verdict: "supported-within" when n_max was reached and the claim holds within 1 + eta.
        n: samples drawn.
        crossed: sample size at which the verdict fell, None unless refuted or supported.
        log_e_refute: log evidence against the claim (supremum over time).
        log_e_support: log evidence against its negation; 0 when no test of it exists.
        means: sample means, shape (J,).
        low: lower confidence bounds of the means, shape (J,); the side that refutes is simultaneous
            over columns at alpha, the side that supports has level delta_s per column.
        high: upper confidence bounds likewise; inf without a declaration. sharpness: how close the
        measurement comes to the bound: max_j low_j/B_j (upper claims), max_j
            B_j/high_j (lower claims), min_j for "some". Above 1: refuted. The claim with bounds
            multiplied by c would be refuted on these data for every c below it (lower: divided).
        detectable: the violation factor that would have been refuted at this noise whichever
            column had it: max_j means_j/low_j (upper), max_j high_j/means_j (lower).
        column: the column of the sharpness.
    """

    verdict: Verdict
    n: int
    crossed: int | None
    log_e_refute: float
    log_e_support: float
    means: Floats
    low: Floats
    high: Floats
    sharpness: float
    detectable: float
    column: int


def make_decision(
    trial: Trial,
    interval: tuple[Floats, Floats],
    closeness: tuple[float, int],
    detectable: float,
) -> Decision:
    """The decision on a finished trial.

    Args:
        trial: the samples and the panels.
        interval: low and high, shapes (J,).
        closeness: sharpness and its column.
        detectable: the violation that would have been refuted.
    """
    return Decision(
        verdict=trial.verdict,
        n=len(trial.x),
        crossed=trial.crossed,
        log_e_refute=trial.refute.log_e,
        log_e_support=trial.support.log_e,
        means=trial.x.mean(axis=0),
        low=interval[0],
        high=interval[1],
        sharpness=closeness[0],
        detectable=detectable,
        column=closeness[1],
    )
