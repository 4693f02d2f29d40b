"""Checks, and constructed functions: the assumptions claimed with the claimed constants, and
whatever else is claimed, setting by setting.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import torch

from theorybench.catalogue.claim import Claim
from theorybench.certify import Certified, certify_promise
from theorybench.core.assumptions import Assumption, everything
from theorybench.core.problem import Problem
from theorybench.core.promises import check_promises
from theorybench.core.types import Values
from theorybench.entries.check import Check
from theorybench.entries.comparison import Comparison
from theorybench.entries.construction import Construction
from theorybench.verify.evidence import Evidence, from_comparisons
from theorybench.verify.membership import constants_within, with_constants
from theorybench.verify.profile import Options
from theorybench.verify.second_opinion import second_opinion


def verify_check(claim: Claim, options: Options) -> Evidence:
    """Compare in every setting."""
    entry = claim.entry_of(Check)
    compared = [(c, values) for values in entry.settings for c in entry.compare(values)]
    numbers = [{str(c): float(v) for c, v in values.items()} for _, values in compared]
    return second_opinion(
        from_comparisons(claim, [c for c, _ in compared], numbers), list, small=0.0
    )


def verify_construction(claim: Claim, options: Options) -> Evidence:
    """Compare in every setting. The promises are held with the setting's constants, whatever
    constants the built problem says it has.
    """
    entry = claim.entry_of(Construction)
    compared: list[_Compared] = []
    numbers: list[dict[str, float]] = []
    for values in entry.settings:
        problem = entry.build(values)
        where = ", ".join(f"{c}={v:g}" for c, v in values.items())
        found = _promised(entry, problem, values, where)
        found += [(one, None) for one in entry.parts(problem, values)]
        compared += found
        numbers += [{str(c): float(v) for c, v in values.items()}] * len(found)
    evidence = from_comparisons(claim, [c for c, _ in compared], numbers)
    told = (evidence.measured, evidence.bound)
    evidence = second_opinion(
        evidence,
        lambda: [ask() for c, ask in compared if ask and (c.lhs, c.rhs) == told],
        small=0.0,
    )
    unheld = sorted(str(a) for a in entry.promises if a.check is None)
    return replace(
        evidence,
        detail="; ".join(filter(None, (evidence.detail, *(f"not checked: {a}" for a in unheld)))),
    )


_Compared = tuple[Comparison, Callable[[], Certified] | None]
"""A comparison, and what asks balls about it, where that can be done."""


def _promised(entry: Construction, problem: Problem, values: Values, where: str) -> list[_Compared]:
    claimed = with_constants(problem, values)
    broken = check_promises(claimed, entry.promises)
    named = {a.statement: a for a in everything(entry.promises)}
    found: list[_Compared] = [
        (replace(c, at=where), None)
        for c in constants_within(problem, problem.constants, entry.promises, values)
        if not c.holds
    ]
    for v in broken:
        ask = None
        if v.statement in named:
            ask = partial(certify_promise, claimed, named[v.statement], v.at, v.partner)
        what = f"{v.statement} at x={v.at[0]:.6g}"
        found.append((Comparison(what, v.lhs, v.rhs, where), ask))
    if found:
        return found
    return [
        (Comparison(f"{a}: left side over right side", closeness(claimed, a), 1.0, where), None)
        for a in entry.promises
        if a.check
    ]


def closeness(problem: Problem, assumption: Assumption) -> float:
    """How near an assumption that is kept comes to being broken: the largest lhs / rhs, at most 1,
    at sampled points with rhs > 0.

    0 where the constants do not enter the right side: then the ratio says nothing about them.
    """
    if assumption.check is None:
        return 0.0
    x, y = problem.sample(4096)
    lhs, rhs = assumption.check(problem, problem.constants, x, y)
    halved = {**problem.constants, **{c: problem.constants[c] / 2 for c in assumption.introduces}}
    # where the right side is tiny both sides are rounding
    telling = (
        (rhs > 1e-6 * rhs.abs().median())
        & torch.isfinite(rhs)
        & (assumption.check(problem, halved, x, y)[1] < rhs)
    )
    return (
        min(1.0, float((lhs / rhs)[telling].clamp(min=0.0).amax())) if bool(telling.any()) else 0.0
    )
