"""Before a theorem is called refuted, what its problem and its oracle promise is held against the
very run that refuted it: promises at the points visited, moments at the noise drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import torch

from theorybench.core import symbols as s
from theorybench.core.assumptions import Assumption, everything
from theorybench.core.oracles import Oracle
from theorybench.core.problem import Problem
from theorybench.core.promises import (
    broken_where_finite,
    checkable,
    gradient_violation,
    value_resolution,
)
from theorybench.core.types import Tensor
from theorybench.run.runner import Run, simulate, simulate_exactly
from theorybench.statistics.efunctions import MeanAtMost
from theorybench.statistics.engine import log_wealth

POINTS, DRAWS = 512, 1 << 21
"""Points that are kept, and draws that are judged, of one run."""


@dataclass
class _Record:
    """What a run asked for: points (few, evenly over the calls), and moments of the answers."""

    stride: int
    wanted: tuple[Assumption, ...]
    constants: dict[s.Constant, float]
    calls: int = 0
    points: list[Tensor] = field(default_factory=list)
    moments: dict[Assumption, list[np.ndarray]] = field(default_factory=dict)
    draws: int = 0

    def see(self, x: Tensor) -> None:
        """Keep some of the points (rows, d) of a call."""
        if self.calls < 64 or self.calls % self.stride == 0:
            self.points.append(x[: max(1, POINTS // 128)].detach().cpu().clone())
        self.calls += 1

    def judge(self, g: Tensor, mean: Tensor) -> None:
        """Keep the moments of the answers g (rows, d), whose mean is the gradient."""
        if self.draws < DRAWS:
            for assumption in self.wanted:
                if assumption.moment is not None:
                    values = assumption.moment(self.constants, g.double(), mean)
                    self.moments.setdefault(assumption, []).append(values.cpu().numpy())
            self.draws += len(g)


def broken_on_the_way(
    run: Run,
    assumes: Iterable[Assumption],
    seeds: Sequence[int],
    level: float,
    device: str = "cpu",
) -> list[str]:
    """Promises that a run shows to be false, a sentence each: of the function at points that the
    run visited (a point decides), of the oracle at the noise that it drew (an e-value of the mean
    above 1 / level decides).
    """
    problem, oracle = run.problem, run.oracle
    supposed = everything(tuple(assumes)) | everything(problem.promises)
    constants = {**problem.constants, **oracle.constants(problem)}
    moments = tuple(
        a
        for a in sorted(supposed | everything(oracle.promises), key=str)
        if a.moment is not None and all(c in constants for c in a.introduces)
    )
    record = _Record(max(1, max(run.horizons) // 128), moments, constants)
    watched = replace(run, problem=_seen(problem, record), oracle=_judged(oracle, problem, record))
    if oracle.law is None and not seeds:
        simulate_exactly(watched, device)
    else:
        simulate(watched, seeds, device)
    return _of_function(problem, supposed, record) + _of_oracle(problem, oracle, record, level)


def _seen(problem: Problem, record: _Record) -> Problem:
    """The same problem; the record sees every point at which f or its gradient is asked for."""

    def f(x: Tensor) -> Tensor:
        record.see(x)
        return problem.f(x)

    def gradient(x: Tensor) -> Tensor:
        record.see(x)
        return problem.gradient(x)

    return replace(problem, f=f, gradient=gradient)


def _judged(oracle: Oracle, problem: Problem, record: _Record) -> Oracle:
    """The same oracle; the record judges every answer."""
    if oracle.law is None:
        return oracle

    def answer(seen: Problem, x: Tensor, noise: Tensor) -> Tensor:
        mean = problem.gradient(x)
        g = oracle.answer(seen, x, noise)
        record.judge(g, mean)
        return g

    return replace(oracle, answer=answer)


def _of_function(problem: Problem, supposed: frozenset[Assumption], record: _Record) -> list[str]:
    x = torch.cat(record.points)[: 64 * POINTS]
    x = x[torch.isfinite(x).all(-1)]
    x = x[torch.isfinite(problem.value(x)) & torch.isfinite(problem.gradient(x)).all(-1)]
    if not len(x):
        return []
    ends = [problem.start_point()[0]]
    ends += [] if problem.minimiser is None else [x.new_tensor(problem.minimiser)]
    x, y = (
        torch.cat(v)
        for v in zip((x[:-1], x[1:]), *((x, e.expand_as(x)) for e in ends), strict=True)
    )
    said = tuple(a for a in supposed if not a.of_oracle)
    found = [
        str(v) for a in checkable(problem, said) for v in broken_where_finite(problem, a, x, y)
    ]
    found += [str(v) for v in [gradient_violation(problem, x)] if v is not None]
    below = problem.f_star - problem.value(x) - value_resolution(problem, x)
    row = int(below.nan_to_num(nan=-torch.inf).argmax())
    if float(below[row]) > 1e-12 * (abs(problem.f_star) + abs(problem.constants[s.Delta_0])):
        found.append(
            f"{problem.name}: f_star = {problem.f_star:.6g} is not the infimum: f ="
            f" {float(problem.value(x[row][None])):.6g} at x = {x[row].tolist()}"
        )
    return found


def _of_oracle(problem: Problem, oracle: Oracle, record: _Record, level: float) -> list[str]:
    found = []
    for assumption, parts in record.moments.items():
        values = np.concatenate(parts)
        if log_wealth(MeanAtMost(1.0), values) >= -np.log(level / len(record.moments)):
            found.append(
                f"oracle {oracle.name} on {problem.name}: '{assumption.statement}' is false at the"
                f" noise drawn: the left side is {values.mean():.4g} times the right side in"
                f" {len(values)} draws"
            )
    return found
