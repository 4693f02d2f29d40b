"""Checks, and constructed functions: the assumptions claimed with the claimed constants, and whatever else
is claimed, setting by setting.
"""

from __future__ import annotations

from dataclasses import replace

import torch

from theorybench.catalogue.claim import Claim
from theorybench.core.assumptions import Assumption
from theorybench.core.problem import Problem
from theorybench.core.promises import check_promises
from theorybench.core.types import Values
from theorybench.entries.check import Check
from theorybench.entries.comparison import Comparison
from theorybench.entries.construction import Construction
from theorybench.verify.evidence import Evidence, from_comparisons
from theorybench.verify.membership import constants_within, with_constants
from theorybench.verify.profile import Options


def verify_check(claim: Claim, options: Options) -> Evidence:
    """Compare in every setting."""
    entry = claim.entry_of(Check)
    compared = [(c, values) for values in entry.settings for c in entry.compare(values)]
    numbers = [{str(c): float(v) for c, v in values.items()} for _, values in compared]
    return from_comparisons(claim, [c for c, _ in compared], numbers)


def verify_construction(claim: Claim, options: Options) -> Evidence:
    """Compare in every setting. The promises are held with the setting's constants, whatever
    constants the built problem says it has.
    """
    entry = claim.entry_of(Construction)
    comparisons, numbers = [], []
    for values in entry.settings:
        problem = entry.build(values)
        where = ", ".join(f"{c}={v:g}" for c, v in values.items())
        found = [*_promised(entry, problem, values, where), *entry.parts(problem, values)]
        comparisons += found
        numbers += [{str(c): float(v) for c, v in values.items()}] * len(found)
    evidence = from_comparisons(claim, comparisons, numbers)
    unheld = sorted(str(a) for a in entry.promises if a.check is None)
    return replace(
        evidence,
        detail="; ".join(filter(None, (evidence.detail, *(f"not checked: {a}" for a in unheld)))),
    )


def _promised(
    entry: Construction, problem: Problem, values: Values, where: str
) -> list[Comparison]:
    claimed = with_constants(problem, values)
    broken = check_promises(claimed, entry.promises)
    found = [
        replace(c, at=where)
        for c in constants_within(problem, problem.constants, entry.promises, values)
        if not c.holds
    ]
    found += [Comparison(f"{v.statement} at x={v.at[0]:.6g}", v.lhs, v.rhs, where) for v in broken]
    if found:
        return found
    return [
        Comparison(f"{a}: left side over right side", closeness(claimed, a), 1.0, where)
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
