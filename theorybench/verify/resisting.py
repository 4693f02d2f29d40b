"""Resisting oracles: let a method ask, build the functions that agree with every answer, and check that they do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import torch

from theorybench import symbols as s
from theorybench.algorithms.algorithm import Algorithm
from theorybench.claim import Claim, Evidence
from theorybench.oracles import exact
from theorybench.problem import Problem, check_promises
from theorybench.runner import bare_query
from theorybench.statements import Comparison, Resisting
from theorybench.types import Tensor
from theorybench.verify.evidence import from_comparisons


def asked(algorithm: Algorithm, params: Mapping[s.Constant, float], problem: Problem, steps: int) -> Tensor:
    """The points at which one run of a method asks for f or its gradient, in order: (queries, d)."""
    points: list[Tensor] = []

    def noted(answer: Any) -> Any:
        return lambda x, *rest: (points.append(x.detach().clone()), answer(x, *rest))[1]

    logged = replace(problem, f=noted(problem.f), gradient=noted(problem.gradient), directional=noted(problem.directional or (lambda x, d: problem.gradient(x))))
    points.clear()  # the checks of a new Problem ask too
    query = bare_query(logged, exact)
    state = algorithm.init(problem.start_point(), {**params, s.k: 1.0})
    for t in range(steps):
        state = algorithm.step(state, query, {**params, s.k: float(t + 1)})
    return torch.cat([*points, algorithm.point(state)])


def verify_resisting(claim: Claim, entry: Resisting) -> Evidence:
    """For every method: the functions are in the class, would have caused the same run, and the parts hold on the points asked for."""
    comparisons, numbers = [], []
    for setting in entry.settings:
        for algorithm, params in entry.methods(setting):
            points = asked(algorithm, params, entry.answers(setting), entry.steps)
            built = entry.build(points, setting)
            found = [_consistent(algorithm, params, p, points, entry.steps) for p in built]
            found += [Comparison(f"{p.name}: {v}", v.lhs, v.rhs) for p in built for v in check_promises(p, entry.promises)]
            found += entry.parts(points, built, setting)
            comparisons += [replace(c, statement=f"{algorithm.name}: {c.statement}") for c in found]
            numbers += [{c.name: float(v) for c, v in setting.items() if isinstance(c, s.Constant)}] * len(found)
    return from_comparisons(claim, comparisons, numbers)


def _consistent(algorithm: Algorithm, params: Mapping[s.Constant, float], problem: Problem, points: Tensor, steps: int) -> Comparison:
    again = asked(algorithm, params, problem, steps)
    apart = float((again - points).abs().max()) if again.shape == points.shape else float("inf")
    return Comparison(f"{problem.name} would have given the same run", apart, 0.0, slack=1e-9 * (1 + float(points.abs().max())))
