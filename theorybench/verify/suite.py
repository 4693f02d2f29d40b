"""Verifies many claims: shared runs together, groups in parallel, one piece of evidence per
claim.
"""

from __future__ import annotations

import shlex
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import torch

from theorybench.catalogue.catalogue import load
from theorybench.catalogue.claim import Claim
from theorybench.entries.construction import Construction
from theorybench.entries.dynamics import Dynamics
from theorybench.entries.identity import Identity
from theorybench.entries.inequality import Inequality
from theorybench.entries.lower_bound import LowerBound
from theorybench.entries.resisting import Resisting
from theorybench.entries.theorem import Theorem
from theorybench.verify.evidence import Evidence, evidence_for
from theorybench.verify.parallel import Lost, outcomes
from theorybench.verify.plan import Plan, make_plan, plans_by_run
from theorybench.verify.profile import Options
from theorybench.verify.runs import SharedRuns
from theorybench.verify.theorems import verify_theorem


def verify_claim(claim: Claim, options: Options) -> Evidence:
    """Evidence for one claim alone; a claim that cannot be run is an ERROR with the reason."""
    return next(_group([claim], options))


def verify_claims(
    claims: Sequence[Claim], options: Options, jobs: int = 1
) -> Generator[Evidence, None, None]:
    """Evidence as it comes in, one for every claim; verdicts and numbers do not depend on `jobs`.

    With jobs > 1 the work is done in processes of their own, which load `options.catalogues`
    again; one that dies makes its claims an ERROR. Leaving the iterator, also by Ctrl-C, ends them.
    """
    options = share_level(options, len(claims))
    groups = _groups(claims, options)
    if jobs > 1:
        yield from _in_processes(groups, options, jobs)
        return
    for group in groups:
        yield from _group(group, options)


def share_level(options: Options, number: int) -> Options:
    """Settings whose error budget covers that many claims: above the budget's own number the
    level of each test shrinks.
    """
    return replace(
        options, budget=replace(options.budget, claims=max(options.budget.claims, number))
    )


def _in_processes(
    groups: Sequence[Sequence[Claim]], options: Options, jobs: int
) -> Iterator[Evidence]:
    folders, load_id = (
        tuple(str(Path(folder).resolve()) for folder in options.catalogues),
        uuid4().hex,
    )
    again: list[Claim] = []
    tasks = [(load_id, folders, tuple(c.name for c in group), options) for group in groups]
    for i, outcome in outcomes(_remote, tasks, jobs):
        if not isinstance(outcome, Lost):
            yield from outcome
        elif outcome.died and len(groups[i]) > 1:
            again += groups[i]
        else:
            yield from (
                _with_repeat(_error(claim, outcome.reason), claim, options) for claim in groups[i]
            )
    if again:
        yield from _in_processes([[claim] for claim in again], options, jobs)


_loaded: dict[
    str, dict[str, Claim]
] = {}  # a worker's memory of its catalogue: entries hold functions, which do not travel


def _remote(
    load_id: str, folders: tuple[str, ...], names: tuple[str, ...], options: Options
) -> list[Evidence]:
    if load_id not in _loaded:
        _loaded.clear()
        _loaded[load_id] = {c.name: c for c in load(folders).claims()}
    return list(_group([_loaded[load_id][name] for name in names], options))


def _groups(claims: Sequence[Claim], options: Options) -> list[list[Claim]]:
    """Claims about theorems that share a run stand together; the most expensive groups come
    first.
    """
    made = [(claim, _planned(claim, options)) for claim in claims]
    grouped = sorted(
        plans_by_run([p for _, p in made if isinstance(p, Plan)]), key=_cost, reverse=True
    )
    return [[p.claim for p in group] for group in grouped] + [
        [claim] for claim, p in made if not isinstance(p, Plan)
    ]


def _cost(group: list[Plan]) -> float:
    return sum(
        p.steps * p.problem.dim * (1 if made.claim.oracle_name == "exact" else 1000)
        for made in group
        for p in made.prepared
    )


