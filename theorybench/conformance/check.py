"""A generated test: what it is called, what it takes of the error budget, and what came of it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from theorybench.catalogue.claim import Claim
from theorybench.verify.evidence import Evidence
from theorybench.verify.profile import Options
from theorybench.verify.suite import Together


@dataclass(frozen=True)
class Result:
    """wrong: what is false, a line each, empty where the test passes; facts: what a report for
    machines should hold; skipped: why nothing could be tested.
    """

    wrong: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    skipped: str = ""


class Verifier:
    """Evidence for claims, made when it is asked for and kept; claims of one group share their
    runs.
    """

    def __init__(self, options: Options, groups: Mapping[str, Sequence[Claim]]) -> None:
        self.options = options
        # tests come group by group: the runs of the last groups are enough to remember
        self._together = functools.lru_cache(maxsize=2)(
            lambda group: Together(groups[group], options)
        )
        self._known: dict[Claim, Evidence] = {}

    def evidence(self, claim: Claim) -> Evidence:
        """The evidence of a claim, the same whichever others are asked for."""
        if claim not in self._known:
            self._known[claim] = self.together(claim).verify(claim)
        return self._known[claim]

    def together(self, claim: Claim) -> Together:
        """The claim with those that may share its runs."""
        return self._together(group_of(claim))


@dataclass(frozen=True, eq=False)
class Check:
    """kind: which rule is tested; subject: on what; entry: the entry it belongs to; tests: how many
    of the session's tests by chance it may make; marks: of quick, thorough, gpu; group: checks of
    one group share runs.
    """

    kind: str
    subject: str
    run: Callable[[Verifier], Result]
    entry: str = ""
    tests: int = 0
    marks: tuple[str, ...] = ("quick",)
    group: str = ""

    @property
    def name(self) -> str:
        return f"{self.kind}[{self.subject}]"


def group_of(claim: Claim) -> str:
    """Claims with the same method on the same problem with the same oracle may share a run."""
    method = getattr(claim.entry, "algorithm", None)
    if method is None or claim.problem is None:
        return claim.name
    return f"{method.name} @ {claim.problem_name} @ {claim.oracle_name}"
