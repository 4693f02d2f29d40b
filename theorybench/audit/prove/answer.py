"""From an extreme value and a proof that it is not exceeded to a grade."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from theorybench.audit.formula.nodes import Undecided
from theorybench.audit.grade import ROUNDING, Level
from theorybench.audit.prove.lines import Proof

Point = tuple[float, ...]


@dataclass(frozen=True)
class Answer:
    """A grade without the names of what is graded."""

    level: Level
    reached: float | None = None
    at: Point | None = None
    how: str = ""


@dataclass(frozen=True)
class Extreme:
    """A value that a function of one variable attains, with the coordinate it belongs to and the
    place; `found`: it is a number.
    """

    value: float
    index: int
    at: float

    @property
    def found(self) -> bool:
        return math.isfinite(self.value)

    def negative(self) -> Extreme:
        return Extreme(-self.value, self.index, self.at)


def answer(
    declared: float,
    reached: Extreme | float | None,
    at: Point | None,
    proof: Callable[[], Proof],
    at_least: bool = False,
    size: float = 0.0,
) -> Answer:
    """Exceeded if the value reached is beyond the declared one, else the grade of its proof, else
    searched, with the reason.

    at_least: the declared number is a lower bound; size: to which rounding is relative where the
    declared number is 0.
    """
    if isinstance(reached, Extreme):
        reached, at = (reached.value, at) if reached.found else (None, None)
    sign = -1.0 if at_least else 1.0
    if reached is not None and sign * (reached - declared) > ROUNDING * (abs(declared) + size):
        return Answer(Level.EXCEEDED, reached, at)
    try:
        shown = proof()
    except Undecided as reason:
        return Answer(Level.SEARCHED, reached, at, str(reason))
    return Answer(level(shown), reached, at, means(shown))


def level(shown: Proof) -> Level:
    return Level.PROVED if shown.exact else Level.CERTIFIED


def means(shown: Proof) -> str:
    return shown.how or ("by algebra" if shown.exact else f"{shown.boxes} boxes")


def broken(at: Point, how: str, reached: float | None = math.inf) -> Answer:
    """A point where the statement is false."""
    return Answer(Level.EXCEEDED, reached, at, how)
