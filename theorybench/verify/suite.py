"""Verifies many claims: shared runs together, groups in parallel, one piece of evidence per claim."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

import torch
from joblib import Parallel, delayed

from theorybench.catalogue import Catalogue, load
from theorybench.claim import Claim, Evidence
from theorybench.statements import Construction, Dynamics, Identity, Inequality, Resisting
from theorybench.theorem import LowerBound, Theorem
from theorybench.verify.evidence import finish
from theorybench.verify.profile import Settings
from theorybench.verify.runs import SharedRuns
from theorybench.verify.theorems import Plan, plan, plans_by_run, verify_theorem


def verify_claim(claim: Claim, settings: Settings) -> Evidence:
    """Evidence for one claim alone; a claim that cannot be run is an ERROR with the reason."""
    return next(iter(_group([claim], settings)))


def verify_claims(
    catalogue: Catalogue, claims: Sequence[Claim], settings: Settings, jobs: int = 1, folders: Sequence[str] = ()
) -> Iterator[Evidence]:
    """Evidence as it comes in; the verdicts and numbers do not depend on `jobs`. folders: what workers load the catalogue from."""
    groups = _groups(claims, settings)
    if jobs == 1:
        for group in groups:
            yield from _group(group, settings)
        return
    names = [[c.name for c in group] for group in groups]
    work = Parallel(n_jobs=jobs, return_as="generator_unordered", batch_size=1)
    for evidence in work(delayed(_remote)(tuple(folders), tuple(group), settings) for group in names):
        yield from evidence


_catalogues: dict[tuple[str, ...], dict[str, Claim]] = {}  # a worker's memory of what it has loaded: entries hold functions, which do not travel


def _remote(folders: tuple[str, ...], names: tuple[str, ...], settings: Settings) -> list[Evidence]:
    torch.set_num_threads(1)
    if folders not in _catalogues:
        _catalogues[folders] = {c.name: c for c in load(folders).claims()}
    return _group([_catalogues[folders][name] for name in names], settings)


def _groups(claims: Sequence[Claim], settings: Settings) -> list[list[Claim]]:
    """Claims about theorems that share a run stand together; the most expensive groups come first."""
    plans, others = [], []
    for claim in claims:
        try:
            plans.append(plan(claim, settings)) if isinstance(claim.entry, Theorem) else others.append([claim])
        except Exception:  # planned again, and reported, when its turn comes
            others.append([claim])
    grouped = sorted(plans_by_run(plans), key=_cost, reverse=True)
    return [[made.claim for made in group] for group in grouped] + others


def _cost(group: list[Plan]) -> float:
    return sum(p.steps * p.problem.dim * (1 if made.claim.oracle_name == "exact" else 1000) for made in group for p in made.prepared)


def _group(claims: Sequence[Claim], settings: Settings) -> list[Evidence]:
    torch.set_num_threads(1)
    shared = SharedRuns(settings.seed, settings.device)
    plans: dict[int, Plan] = {}
    out: list[Evidence] = []
    for i, claim in enumerate(claims):
        if isinstance(claim.entry, Theorem):
            try:
                plans[i] = plan(claim, settings)
                shared.announce(one for one, _ in plans[i].layouts)
            except Exception as error:
                out.append(_error(claim, error))
    for i, claim in enumerate(claims):
        if i in plans or not isinstance(claim.entry, Theorem):
            out.append(_timed(claim, plans.get(i), shared, settings))
    return out


def _timed(claim: Claim, made: Plan | None, shared: SharedRuns, settings: Settings) -> Evidence:
    started = time.perf_counter()
    try:
        evidence = verify_theorem(made, shared, settings) if made is not None else _verify_other(claim, settings)
    except Exception as error:  # one broken claim must not cost the others their verdicts
        evidence = _error(claim, error)
    repeat = f"theorybench verify --select '{claim.name}' --profile {settings.profile.name} --seed {settings.seed}"
    return replace(evidence, seconds=time.perf_counter() - started, repeat=repeat)


def _verify_other(claim: Claim, settings: Settings) -> Evidence:
    from theorybench.verify.constructions import verify_construction
    from theorybench.verify.dynamics import verify_dynamics
    from theorybench.verify.identities import verify_identity
    from theorybench.verify.inequalities import verify_inequality
    from theorybench.verify.lower_bounds import verify_lower_bound
    from theorybench.verify.resisting import verify_resisting

    entry = claim.entry
    if isinstance(entry, LowerBound):
        return verify_lower_bound(claim, entry, settings)
    if isinstance(entry, Inequality):
        return verify_inequality(claim, entry, settings)
    if isinstance(entry, Identity):
        return verify_identity(claim, entry, settings)
    if isinstance(entry, Construction):
        return verify_construction(claim, entry)
    if isinstance(entry, Dynamics):
        return verify_dynamics(claim, entry)
    if isinstance(entry, Resisting):
        return verify_resisting(claim, entry)
    raise TypeError(f"{entry!r}: no rule says how to verify a {type(entry).__name__}")


def _error(claim: Claim, error: Exception) -> Evidence:
    return finish(claim, verdict="error", finding=f"{type(error).__name__}: {error}")
