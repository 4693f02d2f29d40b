"""An identity in expectation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from theorybench.core.assumptions import Assumption
from theorybench.core.fields import Want, function, require_fields, several
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

    def __post_init__(self) -> None:
        super().__post_init__()
        require_fields(self.described, self, _WANTS)

    @property
    def kind(self) -> str:
        return "identity"


_WANTS: dict[str, Want] = {
    "assumes": several(Assumption, "a tuple of assumptions, e.g. (convex,)"),
    "sides": function("a function (problem, x, direction, s) -> (a, b)"),
}
