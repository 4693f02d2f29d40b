"""An identity in expectation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from theorybench.core.assumptions import Assumption
from theorybench.core.problem import Problem
from theorybench.core.types import Tensor
from theorybench.entries.entry import Entry


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Identity(Entry):
    """E a = E b over s ~ Exp(1), on every problem that satisfies `assumes`, for any point and
    direction.

    sides: (problem, x (rows, d), direction (rows, d), s (rows, 1)) -> (a, b), each (rows,). The
    auxiliary randomness s is integrated out.
    """

    assumes: tuple[Assumption, ...]
    sides: Callable[[Problem, Tensor, Tensor, Tensor], tuple[Tensor, Tensor]]

    @property
    def kind(self) -> str:
        return "identity"