def _group(claims: Sequence[Claim], options: Options) -> Iterator[Evidence]:
    torch.set_num_threads(1)
    yield from map(Together(claims, options).verify, claims)


class Together:
    """Claims that may share runs: each is verified when it is asked for, and a run is simulated
    once for all that need it.
    """

    def __init__(self, claims: Sequence[Claim], options: Options) -> None:
        self.options, self.shared = options, SharedRuns(options.seed, options.device)
        self.plans = {claim: _planned(claim, options) for claim in claims}
        for made in self.plans.values():
            self.shared.announce(one for one, _ in (made.layouts if isinstance(made, Plan) else ()))

    def verify(self, claim: Claim) -> Evidence:
        """Evidence of one of the claims, or of another one whose runs are like theirs."""
        started = time.perf_counter()
        made = self.plans[claim] if claim in self.plans else _planned(claim, self.options)
        evidence = (
            _error(claim, made)
            if isinstance(made, str)
            else _evidence(claim, made, self.shared, self.options)
        )
        if evidence.verdict == "error" and isinstance(made, Plan) and len(self.plans) > 1:
            # the metric of another claim may have failed in the shared run
            evidence = _evidence(
                claim, made, SharedRuns(self.options.seed, self.options.device), self.options
            )
        return _with_repeat(
            replace(evidence, seconds=time.perf_counter() - started), claim, self.options
        )


def _planned(claim: Claim, options: Options) -> Plan | str | None:
    """The plan of a theorem's claim, or why there is none; None for other claims, and for
    attacks, which find their problem first.
    """
    try:
        return (
            make_plan(claim, options.profile.budget_multiplier)
            if isinstance(claim.entry, Theorem) and not claim.is_attack
            else None
        )
    except (Exception, SystemExit) as error:
        return _reason(error)


def _evidence(claim: Claim, made: Plan | None, shared: SharedRuns, options: Options) -> Evidence:
    try:
        return (
            verify_theorem(made, shared, options)
            if made is not None
            else _verify_other(claim, options)
        )
    except (
        Exception,
        SystemExit,
    ) as error:  # one broken claim must not cost the others their verdicts
        return _error(claim, _reason(error))


def _with_repeat(evidence: Evidence, claim: Claim, options: Options) -> Evidence:
    words = [
        "theorybench",
        "verify",
        *options.catalogues,
        "--select",
        claim.name,
        "--profile",
        options.profile.name,
    ]
    words += [
        "--seed",
        str(options.seed),
        *(["--device", options.device] if options.device != "cpu" else []),
    ]
    return replace(evidence, repeat=shlex.join(words))


def _verify_other(claim: Claim, options: Options) -> Evidence:
    from theorybench.attack.verdict import verify_attack
    from theorybench.verify.checks import verify_construction
    from theorybench.verify.dynamics import verify_dynamics
    from theorybench.verify.identities import verify_identity
    from theorybench.verify.lemmas import verify_inequality
    from theorybench.verify.lower_bounds import verify_lower_bound
    from theorybench.verify.resisting import verify_resisting

    entry = claim.entry
    if claim.is_attack:
        return verify_attack(claim, options)
    if isinstance(entry, LowerBound):
        return verify_lower_bound(claim, entry, options)
    if isinstance(entry, Inequality):
        return verify_inequality(claim, entry, options)
    if isinstance(entry, Identity):
        return verify_identity(claim, entry, options)
    if isinstance(entry, Construction):
        return verify_construction(claim, entry)
    if isinstance(entry, Dynamics):
        return verify_dynamics(claim, entry)
    if isinstance(entry, Resisting):
        return verify_resisting(claim, entry)
    raise TypeError(f"{entry!r}: no rule says how to verify a {type(entry).__name__}")


def _reason(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"


def _error(claim: Claim, reason: str) -> Evidence:
    return evidence_for(claim, verdict="error", finding=reason)
