"""Piecewise linear functions of one variable: no smoothness anywhere, and every Clarke and
Goldstein subdifferential is an interval.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from theorybench.vocabulary import L_f, Problem, Tensor, directionally_differentiable, interval
from theorybench.vocabulary import lipschitz, lower_bounded


@dataclass(frozen=True)
class Piece:
    """f(x) = height + slope (x - at) on [low, high]."""

    low: float
    high: float
    slope: float
    at: float
    height: float = 0.0


@dataclass(frozen=True, eq=False)
class PiecewiseLinear:
    """A function made of pieces in ascending order; NaN where no piece defines it."""

    pieces: tuple[Piece, ...]

    def _column(self, name: str, x: Tensor) -> Tensor:
        return torch.tensor(
            [getattr(p, name) for p in self.pieces], dtype=torch.float64, device=x.device
        )

    def _read(self, name: str, x: Tensor, leftwards: Tensor) -> Tensor:
        """A number of the piece on the right of x (batch, 1), on the left where `leftwards`:
        (batch, 1).
        """
        low, high = self._column("low", x), self._column("high", x)
        index = (
            torch.where(
                leftwards, torch.searchsorted(low, x), torch.searchsorted(low, x, right=True)
            )
            .sub(1)
            .clamp_min(0)
        )
        return torch.where(
            (low[index] <= x) & (x <= high[index]), self._column(name, x)[index], torch.nan
        )

    def value(self, x: Tensor) -> Tensor:
        """f: (batch, 1) -> (batch,)."""
        slope, at, height = (
            self._read(name, x, torch.zeros_like(x, dtype=torch.bool))
            for name in ("slope", "at", "height")
        )
        return (height + slope * (x - at))[:, 0]

    def directional(self, x: Tensor, direction: Tensor) -> Tensor:
        """The slope on the side to which the direction points, on the right for 0: all (batch,
        1).
        """
        return self._read("slope", x, direction < 0)

    def gradient(self, x: Tensor) -> Tensor:
        """The slope on the right: (batch, 1) -> (batch, 1)."""
        return self.directional(x, torch.zeros_like(x))

    def goldstein(self, x: Tensor, radius: float | Tensor) -> Tensor:
        """Distance of 0 from the interval of the slopes that [x - radius, x + radius] meets,
        exact: (batch, 1) -> (batch,), unit F/X.
        """
        reach = torch.as_tensor(radius, dtype=x.dtype, device=x.device).expand(len(x))[:, None]
        met = (self._column("low", x) <= x + reach) & (self._column("high", x) >= x - reach)
        slope = self._column("slope", x)
        least, most = (
            torch.where(met, slope, torch.inf).amin(-1),
            torch.where(met, slope, -torch.inf).amax(-1),
        )
        return torch.maximum(least, -most).clamp_min(0.0)


def sawtooth(name: str, slopes: Sequence[float], width: float) -> Problem:
    """Pieces of equal width with the given slopes, from f(0) = 0 on; beyond, the first slope to the
    left and the last one to the right.

    Started at width / 2; the infimum is finite if the first slope is negative and the last one
    positive.
    """
    pieces, height = [Piece(-torch.inf, 0.0, slopes[0], 0.0)], 0.0
    for i, slope in enumerate(slopes):
        pieces.append(Piece(i * width, (i + 1) * width, slope, i * width, height))
        height += slope * width
    made = PiecewiseLinear(
        (*pieces, Piece(len(slopes) * width, torch.inf, slopes[-1], len(slopes) * width, height))
    )
    lowest = min(pieces[1:], key=lambda p: p.height)
    return Problem(
        name=f"sawtooth-{name}",
        f=made.value,
        gradient=made.gradient,
        directional=made.directional,
        goldstein=made.goldstein,
        start=(width / 2,),
        f_star=lowest.height,
        minimiser=(lowest.at,),
        constants={L_f: max(map(abs, slopes))},
        promises=(lipschitz, lower_bounded, directionally_differentiable, interval),
    )


problems = (
    sawtooth("teeth", (-1.0, 0.5, -1.0, 0.5, -1.0, 1.0), 0.75),
    sawtooth("stairs", (-1.0, -0.8125) * 8 + (1.0, -1.0) * 4 + (1.0,), 0.125),
)
