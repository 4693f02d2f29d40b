"""How much work a verification may spend, and the levels of its errors."""

from __future__ import annotations

from dataclasses import dataclass

from theorybench.statistics.budget import ErrorBudget
from theorybench.statistics.decision import Design


@dataclass(frozen=True)
class Profile:
    """n_max: most seeds a claim may use; budget_multiplier: factor on the step budgets of iteration
    complexities; searches: evaluations per lemma; attacks: instances measured per claim of attack;
    limit: seconds of wall time that a claim may take, many times what the slowest bundled one does.
    """

    name: str
    n_max: int
    budget_multiplier: int
    searches: int
    attacks: int
    limit: float


QUICK = Profile("quick", 2048, 1, 20_000, 5_000, 120.0)
PROFILES = {
    p.name: p
    for p in (
        QUICK,
        Profile("ci", 4096, 1, 100_000, 40_000, 300.0),
        Profile("thorough", 65536, 10, 1_000_000, 80_000, 3600.0),
    )
}

BUDGET = ErrorBudget()
"""1e-6 for any false REFUTED in a suite of up to 1000 tests, 1e-3 for a false SUPPORTED of one
claim.
"""

ROOT_SEED = 20220527
"""The seeds of all published verdicts; --seed gives others."""


@dataclass(frozen=True)
class Options:
    """What a user chooses for one verification; catalogues: the folders asked for, which which the
    command that repeats a claim names; timeout: seconds that a claim may take, None for the limit
    of the profile.
    """

    profile: Profile = QUICK
    seed: int = ROOT_SEED
    device: str = "cpu"
    budget: ErrorBudget = BUDGET
    catalogues: tuple[str, ...] = ()
    timeout: float | None = None

    @property
    def limit(self) -> float:
        """Seconds of wall time that a claim may take."""
        return self.profile.limit if self.timeout is None else self.timeout

    def design(self, tests: int = 1) -> Design:
        """How a sequential test is run, as one of several that share the level of a claim."""
        return Design(self.budget.level / tests, self.budget.support, self.profile.n_max)
