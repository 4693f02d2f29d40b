"""An adversary that answers queries by a rule and then builds a function that would have
answered the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from theorybench.core import symbols as s
from theorybench.core.algorithm import Algorithm
from theorybench.core.assumptions import Assumption
from theorybench.core.fields import Want, function, require_fields, several
from theorybench.core.problem import Problem
from theorybench.core.types import Tensor, Values
from theorybench.entries.comparison import Comparison
from theorybench.entries.entry import Entry


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Resisting(Entry):
    """An adversary: it answers a method's queries by a rule, then builds a function of the class
    that would have given the same answers.

    answers: setting -> Problem that gives the adversary's answers at every point; build: (points
    asked for (queries, d), setting) -> Problems, each consistent with the answers; methods:
    (algorithm, params); parts: (points, problems, setting) -> comparisons.
    """

    answers: Callable[[Values], Problem]
    build: Callable[[Tensor, Values], tuple[Problem, ...]]
    methods: Callable[[Values], tuple[tuple[Algorithm, Mapping[s.Constant, float]], ...]]
    parts: Callable[[Tensor, tuple[Problem, ...], Values], tuple[Comparison, ...]]
    settings: tuple[Values, ...]
    steps: int = 100
    promises: tuple[Assumption, ...] = field(default=())

    def __post_init__(self) -> None:
        super().__post_init__()
        require_fields(self.described, self, _WANTS)

    @property
    def kind(self) -> str:
        return "impossibility"


_WANTS: dict[str, Want] = {
    "answers": function("a function from a setting to a Problem"),
    "build": function("a function (points, setting) -> problems"),
    "methods": function("a function from a setting to pairs (algorithm, {constant: value})"),
    "parts": function("a function (points, problems, setting) -> comparisons"),
    "settings": several(Mapping, "a tuple of settings, each a mapping from Constants to numbers"),
    "steps": (lambda value: isinstance(value, int) and value > 0, "a positive whole number"),
    "promises": several(Assumption, "a tuple of assumptions, e.g. (smooth,)"),
}
