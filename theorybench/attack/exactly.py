"""Noise with few values on few steps: the mean, or the probability, that a theorem bounds is a
finite sum; no seed decides.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch

from theorybench import resolution
from theorybench.core import symbols as s
from theorybench.core.oracles import exact
from theorybench.core.types import EntryError, Tensor
from theorybench.entries.comparison import Comparison
from theorybench.entries.theorem import Mode
from theorybench.run.iterate import Schedule, points
from theorybench.run.outcomes import mean, outcomes
from theorybench.run.query import ProblemQuery, Unanswered, listed
from theorybench.run.recorders import recorder
from theorybench.verify.evidence import Evidence, from_comparisons
from theorybench.verify.plan import Plan
from theorybench.verify.prepare import Prepared
from theorybench.verify.rounding import bound_resolution

MOST = 1 << 14
"""Outcomes that are run."""


def judged_exactly(
    plan: Plan, atoms: Tensor | None, probabilities: Tensor | None, sampled: Evidence
) -> Evidence:
    """The evidence by enumeration of all outcomes in place of the one by samples; the latter where
    they are too many.

    atoms: the values of the oracle's noise, (count, width); probabilities: theirs, (count,); None
    where there is a continuum of them. Raises EntryError if the samples refute what the sum over
    all outcomes supports: one of the two is wrong.
    """
    if atoms is None or probabilities is None or len(plan.prepared) != 1:
        return sampled
    if sampled.verdict in ("error", "inapplicable"):
        return sampled
    (p,) = plan.prepared
    paths = outcomes(len(atoms), p.steps, MOST)
    if paths is None or paths.chosen is None:
        return sampled
    try:
        table = atoms[paths.chosen]
        values = _values(plan, p, table)
        moved = resolution.copies_of(lambda: _values(plan, p, table))
    except Unanswered:
        return sampled
    weights = paths.weights(probabilities.numpy()[None])[0]
    compared = _comparison(plan, p, values, moved, weights)
    if compared.holds and not paths.complete:
        return sampled
    if compared.holds and sampled.verdict == "refuted":
        raise EntryError(
            f"{plan.claim.name}: refuted by samples, but all outcomes say {compared.lhs} <="
            f" {compared.rhs}"
        )
    summed = from_comparisons(plan.claim, [compared], [dict(sampled.constants)])
    summed = replace(
        summed,
        runs=paths.count,
        detail=f"{summed.detail}: a sum over {paths.count} outcomes",
    )
    vacuous = compared.holds and sampled.verdict == "vacuous"
    return replace(summed, verdict="vacuous", finding=sampled.finding) if vacuous else summed


def _values(plan: Plan, p: Prepared, table: Tensor) -> np.ndarray:
    """The metric on every outcome, of noise (paths, draws, width): (paths,)."""
    theorem, paths = plan.theorem, len(table)
    metric, answer = theorem.metric.at(p.values), (plan.claim.oracle or exact).answer
    level = (
        None
        if metric.level is None
        else torch.full((paths,), p.values[metric.level], dtype=torch.float64)
    )
    watching = recorder(p.problem, metric, level)
    query = ProblemQuery(p.problem, listed(table), answer)
    x = start = p.problem.start_point().repeat(paths, 1)
    iterates = points(theorem.algorithm, query, start, Schedule(p.params).at, p.steps)
    for t, x in enumerate(iterates):
        if watching.every_step:
            watching.see(t, x, None)
    value = watching.read(p.steps, x, None).nan_to_num(nan=torch.inf, posinf=torch.inf).numpy()
    return value if metric.lower is None else np.maximum(value, metric.lower)


def _comparison(
    plan: Plan, p: Prepared, values: np.ndarray, moved: np.ndarray, weights: np.ndarray
) -> Comparison:
    """Of a mean or a probability: values of the outcomes (paths,), and of copies that are rounded
    in their own way, (copies, paths).
    """
    theorem, reached = plan.theorem, plan.theorem.witness is not None
    summed = len(weights) * resolution.UNIT_ROUNDOFF
    if theorem.mode is Mode.EXPECTATION:
        total, *others = (float(mean(v[None], weights[None])[0]) for v in (values, *moved))
        its = float(resolution.spread(np.array(others), np.array(total))) + summed * abs(total)
        its += bound_resolution(theorem, p, total)
        return Comparison(f"E {theorem.metric}", total, p.bound, resolution=its, reached=reached)
    steps = theorem.mode is Mode.COMPLEXITY
    allowed = float(p.steps) if steps else p.bound
    its = resolution.spread(moved, values)
    late, least, most = (
        float(weights[v > allowed].sum()) for v in (values, values - its, values + its)
    )
    failing = 0.5 if steps else p.values[s.delta]
    its = max(late - least, most - late) + summed
    return Comparison(f"P(beyond {p.bound:.6g})", late, failing, resolution=its, reached=reached)
