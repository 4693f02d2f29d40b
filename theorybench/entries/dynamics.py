"""Limit behaviour of a method: cycles, chaos, time averages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from theorybench.core import symbols as s
from theorybench.core.algorithm import Algorithm
from theorybench.core.fields import Want, function, instance, require_fields, table
from theorybench.core.problem import Problem
from theorybench.core.types import Tensor
from theorybench.entries.comparison import Comparison
from theorybench.entries.entry import Entry


@dataclass(frozen=True)
class Orbit:
    """A run without noise, kept whole: points (steps + 1, starts, d) in float64."""

    problem: Problem
    points: Tensor


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Dynamics(Entry):
    """Limit behaviour of a method on one problem: `observe` turns the orbit into numbers that are
    reported, `parts` into comparisons.

    starts: (starts, d) points from which the orbit is followed.
    """

    problem: Problem
    algorithm: Algorithm
    params: Mapping[s.Constant, float]
    starts: Callable[[], Tensor]
    steps: int
    observe: Callable[[Orbit], Mapping[str, float]]
    parts: Callable[[Mapping[str, float]], tuple[Comparison, ...]]

    def __post_init__(self) -> None:
        super().__post_init__()
        require_fields(self.described, self, _WANTS)

    @property
    def kind(self) -> str:
        return "dynamics"


_WANTS: dict[str, Want] = {
    "problem": instance(Problem, "a Problem"),
    "algorithm": instance(Algorithm, "an Algorithm, e.g. gradient_descent"),
    "params": table(s.Constant, "a mapping from Constants to numbers, e.g. {gamma: 0.1}"),
    "starts": function("a function without arguments to points (starts, d)"),
    "steps": (lambda value: isinstance(value, int) and value > 0, "a positive whole number"),
    "observe": function("a function from an Orbit to numbers by name"),
    "parts": function("a function from these numbers to comparisons"),
}
