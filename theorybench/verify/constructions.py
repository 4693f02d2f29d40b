"""Constructed functions: the assumptions claimed with the claimed constants, and whatever else is claimed, setting by setting."""

from __future__ import annotations

from theorybench.claim import Claim, Evidence
from theorybench.problem import check_promises
from theorybench.statements import Comparison, Construction
from theorybench.verify.evidence import from_comparisons


def verify_construction(claim: Claim, entry: Construction) -> Evidence:
    """Compare in every setting; a promise that no sampled point breaks counts as kept."""
    comparisons, numbers = [], []
    for values in entry.settings:
        problem = entry.build(values)
        where = ", ".join(f"{c}={v:g}" for c, v in values.items())
        violations = check_promises(problem, entry.promises)
        found = [Comparison(f"{v.statement} at x={v.at[0]:.6g}", v.lhs, v.rhs, where) for v in violations]
        if entry.promises and not violations:
            found.append(Comparison(", ".join(map(str, entry.promises)), 0.0, 1.0, where))
        found += entry.parts(problem, values)
        comparisons += found
        numbers += [{str(c): float(v) for c, v in values.items()}] * len(found)
    return from_comparisons(claim, comparisons, numbers)
