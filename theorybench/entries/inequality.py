"""A lemma for all inputs: an inequality between expressions."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sympy

from theorybench.core import symbols as s
from theorybench.core.fields import Want, conditions, is_number, require_fields, table
from theorybench.core.types import EntryError
from theorybench.entries.entry import Entry, require_constants, unit_findings


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Inequality(Entry):
    """A lemma for all inputs: for all values in the ranges that satisfy the premises, lhs <= rhs in
    every part.

    variables: constant -> (low, high). Both positive: searched on a logarithmic scale; low = 0 also
    tries 0. A range with negative numbers is searched on a logarithmic scale of either sign; it
    needs a Constant of either sign, Constant(name, meaning, unit, real=True). A vector is stated by
    its coordinates.
    """

    variables: Mapping[s.Constant, tuple[float, float]]
    parts: Mapping[str, tuple[Any, Any]]
    premises: tuple[Any, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        require_fields(self.described, self, _WANTS)
        for what, (lhs, rhs) in self.parts.items():
            require_constants(
                self.name, what, sympy.sympify(lhs) - sympy.sympify(rhs), self.variables
            )
        for constant, (low, high) in self.variables.items():
            if not (math.isfinite(high) and low < high and low > -math.inf):
                raise EntryError(
                    f"{self.name}: range of {constant.name} is ({low}, {high}); give two finite"
                    " numbers, the lower first"
                )
            if low < 0 and constant.is_nonnegative:
                raise EntryError(
                    f"{self.name}: range of {constant.name} is ({low}, {high}), but a Constant is"
                    f" positive; give 0 <= low < high, or make it Constant({constant.name!r},"
                    " meaning, unit, real=True)"
                )
        if (found := self.findings()) and not self.as_printed:
            raise EntryError(found[0])

    @property
    def kind(self) -> str:
        return "inequality"

    def findings(self) -> tuple[str, ...]:
        """Sides of different units."""
        found = []
        for what, (lhs, rhs) in self.parts.items():
            try:
                its = s.unit_of(rhs)
            except s.UnitMismatch as mismatch:
                found.append(f"{self.name}: {what}: {mismatch}")
            else:
                found += unit_findings(self.name, what, lhs, its) if its is not None else []
        return tuple(found)


def _is_pair(value: Any) -> bool:
    return isinstance(value, tuple | list) and len(value) == 2


_WANTS: dict[str, Want] = {
    "variables": table(
        s.Constant,
        "a mapping from Constants to their ranges, two finite numbers, e.g. {L: (0.1, 10.0)}",
        lambda value: _is_pair(value) and all(map(is_number, value)),
    ),
    "parts": table(str, "a mapping from names to pairs (lhs, rhs) of expressions", _is_pair),
    "premises": conditions,
}
