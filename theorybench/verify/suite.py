"""Verifies many claims: shared runs together, groups in parallel, one piece of evidence per
claim.
"""

from __future__ import annotations

import shlex
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from typing import TypeVar

import torch

from theorybench.catalogue.claim import Claim
from theorybench.catalogue.extras import extra_named
from theorybench.isolation import Interrupted, OverTime, isolated
from theorybench.verify.blame import blamed
from theorybench.verify.evidence import Evidence, evidence_for
from theorybench.verify.kinds import kind_of
from theorybench.verify.parallel import Lost, outcomes
from theorybench.verify.plan import Plan, make_plan, plans_by_run
from theorybench.verify.profile import Options
from theorybench.verify.runs import SharedRuns
from theorybench.verify.theorems import verify_theorem


def verify_claim(claim: Claim, options: Options) -> Evidence:
    """Evidence for one claim alone; a claim that cannot be run is an ERROR with the reason."""
    return next(_group([claim], options))


def verify_claims(
    claims: Sequence[Claim], options: Options, jobs: int = 0
) -> Generator[Evidence, None, None]:
    """Evidence as it comes in, one for every claim; verdicts and numbers do not depend on `jobs`.

    jobs: processes that do the work, 0 for this one (CUDA allows no other); a claim that ends or
    blocks its process is an ERROR there, and no other claim is. Leaving the iterator, also by
    Ctrl-C, ends the processes.
    """
    options = share_level(options, len(claims))
    plans = {claim: _planned(claim, options) for claim in claims}
    groups = _groups(claims, plans)
    if jobs and options.device == "cpu":
        yield from _in_processes(groups, options, jobs, plans)
        return
    for group in groups:
        yield from _group(group, options, plans)


def share_level(options: Options, number: int) -> Options:
    """Settings whose error budget covers that many claims: above the budget's own number the
    level of each test shrinks.
    """
    return replace(
        options, budget=replace(options.budget, claims=max(options.budget.claims, number))
    )


def _in_processes(
    groups: Sequence[Sequence[Claim]], options: Options, jobs: int, plans: Plans
) -> Iterator[Evidence]:
    """Of a group whose process is lost, what is left is tried again one by one: which claim was
    to blame is known only of one alone.
    """
    left = [list(group) for group in groups]
    again: list[Claim] = []
    patience = 2 * options.limit  # a claim is tried alone where its group fails
    tasks = [(group, options, plans) for group in groups]
    with closing(outcomes(_group, tasks, jobs, patience)) as made:
        for i, outcome in made:
            if not isinstance(outcome, Lost):
                del left[i][0]
                yield outcome
            elif len(groups[i]) > 1:
                again += left[i]
            else:
                (claim,) = groups[i]
                yield _with_repeat(_error(claim, outcome.reason), claim, options)
    if again:
        yield from _in_processes([[claim] for claim in again], options, jobs, plans)


Plans = Mapping[Claim, "Plan | str | None"]
"""The plan of a claim, why there is none, or None for a claim that needs none."""


def _groups(claims: Sequence[Claim], plans: Plans) -> list[list[Claim]]:
    """Claims about theorems that share a run stand together; the most expensive groups come
    first.
    """
    made = [(claim, plans[claim]) for claim in claims]
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


def _group(
    claims: Sequence[Claim], options: Options, plans: Plans | None = None
) -> Iterator[Evidence]:
    torch.set_num_threads(1)
    yield from map(Together(claims, options, plans).verify, claims)


class Together:
    """Claims that may share runs: each is verified when it is asked for, and a run is simulated
    once for all that need it.
    """

    def __init__(
        self, claims: Sequence[Claim], options: Options, plans: Plans | None = None
    ) -> None:
        self.options, self.shared = options, SharedRuns(options.seed, options.device)
        self.plans = {c: plans[c] if plans else _planned(c, options) for c in claims}
        for made in self.plans.values():
            self.shared.announce(one for one, _ in (made.layouts if isinstance(made, Plan) else ()))

    def verify(self, claim: Claim) -> Evidence:
        """Evidence of one of the claims, or of another one whose runs are like theirs."""
        started = time.perf_counter()
        made = self.plans[claim] if claim in self.plans else _planned(claim, self.options)
        evidence = self._evidence(claim, made, self.shared)
        if evidence.verdict == "error" and isinstance(made, Plan) and len(self.plans) > 1:
            # the metric of another claim may have failed in the shared run
            alone = SharedRuns(self.options.seed, self.options.device)
            evidence = self._evidence(claim, made, alone)
        return _with_repeat(
            replace(evidence, seconds=time.perf_counter() - started), claim, self.options
        )

    def _evidence(self, claim: Claim, made: Plan | str | None, shared: SharedRuns) -> Evidence:
        if isinstance(made, str):
            return _error(claim, made)

        def verified() -> Evidence:
            if made is None:
                return _verify_other(claim, self.options)
            return verify_theorem(made, shared, self.options)

        evidence = _attempt(claim, self.options, verified)
        return _error(claim, evidence) if isinstance(evidence, str) else evidence


def _planned(claim: Claim, options: Options) -> Plan | str | None:
    """The plan of a theorem's claim, or why there is none; None for other claims, and for
    attacks, which find their problem first.
    """
    if claim.extra or not kind_of(claim.entry).shares_runs:
        return None
    return _attempt(claim, options, lambda: make_plan(claim, options.profile.budget_multiplier))


T = TypeVar("T")


def _attempt(claim: Claim, options: Options, work: Callable[[], T]) -> T | str:
    """What the work gives, or why it gives nothing: one broken claim must not cost the others
    their verdicts.
    """
    try:
        with isolated(options.limit) as changed:
            result = work()
    except Interrupted:
        raise
    except OverTime as error:
        return f"{blamed(error, claim)}; --timeout SECONDS sets the limit of a claim"
    except BaseException as error:
        return blamed(error, claim)
    if changed:
        return f"its code sets {'; '.join(changed)}: numbers after that cannot be trusted"
    return result


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
    if not claim.extra:
        return kind_of(claim.entry).verify(claim, options)
    verify = extra_named(claim.extra).verify
    if verify is None:
        raise TypeError(f"{claim.name}: the extra {claim.extra} does not say how to verify it")
    return verify(claim, options)


def _error(claim: Claim, reason: str) -> Evidence:
    return evidence_for(claim, verdict="error", finding=reason)
