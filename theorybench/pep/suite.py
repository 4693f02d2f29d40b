"""Exact worst cases of many theorems: bound, worst case and best instance side by side, and what
follows for the theorem.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import torch

from theorybench.catalogue.claim import Claim
from theorybench.core.assumptions import has_minimiser
from theorybench.core.oracles import exact
from theorybench.core.promises import check_promises
from theorybench.core.types import EntryError
from theorybench.entries.entry import Entry, Verdict
from theorybench.entries.theorem import Theorem
from theorybench.numbers import NotTestable
from theorybench.pep.cases import (
    Case,
    LeftOut,
    cases,
    is_deterministic,
)
from theorybench.pep.interpolant import interpolant
from theorybench.pep.sdp import Solution
from theorybench.pep.server import Unsolved
from theorybench.pep.trace import Unfit
from theorybench.pep.worker import Workers
from theorybench.run.runner import Run, simulate_exactly
from theorybench.verify.evidence import Evidence, jsonable
from theorybench.verify.prepare import prepare
from theorybench.verify.profile import Options
from theorybench.verify.runs import constants_json

TOLERANCE = 1e-4
"""Relative: primal and dual values must agree so well, and no excess below it counts."""

_SURE = 10.0
"""An excess counts from that multiple of the difference between primal and dual values on: both
may err to one side.
"""

CERTAIN = 1e-6
"""Relative excess of a run on the rebuilt function that refutes: a million times the rounding of
few steps.
"""

MARGIN = 1e-7
"""Of interpolation conditions, in normalised units, where a function is rebuilt: a hundred times
what Clarabel leaves open.
"""

SECONDS = 60.0
"""For one problem; ten steps take a fifth of a second."""


@dataclass(frozen=True)
class WorstCase:
    """One setting of a theorem. low <= exact worst case <= high, equal up to the solver's accuracy;
    found: the best instance known, `on`.

    run: the metric measured on the function rebuilt from the solution, and its bound, where the
    worst case exceeds the bound.
    """

    theorem: str
    of: str
    on: str
    constants: Mapping[str, float]
    setting: tuple[str, ...]
    bound: float
    low: float
    high: float
    found: float
    verdict: Verdict
    finding: str | None = None
    run: tuple[float, float] | None = None
    seconds: float = 0.0

    @property
    def exact(self) -> float:
        return self.low

    @property
    def sharpness(self) -> float:
        """Exact worst case / bound: above 1 the theorem is false."""
        return self.exact / self.bound

    @property
    def quality(self) -> float:
        """Best instance / exact worst case: 1 where the search has found all there is."""
        return self.found / self.exact if self.exact > 0 else 1.0

    def to_json(self) -> dict[str, Any]:
        """A dict of JSON values."""
        own = {f.name: jsonable(getattr(self, f.name)) for f in fields(self)}
        return own | {
            "exact": jsonable(self.exact),
            "sharpness": jsonable(self.sharpness),
            "quality": jsonable(self.quality),
        }


def worst_cases(
    claims: Sequence[Claim], options: Options, jobs: int
) -> Generator[WorstCase | LeftOut, None, None]:
    """The exact worst case of every deterministic bound among the claims' entries, at few steps, in
    processes of their own.

    Raises EntryError where PEPit or Clarabel is not installed.
    """
    torch.set_num_threads(1)
    posed: list[Case] = []
    for theorem, its in _by_theorem(claims):
        made = list(_cases(theorem, its, options))
        yield from dict.fromkeys(one for one in made if isinstance(one, LeftOut))
        posed += [one for one in made if isinstance(one, Case)]
    with Workers(jobs, SECONDS) as workers:
        exceeding: list[tuple[Case, WorstCase]] = []
        for i, solution in workers.solutions([case.posed.task for case in posed]):
            judged = judge(posed[i], solution)
            if isinstance(judged, WorstCase) and judged.verdict == "inconclusive":
                exceeding.append((posed[i], judged))
            else:
                yield judged
        for i, solution in workers.solutions(
            [replace(case.posed.task, margin=MARGIN) for case, _ in exceeding]
        ):
            yield confirm(*exceeding[i], solution)


def _cases(theorem: Theorem, claims: list[Claim], options: Options) -> Iterator[Case | LeftOut]:
    try:
        yield from cases(theorem, claims, options)
    # a user's functions may raise anything: one broken entry must not cost the others their worst
    # cases
    except Exception as error:
        yield LeftOut(theorem.name, f"{type(error).__name__}: {error}")


def _by_theorem(claims: Sequence[Claim]) -> Iterator[tuple[Theorem, list[Claim]]]:
    groups: dict[Any, list[Claim]] = {}
    for claim in claims:
        if is_deterministic(claim):
            groups.setdefault(claim.entry, []).append(claim)
    yield from groups.items()


def judge(case: Case, solution: Solution | Unsolved) -> WorstCase | LeftOut:
    """Supported where the worst case is at most the bound, inconclusive where it exceeds it, an
    error where an instance exceeds it.
    """
    if isinstance(solution, Unsolved):
        return LeftOut(case.theorem.name, f"{case.where}: {solution.reason}")
    low, high = sorted(case.posed.value(v) for v in (solution.primal, solution.dual))
    if high - low > TOLERANCE * high:
        return LeftOut(
            case.theorem.name,
            f"{case.where}: the solver leaves the worst case open between {low:.6g} and {high:.6g}",
        )
    bound, found, finding = case.prepared.bound, case.measured, None
    verdict: Verdict = "supported"
    if found > high * (1 + 2 * TOLERANCE):
        verdict = "error"
        finding = (
            f"{case.theorem.metric} = {found:.6g} on {case.on} exceeds what PEPit calls the worst"
            f" case, {high:.6g}: one of them is wrong"
        )
    elif low > bound + max(TOLERANCE * bound, _SURE * (high - low)):
        verdict = "inconclusive"
        finding = (
            f"the exact worst case {low:.6g} (a solver's optimum, to {TOLERANCE:g}) exceeds the"
            f" bound {bound:.6g}"
        )
    constants = constants_json(case.prepared.values)
    setting = tuple(c.name for c in case.setting)
    return WorstCase(
        case.theorem.name,
        case.posed.of.kind,
        case.on,
        constants,
        setting,
        bound,
        low,
        high,
        found,
        verdict,
        finding,
        None,
        solution.seconds,
    )


def confirm(case: Case, judged: WorstCase, solution: Solution | Unsolved) -> WorstCase:
    """Refuted where a run on the function rebuilt from the solution exceeds the bound, on the
    same terms as any other problem.
    """
    try:
        measured, bound = _run(case, solution)
    except (Unfit, NotTestable, EntryError) as reason:
        return replace(judged, finding=f"{judged.finding}; not confirmed by a run: {reason}")
    if not measured > bound * (1 + CERTAIN):
        note = (
            f"{judged.finding}; on the function rebuilt from it {case.theorem.metric} is only"
            f" {measured:.6g}"
        )
        return replace(judged, finding=note, run=(measured, bound))
    finding = (
        f"{case.theorem.metric}: {measured:.6g} > {bound:.6g} at {case.where}, on the worst"
        " function, rebuilt from PEPit's solution"
    )
    return replace(judged, verdict="refuted", finding=finding, run=(measured, bound))


def _run(case: Case, solution: Solution | Unsolved) -> tuple[float, float]:
    """The metric and the bound on the rebuilt function. Raises Unfit where that is not what it
    should be.
    """
    if isinstance(solution, Unsolved):
        raise Unfit(solution.reason)
    theorem, posed = case.theorem, case.posed
    promises = tuple(a for a in theorem.assumes if not a.of_oracle)
    problem = interpolant("pep", posed.of, posed.scale, solution, promises)
    if broken := check_promises(
        problem, tuple(a for a in promises if a is not has_minimiser), count=64
    ):
        raise Unfit(str(broken[0]))
    end = problem.start_point().new_tensor([problem.minimiser])
    if float(problem.value(end)) > problem.f_star + 1e-9 * posed.scale.height:
        raise Unfit("the rebuilt function is not lowest where it should be")
    prepared = prepare(theorem, problem, exact, case.setting)
    run = Run(
        problem, exact, theorem.algorithm, prepared.params, (prepared.steps,), (theorem.metric,)
    )
    return float(simulate_exactly(run)[theorem.metric][0, 0]), prepared.bound


def evidence_of(worst: Iterable[WorstCase], claims: Iterable[Claim]) -> list[Evidence]:
    """One piece of evidence a theorem, told of a problem called pep: its worst verdict, where
    the bound is the sharpest.
    """
    entries, groups = {c.entry.name: c.entry for c in claims}, dict[str, list[WorstCase]]()
    for one in worst:
        groups.setdefault(one.theorem, []).append(one)
    return [_evidence(entries[name], group) for name, group in groups.items()]


def _evidence(entry: Entry, group: list[WorstCase]) -> Evidence:
    order: tuple[Verdict, ...] = ("error", "refuted", "inconclusive", "supported")
    one = min(group, key=lambda w: (order.index(w.verdict), -w.sharpness))
    measured, bound = one.run if one.verdict == "refuted" and one.run else (one.exact, one.bound)
    return Evidence(
        theorem=entry.name,
        verdict=one.verdict,
        problem="pep",
        oracle=exact.name,
        kind=str(getattr(entry, "kind", "upper-bound")),
        # a false claim may hold at few steps
        expected=None if entry.erratum else entry.expected("pep"),
        constants=one.constants,
        bound=bound,
        measured=measured,
        low=one.low,
        high=one.high,
        sharpness=measured / bound,
        detectable=bound / measured if measured > 0 else None,
        runs=len(group),
        seconds=sum(w.seconds for w in group),
        finding=one.finding,
        detail=(
            f"exact worst case over {one.of} at"
            f" {', '.join(f'{c}={one.constants[c]:.4g}' for c in one.setting)}"
        ),
        repeat=f"theorybench verify --pep --select {entry.name}",
    )
