"""Noise with few values on few steps: the mean, or the probability, that a theorem bounds is a
finite sum; no seed decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import torch

from theorybench.attack.noise.noise import Noise
from theorybench.attack.noise.paths import Paths, mean, outcomes
from theorybench.core import symbols as s
from theorybench.core.oracles import Oracle
from theorybench.core.problem import Problem
from theorybench.core.types import EntryError, Number, Tensor
from theorybench.entries.comparison import Comparison
from theorybench.entries.theorem import Mode
from theorybench.run.recorders import recorder
from theorybench.verify.evidence import Evidence, from_comparisons
from theorybench.verify.plan import Plan
from theorybench.verify.prepare import Prepared
from theorybench.verify.rounding import rounding

MOST = 1 << 14
"""Outcomes that are run."""
_TIE = 1e-9
"""A search drives the mean to the bound: a smaller relative excess may come from rounding of the
bound itself.
"""


class _Enumerated:
    """What a method may ask of a problem: row i gets the noise of outcome i."""

    def __init__(self, problem: Problem, oracle: Oracle, drawn: Tensor) -> None:
        self.problem, self.oracle, self.drawn, self.asked = problem, oracle, drawn, 0

    def gradient(self, x: Tensor) -> Tensor:
        self.asked += 1
        if self.asked > self.drawn.shape[1]:
            raise EntryError(f"the method asks for more than {self.drawn.shape[1]} gradients")
        return self.oracle.answer(self.problem, x, self.drawn[:, self.asked - 1])

    def value(self, x: Tensor) -> Tensor:
        return self.problem.value(x)

    def gap(self, x: Tensor) -> Tensor:
        return self.problem.value(x) - self.problem.f_star

    def project(self, x: Tensor) -> Tensor:
        return x if self.problem.project is None else self.problem.project(x)

    def directional(self, x: Tensor, direction: Tensor) -> Tensor:
        raise EntryError(f"{self.problem.name}: directional gradients are answered without noise")

    def prox(self, x: Tensor, gamma: Number) -> Tensor:
        raise EntryError(f"{self.problem.name}: proximal points are answered without noise")

    def uniform(self) -> Tensor:
        raise EntryError("the method draws random numbers of its own")


def judged_exactly(plan: Plan, noise: Noise, sampled: Evidence) -> Evidence:
    """The evidence by enumeration of all outcomes in place of the one by samples; the latter where
    they are too many.

    Raises EntryError if the samples refute what the sum over all outcomes supports: one of the two
    is wrong.
    """
    if noise.atoms is None or noise.probabilities is None or len(plan.prepared) != 1:
        return sampled
    if sampled.verdict in ("error", "inapplicable"):
        return sampled
    (p,) = plan.prepared
    paths = outcomes(len(noise.atoms), p.steps, MOST)
    if paths is None:
        return sampled
    try:
        values = _values(plan, p, noise, paths)
    except EntryError:
        return sampled
    compared = _comparison(plan, p, values, paths.weights(noise.probabilities.numpy()[None])[0])
    if compared.holds and not paths.complete:
        return sampled
    if compared.holds and sampled.verdict == "refuted":
        raise EntryError(
            f"{plan.claim.name}: refuted by samples, but all outcomes say {compared.lhs} <="
            f" {compared.rhs}"
        )
    exact = from_comparisons(plan.claim, [compared], [dict(sampled.constants)])
    exact = replace(
        exact,
        runs=paths.count,
        detail=f"{exact.detail}: a sum over {paths.count} outcomes",
    )
    vacuous = compared.holds and sampled.verdict == "vacuous"
    return replace(exact, verdict="vacuous", finding=sampled.finding) if vacuous else exact


def _values(plan: Plan, p: Prepared, noise: Noise, paths: Paths) -> np.ndarray:
    """The metric on every outcome: (paths,)."""
    theorem = plan.theorem
    assert paths.chosen is not None
    assert noise.atoms is not None
    query = _Enumerated(p.problem, noise.oracle, noise.atoms[paths.chosen])
    x = p.problem.start_point().repeat(paths.count, 1)
    level = (
        None
        if theorem.metric.level is None
        else torch.full((paths.count,), p.values[theorem.metric.level], dtype=torch.float64)
    )
    watching = recorder(p.problem, theorem.metric, level)
    state = theorem.algorithm.init(x, _params(p, 0))
    for t in range(p.steps + 1):
        if t:
            state = theorem.algorithm.step(state, query, _params(p, t - 1))
            x = theorem.algorithm.point(state)
        if watching.always:
            watching.see(t, x, None)
    value = watching.read(p.steps, x, None).nan_to_num(nan=torch.inf, posinf=torch.inf).numpy()
    return value if theorem.metric.lower is None else np.maximum(value, theorem.metric.lower)


def _params(p: Prepared, step: int) -> Mapping[s.Constant, Number]:
    return {
        **{c: float(v[0, min(step, v.shape[1] - 1)]) for c, v in p.params.items()},
        s.k: float(step + 1),
    }


def _comparison(plan: Plan, p: Prepared, values: np.ndarray, weights: np.ndarray) -> Comparison:
    theorem = plan.theorem
    if theorem.mode is Mode.EXPECTATION:
        total = float(mean(values[None], weights[None])[0])
        return Comparison(
            f"E {theorem.metric}", total, p.bound, slack=rounding(theorem, p) + _TIE * abs(p.bound)
        )
    allowed = (
        float(p.steps)
        if theorem.mode is Mode.COMPLEXITY
        else p.bound + rounding(theorem, p) + _TIE * abs(p.bound)
    )
    failing = 0.5 if theorem.mode is Mode.COMPLEXITY else p.values[s.delta]
    late = float(weights[values > allowed].sum())
    return Comparison(f"P(beyond {p.bound:.6g})", late, failing, slack=1e-12)
