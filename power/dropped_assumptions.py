"""Dropped assumptions: the counterexamples that lack one, which a theorem without it meets.

No counterexample lacks a lower bound: Delta_0 needs an f*, and a run that falls below it shows
that the problem is wrong, not the theorem.
"""

from __future__ import annotations

from dataclasses import replace

from theorybench.core.assumptions import Assumption, everything
from theorybench.core.oracles import Oracle
from theorybench.core.problem import Problem
from theorybench.problems.counterexamples.noise import calm, loud, silent
from theorybench.problems.counterexamples.not_bounded import boundless, escaping
from theorybench.problems.counterexamples.not_convex import ripples, slack, straight
from theorybench.problems.counterexamples.not_smooth import kink, narrow, rough, steep
from theorybench.problems.counterexamples.steep_slopes import cliff, jagged, tilted

PROBLEMS = tuple(
    make()
    for make in (
        *(ripples, straight, kink, rough, escaping, steep),
        *(cliff, tilted, narrow, boundless, slack, jagged),
    )
)
ORACLES = (silent(), loud(), calm())


def bare(assumption: Assumption) -> Assumption:
    """The constants of an assumption, and nothing said of them."""
    return Assumption(
        f"numbers of '{assumption}'",
        "numbers are given",
        assumption.introduces,
        of_oracle=assumption.of_oracle,
    )


def without(
    assumption: Assumption, numbers: Assumption
) -> tuple[tuple[Problem, ...], tuple[Oracle, ...]]:
    """The counterexamples that lack the assumption, promising its bare numbers where
    they have them.
    """
    if assumption.of_oracle:
        return (), tuple(
            replace(o, promises=(*o.promises, numbers))
            for o in ORACLES
            if assumption not in everything(o.promises)
        )
    lacking = [
        p
        for p in PROBLEMS
        if assumption not in everything(p.promises)
        and all(c in p.constants for c in assumption.introduces)
    ]
    return tuple(replace(p, promises=(*p.promises, numbers)) for p in lacking), ()
