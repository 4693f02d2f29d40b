"""What one verification found: the evidence in the order of the catalogue's names, and how it
was made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from theorybench.catalogue.extras import Study
from theorybench.catalogue.loading import Failure
from theorybench.core.words import natural
from theorybench.verify.evidence import Evidence
from theorybench.verify.profile import Options


@dataclass(frozen=True)
class Results:
    """evidence: sorted by entry, problem and oracle; planned: claims asked for; seconds: wall time
    of the whole run; studies: what extras that were asked for have found.
    """

    evidence: tuple[Evidence, ...]
    planned: int
    options: Options
    seconds: float
    failures: tuple[Failure, ...] = ()
    interrupted: bool = False
    studies: tuple[Study, ...] = ()

    @property
    def unexpected(self) -> list[Evidence]:
        """What is not as expected, and all of an entry that is left without a pair."""
        barren = self.without_a_pair
        return [e for e in self.evidence if not e.as_expected or e.theorem in barren]

    @property
    def without_a_pair(self) -> set[str]:
        """Entries of which every claim is shut out: nothing puts them to a test."""
        put = {e.theorem for e in self.evidence if not e.shut_out}
        return {e.theorem for e in self.evidence} - put

    @property
    def as_expected(self) -> bool:
        """Something was verified, all of it, and every verdict is the expected one."""
        return (
            bool(self.evidence)
            and len(self.evidence) == self.planned
            and not (self.unexpected or self.failures or self.interrupted)
        )


def in_order(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Sorted by entry, problem and oracle."""
    return tuple(
        sorted(evidence, key=lambda e: tuple(map(natural, (e.theorem, e.problem, e.oracle))))
    )
