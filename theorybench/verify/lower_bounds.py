"""Lower bounds: every method of the class against every hard instance that is itself in the class."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from theorybench import symbols as s
from theorybench.algorithms.algorithm import Algorithm
from theorybench.claim import Claim, Evidence
from theorybench.problem import Problem, check_promises
from theorybench.runner import Run, simulate, simulate_exactly
from theorybench.statements import Comparison
from theorybench.statistics.declarations import Bounded
from theorybench.statistics.seeds import torch_seed
from theorybench.statistics.sequential import Design, decide
from theorybench.theorem import Instance, LowerBound, Mode
from theorybench.verify.evidence import finish, from_comparisons
from theorybench.verify.profile import Settings


def verify_lower_bound(claim: Claim, entry: LowerBound, settings: Settings) -> Evidence:
    """The weakest method decides: it must stay above the bound on some instance."""
    notes: list[str] = []
    comparisons: list[Comparison] = []
    numbers: list[dict[str, float]] = []
    for setting in entry.settings:
        members = []
        for instance in entry.instances(setting):
            outside = not_in_class(entry, instance.problem, setting)
            notes += outside
            members += [] if outside else [instance]
        if not members:
            continue
        if entry.mode is Mode.EXPECTATION:
            return _in_expectation(claim, entry, setting, members, settings)
        found = _complexities(entry, setting, members)
        comparisons += found
        numbers += [{c.name: float(v) for c, v in setting.items() if isinstance(c, s.Constant)}] * len(found)
    note = "; ".join(dict.fromkeys(notes)) or None
    if not comparisons:
        return finish(claim, verdict="inapplicable", finding=note or "no setting has a hard instance")
    evidence = from_comparisons(claim, comparisons, numbers)
    return finish(claim, evidence, finding="; ".join(filter(None, (evidence.finding, note))) or None)


def not_in_class(entry: LowerBound, problem: Problem, setting: Mapping[Any, Any]) -> list[str]:
    """Why an instance is no member of the class with the setting's constants; empty if nothing speaks against it."""
    larger = [
        f"{problem.name}: {c.name} = {problem.constants[c]:.6g} > {v:.6g} of the class"
        for c, v in setting.items()
        if c in problem.constants and c is not s.d and problem.constants[c] > v * (1 + 1e-9)
    ]
    claimed = Problem(**{**vars(problem), "constants": {**problem.constants, **{c: v for c, v in setting.items() if c in problem.constants}}})
    return larger or [str(v) for v in check_promises(claimed, entry.assumes)]


def _complexities(entry: LowerBound, setting: Mapping[Any, Any], members: list[Instance]) -> list[Comparison]:
    """bound <= steps of the method on its worst instance, for every method; steps are counted up to just beyond the bound."""
    bound = float(s.evaluate(entry.bound, setting))
    found = []
    for algorithm, params in entry.methods(setting):
        steps = np.max([_hitting_times(entry, algorithm, params, m, setting, math.ceil(bound) + 1) for m in members], axis=0)
        weakest = int(np.argmin(steps))
        at = ", ".join(f"{c.name}={np.atleast_1d(v)[weakest if np.size(v) > 1 else 0]:.6g}" for c, v in params.items())
        beyond = math.ceil(bound) + 1
        found.append(Comparison(f"steps of {algorithm.name} on its worst instance", bound, min(float(steps[weakest]), float(beyond)), at))
    return found


def _hitting_times(
    entry: LowerBound, algorithm: Algorithm, params: Mapping[s.Constant, Any], instance: Instance, setting: Mapping[Any, Any], steps: int
) -> np.ndarray:
    tables = {c: np.atleast_1d(np.asarray(v, dtype=float))[:, None] for c, v in params.items()}
    assert entry.metric.level is not None
    levels = {entry.metric: np.array([float(setting[entry.metric.level])])}
    run = Run(instance.problem, instance.oracle, algorithm, tables, (steps,), (entry.metric,), levels)
    return simulate_exactly(run)[entry.metric][0]


def _in_expectation(claim: Claim, entry: LowerBound, setting: Mapping[Any, Any], members: list[Instance], settings: Settings) -> Evidence:
    """max over instances of E metric >= bound, for every method: each method's instances are tested together ("for some instance")."""
    bound, steps = float(s.evaluate(entry.bound, setting)), int(setting[entry.horizon])
    methods = entry.methods(setting)
    design = Design(alpha=settings.budget.level / len(methods), delta_s=settings.budget.support, n_max=settings.profile.n_max)
    declared = next((Bounded(float(s.evaluate(d.at_most, setting)), d.reason) for d in entry.declares), None)
    decisions = []
    for algorithm, params in methods:
        tables = {c: np.asarray(v, dtype=float) for c, v in params.items()}
        runs = [Run(m.problem, m.oracle, algorithm, tables, (steps,), (entry.metric,)) for m in members]

        def draw(first: int, last: int, runs: list[Run] = runs, name: str = algorithm.name) -> np.ndarray:
            columns = []
            for run in runs:
                seeds = [torch_seed(settings.seed, f"{claim.name}/{name}/{run.problem.name}", b) for b in range(first, last)]
                columns.append(simulate(run, seeds, settings.device)[entry.metric][0, 0])
            return np.stack(columns, axis=-1)

        decision = decide(draw, np.full(len(runs), bound), declared, design, direction="lower", quantifier="some")
        decisions.append((algorithm.name, decision))
    name, worst = max(decisions, key=lambda item: (item[1].verdict == "refuted", item[1].verdict != "supported", item[1].sharpness))
    verdict = "refuted" if worst.verdict == "refuted" else "supported" if worst.verdict == "supported" else "inconclusive"
    return finish(
        claim,
        verdict=verdict,
        constants={c.name: float(v) for c, v in setting.items() if isinstance(c, s.Constant)},
        bound=bound,
        measured=float(worst.means[worst.column]),
        low=float(worst.low[worst.column]),
        high=float(worst.high[worst.column]),
        sharpness=float(bound / worst.means[worst.column]) if worst.means[worst.column] > 0 else None,
        detectable=float(worst.detectable),
        runs=sum(d.n for _, d in decisions),
        alpha=settings.budget.level,
        delta=settings.budget.support if verdict == "supported" else None,
        detail=f"weakest of {len(methods)} methods: {name}",
    )
