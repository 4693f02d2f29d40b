"""A method keeps one row per row: alone or beside others, with numbers or with tensors as
parameters, on a few of the problems that its theorems are put to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from theorybench.catalogue.claim import Claim
from theorybench.conformance.check import Check, Result
from theorybench.core.algorithm import Algorithm
from theorybench.entries.theorem import Theorem
from theorybench.verify.plan import Plan, make_plan
from theorybench.verify.theorems import faults_of_plan

PROBLEMS = 3


def algorithm_checks(claims: Iterable[Claim]) -> Iterator[Check]:
    """One test for each method of the claims."""
    methods: dict[Algorithm, list[Claim]] = {}
    for claim in claims:
        if isinstance(claim.entry, Theorem) and not claim.extra:
            methods.setdefault(claim.entry.algorithm, []).append(claim)
    names: dict[str, int] = {}
    for algorithm, its in methods.items():
        names[algorithm.name] = names.get(algorithm.name, 0) + 1
        twice = f" ({names[algorithm.name]})" if names[algorithm.name] > 1 else ""
        yield Check("algorithm", algorithm.name + twice, lambda verifier, its=its: _result(its))


def _result(claims: Sequence[Claim]) -> Result:
    plans = list(_plans(claims))
    if not plans:
        return Result(skipped="none of its theorems has a setting that can be run")
    found = [fault for plan in plans for fault in faults_of_plan(plan)]
    problems = ", ".join(plan.prepared[0].problem.name for plan in plans)
    return Result(tuple(dict.fromkeys(found)), {"problems": problems})


def _plans(claims: Sequence[Claim]) -> Iterator[Plan]:
    """Plans on a few different problems, those in most dimensions first."""
    widest = sorted(claims, key=lambda c: -(c.problem.dim if c.problem is not None else 0))
    names: set[str] = set()
    for claim in widest:
        if claim.problem_name not in names and (plan := make_plan(claim)).prepared:
            names.add(claim.problem_name)
            yield plan
        if len(names) == PROBLEMS:
            return
