"""A picture: curves that are measured, bounded or predicted, and what stands on their axes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from theorybench.core.symbols import ONE, Unit
from theorybench.core.types import EntryError, Source

Kind = Literal["measured", "bound", "predicted"]
Numbers = Sequence[float] | np.ndarray


@dataclass(frozen=True)
class Axis:
    """What is shown along an axis, in which unit; log: on a logarithmic scale."""

    name: str
    unit: Unit = ONE
    log: bool = False


@dataclass(frozen=True, eq=False)
class Curve:
    """y against x, (points,) each; low and high (points,) bound a band around y.

    Measured curves are solid with markers, bounds dashed, predictions dotted. Curves of one group
    share a colour; a curve of no group has its own, bounds and predictions a neutral one. Where y
    is not finite, or not positive on a logarithmic axis, nothing is drawn.

    Raises EntryError if the lengths differ, only one end of the band is given, or the kind is
    unknown.
    """

    label: str
    x: Numbers
    y: Numbers
    kind: Kind = "measured"
    group: str = ""
    low: Numbers | None = None
    high: Numbers | None = None

    def __post_init__(self) -> None:
        sizes = [
            len(numbers) for numbers in (self.x, self.y, self.low, self.high) if numbers is not None
        ]
        if len(set(sizes)) > 1 or not sizes[0]:
            raise EntryError(
                f"curve {self.label!r}: lengths={sizes} of x, y and the band; give as many numbers"
                " of each, one at least"
            )
        if (self.low is None) != (self.high is None):
            raise EntryError(
                f"curve {self.label!r}: only one end of its band is given; give low= and high=, or"
                " neither"
            )
        if self.kind not in get_args(Kind):
            raise EntryError(
                f"curve {self.label!r}: kind={self.kind!r}; give one of {', '.join(get_args(Kind))}"
            )


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Picture:
    """Curves computed from a seed: the same seed gives the same numbers.

    notes: what is to be seen, and what is not.
    """

    name: str
    source: Source
    title: str
    x: Axis
    y: Axis
    curves: Callable[[int], Sequence[Curve]]
    notes: str = ""

    def __repr__(self) -> str:
        return f"Picture({self.name})"
