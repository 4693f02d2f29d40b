"""Resisting oracles: let a method ask, build the functions that agree with every answer, and
check that they do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import torch

from theorybench.catalogue.claim import Claim
from theorybench.core import symbols as s
from theorybench.core.algorithm import Algorithm
from theorybench.core.oracles import exact
from theorybench.core.problem import Problem
from theorybench.core.promises import check_promises
from theorybench.core.types import Tensor
from theorybench.entries.comparison import Comparison
from theorybench.entries.resisting import Resisting
from theorybench.run.iterate import Schedule, points
from theorybench.run.query import bare_query
from theorybench.verify.evidence import Evidence, from_comparisons
from theorybench.verify.membership import constants_within, with_constants
from theorybench.verify.profile import Options


def asked(
    algorithm: Algorithm, params: Mapping[s.Constant, float], problem: Problem, steps: int
) -> Tensor:
    """Every point that one run looks at, with repetitions: x_0, x_1, ... and wherever f or a
    gradient is asked for, (points, d).
    """
    seen: list[Tensor] = []

    def noted(answer: Any) -> Any:
        return lambda x, *rest: (seen.append(x.detach().clone()), answer(x, *rest))[1]

    directional = problem.directional or (lambda x, direction: problem.gradient(x))
    logged = replace(
        problem,
        f=noted(problem.f),
        gradient=noted(problem.gradient),
        directional=noted(directional),
    )
    seen.clear()  # the checks of a new Problem ask too
    query, start = bare_query(logged, exact), problem.start_point()
    seen.extend(points(algorithm, query, start, Schedule(params).at, steps))
    return torch.cat(seen)


def verify_resisting(claim: Claim, options: Options) -> Evidence:
    """For every method: the functions are in the class, would have caused the same run, and the
    parts hold on the points looked at.
    """
    entry = claim.entry_of(Resisting)
    comparisons, numbers = [], []
    for setting in entry.settings:
        for algorithm, params in entry.methods(setting):
            looked_at = asked(algorithm, params, entry.answers(setting), entry.steps)
            built = entry.build(looked_at, setting)
            found = [_consistent(algorithm, params, p, looked_at, entry.steps) for p in built]
            found += [c for p in built for c in _in_class(entry, p, setting)]
            found += entry.parts(looked_at, built, setting)
            comparisons += [replace(c, statement=f"{algorithm.name}: {c.statement}") for c in found]
            numbers += [
                {c.name: float(v) for c, v in setting.items() if isinstance(c, s.Constant)}
            ] * len(found)
    return from_comparisons(claim, comparisons, numbers)


def _in_class(entry: Resisting, problem: Problem, setting: Mapping[Any, Any]) -> list[Comparison]:
    """What the class asks of a function, with the constants of the setting."""
    broken = check_promises(with_constants(problem, setting), entry.promises)
    found = [
        Comparison(f"{problem.name}: {v.statement}", v.lhs, v.rhs, f"x={v.at[0]:.6g}")
        for v in broken
    ]
    return found + constants_within(problem, problem.constants, entry.promises, setting)


def _consistent(
    algorithm: Algorithm,
    params: Mapping[s.Constant, float],
    problem: Problem,
    looked_at: Tensor,
    steps: int,
) -> Comparison:
    """The method meets the same answers, to the last bit: then it looks at the same points."""
    again = asked(algorithm, params, problem, steps)
    apart = (
        float((again - looked_at).abs().nan_to_num(nan=torch.inf).max())
        if again.shape == looked_at.shape
        else float("inf")
    )
    return Comparison(f"{problem.name} would have caused another run", apart, 0.0)
