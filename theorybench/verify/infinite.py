"""E X = infinity cannot be decided from samples; its strongest testable consequences are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from theorybench.claim import Evidence
from theorybench.verify.evidence import finish
from theorybench.verify.profile import Settings
from theorybench.verify.runs import SharedRuns

if TYPE_CHECKING:
    from theorybench.verify.theorems import Plan


def verify_infinite(made: Plan, shared: SharedRuns, settings: Settings) -> Evidence:
    """To be written with statistics.tails."""
    return finish(made.claim, verdict="inconclusive")
