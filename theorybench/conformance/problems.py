"""A problem keeps its promises: at sampled points and at searched ones, near the minimiser and
far off.
"""

from __future__ import annotations

from collections.abc import Iterator

from theorybench.conformance.check import Check, Result
from theorybench.conformance.search import worst_pairs
from theorybench.core.problem import Problem
from theorybench.core.promises import Violation, broken, checkable
from theorybench.core.types import EntryError
from theorybench.verify.facts import SAMPLES, facts_broken

STARTS, MORE_STARTS = 2, 16


def problem_checks(problem: Problem) -> Iterator[Check]:
    """One test of what every run relies on, and one that searches longer."""
    yield Check("problem", problem.name, lambda verifier: _result(_broken(problem)))
    yield Check(
        "search",
        problem.name,
        lambda verifier: _result(searched(problem, MORE_STARTS, 1)),
        marks=("thorough",),
    )


def _result(found: Iterator[Violation]) -> Result:
    try:
        false = {str(violation): violation for violation in found}
    except EntryError as error:
        return Result((str(error),))
    facts = {
        f"{letter}_{i}": repr(list(p))
        for i, v in enumerate(false.values())
        for letter, p in (("x", v.at), ("y", v.partner))
        if p
    }
    return Result(tuple(false), facts)


def _broken(problem: Problem) -> Iterator[Violation]:
    yield from facts_broken(problem, SAMPLES)
    yield from searched(problem, STARTS)


def searched(problem: Problem, starts: int, seed: int = 0) -> Iterator[Violation]:
    """Promises broken at pairs of points that a search finds."""
    for assumption in checkable(problem):
        yield from broken(problem, assumption, *worst_pairs(problem, assumption, starts, seed))
