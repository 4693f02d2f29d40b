"""The value that every method of optimization is: init, step, point."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

import torch

from theorybench.core.fields import (
    Want,
    function,
    instance,
    optional,
    require_fields,
    several,
    text,
)
from theorybench.core.symbols import Constant
from theorybench.core.types import Number, Source, Tensor

Params = Mapping[Constant, Number]
State = Mapping[str, Tensor]
"""Named tensors, each with the rows first."""


class Query(Protocol):
    """What a method may ask in a step. Every call of `gradient` is a fresh draw of the oracle."""

    def gradient(self, x: Tensor) -> Tensor:
        """Stochastic gradient: (rows, d) -> (rows, d)."""
        ...

    def directional(self, x: Tensor, direction: Tensor) -> Tensor:
        """An element g of the subdifferential with <g, direction> = f'(x; direction): all (rows,
        d).
        """
        ...

    def value(self, x: Tensor) -> Tensor:
        """f: (rows, d) -> (rows,)."""
        ...

    def gap(self, x: Tensor) -> Tensor:
        """f - f*, for methods that are told f*: (rows, d) -> (rows,)."""
        ...

    def prox(self, x: Tensor, gamma: Number) -> Tensor:
        """The minimiser of f(y) + ||y - x||^2 / (2 gamma) over y: (rows, d) -> (rows, d)."""
        ...

    def project(self, x: Tensor) -> Tensor:
        """Euclidean projection onto the domain: (rows, d) -> (rows, d)."""
        ...

    def uniform(self) -> Tensor:
        """The method's own randomness: uniform on [0, 1], (rows, 1)."""
        ...


@dataclass(frozen=True, eq=False)
class Algorithm:
    """A method: `parameters` are the constants a theorem must prescribe; `point` is the iterate
    that metrics look at.

    init: (x0 (rows, d), params) -> state; step: (state, query, params) -> state, where params holds
    k, the number of the step from 1; finished: rows that have returned, for methods that stop by
    themselves.
    """

    name: str
    parameters: tuple[Constant, ...]
    init: Callable[[Tensor, Params], State]
    step: Callable[[State, Query, Params], State]
    point: Callable[[State], Tensor] = lambda state: state["x"]
    finished: Callable[[State], Tensor] | None = None
    source: Source | None = None

    def __post_init__(self) -> None:
        require_fields("Algorithm", self, {"name": text})
        require_fields(f"algorithm {self.name}", self, _WANTS)

    def __repr__(self) -> str:
        return f"Algorithm({self.name})"


_WANTS: dict[str, Want] = {
    "parameters": several(Constant, "a tuple of Constants, e.g. (gamma,)"),
    "init": function("a function (x0, params) -> state"),
    "step": function("a function (state, query, params) -> state"),
    "point": function("a function from a state to points (rows, d)"),
    "finished": optional(function("a function from a state to booleans (rows,)")),
    "source": optional(instance(Source, "a Source")),
}


def at_start(x0: Tensor, params: Params) -> State:
    """The state of a method that remembers only its iterate."""
    return {"x": x0}


def add_scaled(x: Tensor, direction: Tensor, factor: Number) -> Tensor:
    """x + factor * direction in one pass."""
    return (
        torch.add(x, direction, alpha=factor)
        if isinstance(factor, float | int)
        else torch.addcmul(x, direction, factor)
    )


def row_norm(x: Tensor) -> Tensor:
    """Euclidean norm of each row: (rows, d) -> (rows, 1)."""
    return x.abs() if x.shape[-1] == 1 else torch.linalg.vector_norm(x, dim=-1, keepdim=True)
