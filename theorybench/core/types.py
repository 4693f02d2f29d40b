"""Names for the shapes that functions pass to each other: rows of a batch are independent runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch

Tensor = torch.Tensor

Values = Mapping[Any, Any]
"""Constant -> number: a setting with its values put in."""

Number = float | Tensor
"""A parameter: one float for all rows, or (rows, 1)."""

Value = Callable[[Tensor], Tensor]
"""f on rows: (batch, d) -> (batch,)."""

Gradient = Callable[[Tensor], Tensor]
"""Gradient (or one element of the subdifferential) on rows: (batch, d) -> (batch, d)."""

DirectionalGradient = Callable[[Tensor, Tensor], Tensor]
"""(x, direction) -> g in the subdifferential at x with <g, direction> = f'(x; direction); all
(batch, d).
"""

Projection = Callable[[Tensor], Tensor]
"""Euclidean projection onto the domain: (batch, d) -> (batch, d)."""

Prox = Callable[[Tensor, Number], Tensor]
"""(x, gamma) -> the minimiser of f(y) + ||y - x||^2 / (2 gamma) over y: (batch, d) -> (batch,
d).
"""


@dataclass(frozen=True)
class Source:
    """Where a statement is printed: authors, year, number of the statement, link."""

    authors: str
    year: int
    number: str
    link: str = ""

    def __str__(self) -> str:
        return f"{self.authors} ({self.year}), {self.number}"


class EntryError(ValueError):
    """An entry of a catalogue is not well formed; the message says what was given, what was
    asked and what to do.
    """


def pointwise(function: Callable[[Tensor], Tensor]) -> Value:
    """Make f on rows from a function of one real variable: (batch, 1) -> (batch,)."""
    return lambda x: function(x[:, 0])
