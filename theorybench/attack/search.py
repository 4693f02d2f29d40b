"""Finds the function, the start and the constants on which measured / claimed is largest: many
subspaces, the best for longer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from theorybench.attack.batch import Measured
from theorybench.attack.instance import Instance
from theorybench.attack.search_space import Subspace, from_shares, subspaces
from theorybench.entries.theorem import Theorem
from theorybench.optimise import Search

_A_SUBSPACE = 100
"""Rows without which a subspace is not worth a search."""
_VACUOUS = -3.0
_INVALID = -60.0


@dataclass(frozen=True, eq=False)
class Candidate:
    """A row of numbers in a subspace with its score: log(measured / claimed), lowered where the
    theorem says nothing there.
    """

    subspace: Subspace
    numbers: tuple[float, ...]
    score: float

    def instance(self) -> Instance:
        """The problem, the oracle and the setting that it stands for."""
        return self.subspace.instance(self.numbers)


def scored(subspace: Subspace, numbers: Sequence[float]) -> Candidate:
    """A candidate of its own."""
    return Candidate(
        subspace, tuple(numbers), float(scores(subspace.measure(np.array([numbers])))[0])
    )


def scores(measured: Measured) -> np.ndarray:
    """log ratio; less where the bound is vacuous, least where there is none."""
    with np.errstate(divide="ignore"):
        value = np.log(np.clip(measured.ratio, 1e-20, 1e20))
    return np.where(np.isnan(value), _INVALID, value + np.where(measured.vacuous, _VACUOUS, 0.0))


def search(
    theorem: Theorem,
    evaluations: int,
    seed: int,
    known: Sequence[Candidate] = (),
    among: Sequence[Subspace] | None = None,
) -> list[Candidate]:
    """The best candidate of each subspace, best first; none if no family serves the theorem.

    About `evaluations` rows are measured: at first at all subspaces (or at some, drawn by the seed,
    where they are many), then at those that promise most. known: where to start; they count as
    found. among: the subspaces, where they are not those of all families.
    """
    everywhere = subspaces(theorem) if among is None else list(among)
    if not everywhere:
        return []
    rng = np.random.default_rng(seed)
    if len(everywhere) > (most := max(4, evaluations // _A_SUBSPACE)):
        everywhere = [everywhere[i] for i in sorted(rng.permutation(len(everywhere))[:most])]
    keys = {subspace.key for subspace in everywhere}
    everywhere += {c.subspace.key: c.subspace for c in known if c.subspace.key not in keys}.values()
    every = climbers = [_Climber(subspace, rng, known) for subspace in everywhere]
    for chosen, share in (
        (lambda climbers: climbers, 0.3),
        (_best_of_each_family, 0.4),
        (lambda climbers: _in_order(climbers)[:2], 0.3),
    ):
        climbers = chosen(climbers)
        for climber in climbers:
            climber.evolve(share * evaluations / len(climbers))
    max(climbers, key=lambda h: h.best).climb(evaluations / 25)
    return sorted((*known, *(h.candidate() for h in every)), key=lambda c: -c.score)


class _Climber:
    """The search of one subspace, in instalments.

    Where a row takes many calls of f and its gradient, fewer rows are measured for the same share.
    """

    def __init__(
        self, subspace: Subspace, rng: np.random.Generator, known: Sequence[Candidate]
    ) -> None:
        self.subspace, self.calls = subspace, 0
        width = len(subspace.ranges)
        shares = rng.random((int(np.clip(6 * width, 20, 80)), width))
        here = [c for c in known if c.subspace.key == subspace.key]
        for i, candidate in enumerate(here[: len(shares)]):
            shares[i] = [
                r.share(v) for r, v in zip(subspace.ranges, candidate.numbers, strict=True)
            ]
        self.search = Search(self._scores, [(0.0, 1.0)] * width, rng, shares)

    def _scores(self, shares: np.ndarray) -> np.ndarray:
        """Shares (rows, ranges) -> (rows,)."""
        measured = self.subspace.measure(from_shares(self.subspace.ranges, shares))
        self.calls = max(self.calls, measured.calls)
        return scores(measured)

    @property
    def best(self) -> float:
        return self.search.best.value

    def evolve(self, evaluations: float) -> None:
        """About that many more rows, if a row is cheap."""
        self.search.evolve(evaluations * self._rate())

    def climb(self, evaluations: float) -> None:
        """Uphill from the best."""
        self.search.climb(evaluations * self._rate())

    def _rate(self) -> float:
        return min(1.0, 30 / (20 + self.calls))

    def candidate(self) -> Candidate:
        numbers = from_shares(self.subspace.ranges, self.search.best.point[None])[0]
        return Candidate(self.subspace, tuple(numbers.tolist()), self.best)


def _in_order(climbers: Iterable[_Climber]) -> list[_Climber]:
    return sorted(climbers, key=lambda h: -h.best)


def _best_of_each_family(climbers: Iterable[_Climber]) -> list[_Climber]:
    """Families with many numbers begin badly: each keeps its best horizon for a while."""
    best: dict[str, _Climber] = {}
    for climber in _in_order(climbers):
        best.setdefault(climber.subspace.family.name, climber)
    return list(best.values())
