"""Lower bounds: every method of the class against every hard instance that is itself in the class.

A lower bound says that *some* function of the class is hard. What is held to it here are the
instances that the entry names: REFUTED means that they do not deliver the bound, because a method
of the class is faster on all of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from theorybench import numbers, resolution
from theorybench.catalogue.claim import Claim
from theorybench.certify import BallRun, certify_below
from theorybench.core import symbols as s
from theorybench.core.algorithm import Algorithm
from theorybench.core.types import EntryError
from theorybench.entries.comparison import Comparison
from theorybench.entries.lower_bound import Instance, LowerBound
from theorybench.entries.theorem import Mode
from theorybench.run.runner import Run, simulate, simulate_exactly
from theorybench.statistics.decision import Decision
from theorybench.statistics.declarations import Bounded
from theorybench.statistics.seeds import torch_seeds
from theorybench.statistics.sequential import decide
from theorybench.verify.chance import declaration
from theorybench.verify.evidence import Evidence, evidence_for, from_comparisons, undecided
from theorybench.verify.membership import outside
from theorybench.verify.profile import Options
from theorybench.verify.second_opinion import second_opinion

_FURTHER = 10
"""Steps are counted up to this multiple of the bound: beyond it a bound counts as loose anyway."""
_MOST_STEPS = 200_000


@dataclass(frozen=True, eq=False)
class _Case:
    """One setting with the instances that are in its class; tables: one row a method, (rows, 1)
    or (rows, steps).
    """

    setting: Mapping[Any, Any]
    bound: float
    members: tuple[Instance, ...]
    methods: tuple[tuple[Algorithm, Mapping[s.Constant, np.ndarray]], ...]

    @property
    def numbers(self) -> dict[str, float]:
        return {c.name: float(v) for c, v in self.setting.items() if isinstance(c, s.Constant)}

    def rows(self) -> Iterator[tuple[Algorithm, Mapping[s.Constant, np.ndarray], int]]:
        for algorithm, tables in self.methods:
            yield from ((algorithm, tables, row) for row in range(_height(tables)))


def verify_lower_bound(claim: Claim, options: Options) -> Evidence:
    """The weakest method decides: on some instance it must stay at or above the bound, in every
    setting.
    """
    entry = claim.entry_of(LowerBound)
    cases, notes = _cases(entry, options)
    note = "; ".join(dict.fromkeys(notes)) or None
    if not cases:
        return evidence_for(
            claim, verdict="inapplicable", finding=note or "no setting has a hard instance"
        )
    testable = [case for case in cases if case.bound > (entry.metric.lower or 0.0)]
    if not testable:
        finding = f"the metric cannot be below the bound {cases[0].bound:.4g}"
        return evidence_for(claim, verdict="vacuous", bound=cases[0].bound, finding=finding)
    if entry.mode is Mode.EXPECTATION:
        evidence = _in_expectation(claim, entry, testable, options)
    elif entry.mode in (Mode.COMPLEXITY, Mode.DETERMINISTIC):
        compared = [_compare(entry, case) for case in testable]
        numbers_of = [case.numbers for case in testable]
        evidence = from_comparisons(claim, [c for c, _ in compared], numbers_of)
        evidence = second_opinion(
            evidence,
            lambda: [
                certify_below(run, case.bound)
                for case, (one, runs) in zip(testable, compared, strict=True)
                if not one.holds and case.numbers == evidence.constants
                for run in runs
            ],
        )
        # the claim is on the left side of bound <= metric
        runs = sum(len(case.members) * len(list(case.rows())) for case in testable)
        evidence = replace(evidence, bound=evidence.measured, measured=evidence.bound, runs=runs)
    else:
        raise EntryError(
            f"{entry.name}: mode {entry.mode.value!r}: a lower bound is tested for steps, for a"
            " metric or for a mean"
        )
    verdict = (
        "the instances named do not deliver the bound" if evidence.verdict == "refuted" else None
    )
    return replace(
        evidence, finding="; ".join(filter(None, (verdict, evidence.finding, note))) or None
    )


def _cases(entry: LowerBound, options: Options) -> tuple[list[_Case], list[str]]:
    cases, notes = [], []
    for setting in entry.settings:
        members = []
        for instance in entry.instances(setting):
            why = outside(instance.problem, instance.oracle, entry.assumes, setting, options)
            notes += why
            members += [] if why else [instance]
        if members:
            methods = tuple(
                (a, {c: _table(v) for c, v in params.items()})
                for a, params in entry.methods(setting)
            )
            bound = numbers.bound(entry.bound, setting, "lower")
            if entry.mode is Mode.COMPLEXITY:
                bound = numbers.whole(bound)
            cases.append(_Case(setting, bound, tuple(members), methods))
    return cases, notes


def _table(value: Any) -> np.ndarray:
    """A number, a list of numbers (one a method) or a table of schedules (methods, steps) ->
    (rows, 1) or (rows, steps).
    """
    array = np.asarray(value, dtype=float)
    return array if array.ndim == 2 else array.reshape(-1, 1)


def _height(tables: Mapping[s.Constant, np.ndarray]) -> int:
    return max((len(t) for t in tables.values()), default=1)


def _name(algorithm: Algorithm, tables: Mapping[s.Constant, np.ndarray], row: int) -> str:
    values = ", ".join(f"{c.name}={t[row if len(t) > 1 else 0, 0]:.6g}" for c, t in tables.items())
    return f"{algorithm.name}({values})" if values else algorithm.name


def _compare(entry: LowerBound, case: _Case) -> tuple[Comparison, list[BallRun]]:
    """bound <= what the best method of the class reaches on its worst instance, and the runs of
    that method; steps are counted well beyond the bound.
    """
    last = _steps(entry, case)
    best, at, low, high = math.inf, "", math.inf, math.inf
    runs: list[BallRun] = []
    for algorithm, tables in case.methods:
        reached, least, most = np.max(
            [_reached(entry, algorithm, tables, m, case, last) for m in case.members], axis=0
        )
        row = int(np.argmin(reached))
        low, high = min(low, float(least.min())), min(high, float(most.min()))
        if not at or reached[row] < best:
            best, at = float(reached[row]), _name(algorithm, tables, row)
            runs = [_in_balls(entry, algorithm, tables, row, m, case, last) for m in case.members]
    its = high - best if best < case.bound else 0.0 if best == low else best - low
    if entry.mode is Mode.COMPLEXITY:
        if math.isinf(best) and last < case.bound:
            raise EntryError(
                f"{entry.name}: no method of the class is through after {last} steps, to which its"
                f" schedules or the harness go (at most {_MOST_STEPS}), and the bound is"
                f" {case.bound:.4g} steps; choose another setting or give longer schedules"
            )
        running = f" (it is still running after {last})" if math.isinf(best) else ""
        what = f"bound on the steps of the fastest method on its worst instance{running}"
        compared = Comparison(
            what,
            case.bound,
            min(best, float(last)),
            at,
            resolution=its,
            reached=True,
            whole=True,
        )
        return compared, runs
    what = f"bound on {entry.metric} of the best method on its worst instance"
    compared = Comparison(what, case.bound, best, at, resolution=its, reached=True)
    return compared, runs


def _in_balls(
    entry: LowerBound,
    algorithm: Algorithm,
    tables: Mapping[s.Constant, np.ndarray],
    row: int,
    member: Instance,
    case: _Case,
    steps: int,
) -> BallRun:
    """The run of one method on one instance; a number of steps is below the bound only if it is
    reached before that.
    """
    level = None if entry.metric.level is None else float(case.setting[entry.metric.level])
    if entry.mode is Mode.COMPLEXITY:
        steps = min(steps, math.ceil(case.bound))
    single = {c: t[row if len(t) > 1 else 0] for c, t in tables.items()}
    return BallRun(member.problem, algorithm, entry.metric, {}, {}, steps, level, single)


def _steps(entry: LowerBound, case: _Case) -> int:
    if entry.mode is not Mode.COMPLEXITY:
        return int(case.setting[entry.horizon])
    return min(max(_FURTHER * math.ceil(case.bound), 1), _MOST_STEPS, _written_down(case))


def _written_down(case: _Case) -> int:
    """Steps for which every schedule gives its parameters."""
    widths = [t.shape[1] for _, tables in case.methods for t in tables.values()]
    return min((w for w in widths if w > 1), default=_MOST_STEPS)


def _reached(
    entry: LowerBound,
    algorithm: Algorithm,
    tables: Mapping[s.Constant, np.ndarray],
    member: Instance,
    case: _Case,
    steps: int,
) -> np.ndarray:
    """The metric of every method after the steps (a hitting time may be infinite), and what it is
    at least and at most in real numbers, as far as the bound needs it: (3, rows).
    """
    if member.oracle.law is not None:
        raise EntryError(
            f"{entry.name}: mode {entry.mode.value!r} needs exact gradients, not the oracle"
            f" {member.oracle.name}"
        )
    level = entry.metric.level
    levels = {entry.metric: np.array([float(case.setting[level])])} if level is not None else {}
    run = Run(member.problem, member.oracle, algorithm, tables, (steps,), (entry.metric,), levels)
    value = simulate_exactly(run)[entry.metric][0]
    if entry.mode is Mode.COMPLEXITY:
        # a copy that has not arrived when the bound says is as late as the bound needs
        run = replace(run, horizons=(min(steps, max(math.ceil(case.bound), 1)),))
        moved = resolution.copies_of_run(run)[entry.metric][:, 0]
        return np.stack([value, np.minimum(value, moved.min(0)), np.maximum(value, moved.max(0))])
    its = resolution.of_run(run, {entry.metric: value[None]})[entry.metric][0]
    return np.stack([value, value - its, value + its])


def _in_expectation(
    claim: Claim, entry: LowerBound, cases: list[_Case], options: Options
) -> Evidence:
    """max over instances of E metric >= bound, for every method and setting: a method's
    instances are tested together ("for some").
    """
    trials = [
        (case, algorithm, tables, row) for case in cases for algorithm, tables, row in case.rows()
    ]
    design = options.design(tests=len(trials))
    decisions: list[tuple[_Case, str, Decision]] = []
    for case, algorithm, tables, row in trials:
        name, single = (
            _name(algorithm, tables, row),
            {c: t[row if len(t) > 1 else 0][None] for c, t in tables.items()},
        )
        draw = _drawn(f"{claim.name}/{name}", entry, case, algorithm, single, options)
        declared = declaration(entry.declares, case.setting)
        if isinstance(declared, Bounded) and case.bound > declared.M:
            finding = (
                f"no run can reach the bound {case.bound:.4g}: {entry.metric} <= {declared.M:.4g},"
                f" {declared.reason}"
            )
            return evidence_for(
                claim,
                verdict="refuted",
                constants=case.numbers,
                bound=case.bound,
                measured=declared.M,
                finding=finding,
            )
        bounds = np.full(len(case.members), case.bound)
        decisions.append(
            (
                case,
                name,
                decide(draw, bounds, declared, design, direction="lower", quantifier="some"),
            )
        )
    case, name, worst = max(
        decisions,
        key=lambda one: (
            one[2].verdict == "refuted",
            one[2].verdict != "supported",
            one[2].sharpness,
        ),
    )
    verdict = (
        "refuted"
        if worst.verdict == "refuted"
        else "supported"
        if worst.verdict == "supported"
        else "inconclusive"
    )
    mean, low, high = (float(v[worst.column]) for v in (worst.means, worst.low, worst.high))
    return evidence_for(
        claim,
        verdict=verdict,
        constants=case.numbers,
        bound=case.bound,
        measured=mean,
        low=low,
        high=high,
        sharpness=case.bound / mean if mean > 0 else None,
        detectable=float(worst.detectable),
        runs=sum(d.n for _, _, d in decisions),
        alpha=options.budget.level,
        delta=options.budget.support if verdict == "supported" else None,
        finding=(
            undecided(worst.n, "mean", low, high, case.bound) if verdict == "inconclusive" else None
        ),
        detail=f"weakest of {len(trials)} methods: {name}",
    )


def _drawn(
    name: str,
    entry: LowerBound,
    case: _Case,
    algorithm: Algorithm,
    params: Mapping[s.Constant, np.ndarray],
    options: Options,
) -> Callable[[int, int], np.ndarray]:
    """Samples of the metric after the setting's steps, one column an instance."""
    runs = [
        Run(
            m.problem,
            m.oracle,
            algorithm,
            params,
            (int(case.setting[entry.horizon]),),
            (entry.metric,),
        )
        for m in case.members
    ]

    def draw(first: int, last: int) -> np.ndarray:
        columns = []
        for run in runs:
            run_name = f"{name}/{run.problem.name}/{run.oracle.name}"
            seeds = torch_seeds(options.seed, run_name, first, last)
            columns.append(simulate(run, seeds, options.device)[entry.metric][0, 0])
        drawn = np.stack(columns, axis=-1)
        # a gap of 0 may round to just below it
        return drawn if entry.metric.lower is None else np.maximum(drawn, entry.metric.lower)

    return draw
