"""Finds the function, the start and the constants on which measured / claimed is largest: many
places, the best for longer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from scipy.optimize import differential_evolution, minimize

from theorybench.attack.batch import Measured, measure
from theorybench.attack.families.family import (
    Family,
    Instance,
    Range,
    written,
)
from theorybench.attack.families.spaces import families_for, unserved
from theorybench.core import symbols as s
from theorybench.core.oracles import exact
from theorybench.core.scaling import rescaled
from theorybench.core.types import EntryError
from theorybench.entries.theorem import Mode, Steps, Theorem

HORIZONS = (1, 2, 3, 5, 10), (4, 8, 20, 50, 100)
"""Numbers of steps that are tried in rounds of even and odd number."""
BUDGETS = (10, 40, 120), (5, 20, 400)
"""Claimed numbers of steps at which iteration complexities are attacked."""

RESCALED = """
height, length = {height}, {length}
unit_f, unit_gradient = f, gradient


def f(x):
    return height * unit_f(x / length)


def gradient(x):
    return height / length * unit_gradient(x / length)

"""
_A_PLACE = 100
"""Rows without which a place is not worth a search."""
_VACUOUS = -3.0
_INVALID = -60.0


@dataclass(frozen=True, eq=False)
class Place:
    """Where one search takes place: a family, a horizon, and the ranges of all numbers that are
    searched.

    ranges: the family's, then those of the theorem's free constants, then height and length where
    units do not fit.
    """

    theorem: Theorem
    family: Family
    horizon: int
    free: tuple[s.Constant, ...]
    ranges: tuple[Range, ...]
    rescales: bool

    @property
    def fixed(self) -> dict[s.Constant, Any]:
        """Constants that are not searched: the horizon, and what an O(.) hides, which the entry
        chooses.
        """
        hidden = (
            {s.hidden: max(one[s.hidden] for one in self.theorem.settings)}
            if s.hidden in self.theorem.settings[0]
            else {}
        )
        return (
            hidden if self.theorem.bounds_steps else {**hidden, self.theorem.horizon: self.horizon}
        )

    def same(self, other: Place) -> bool:
        """Whether numbers at one place are numbers at the other."""
        return self.family is other.family and self.horizon == other.horizon

    def numbers(self, shares: np.ndarray) -> np.ndarray:
        """Shares (rows, ranges) -> the numbers themselves."""
        return (
            np.stack([r.at(shares[:, i]) for i, r in enumerate(self.ranges)], axis=1)
            if self.ranges
            else shares
        )

    def measure(self, numbers: np.ndarray) -> Measured:
        """The theorem on rows of numbers."""
        count, last = len(self.family.parameters), len(self.ranges)
        functions = self.family.rows(numbers[:, :count])
        if self.rescales:
            height, length = (torch.as_tensor(numbers[:, [last - i]].copy()) for i in (2, 1))
            functions = functions.rescaled(height, length)
        free = {c: _whole(c, numbers[:, count + i]) for i, c in enumerate(self.free)} | {
            c: np.array(v) for c, v in self.fixed.items()
        }
        return measure(self.theorem, functions, free, self.horizon)

    def instance(self, numbers: Sequence[float]) -> Instance:
        """The plain problem and the setting of one row of numbers."""
        count = len(self.family.parameters)
        problem = self.family.build(numbers[:count])
        if self.rescales:
            problem = rescaled(problem, *numbers[-2:])
        setting: dict[s.Constant, Any] = {
            c: round(v) if c.is_integer else v
            for c, v in zip(self.free, numbers[count:], strict=False)
        }
        setting |= self.fixed
        source = dict(self.family.source(numbers[:count]))
        if self.rescales:
            source["f"] += RESCALED.format(height=written(numbers[-2]), length=written(numbers[-1]))
        told = {r.name: v for r, v in zip(self.ranges, numbers, strict=True)}
        story = {"family": self.family.name, "horizon": self.horizon, "numbers": told}
        words = f"{self.family.name} with {', '.join(f'{k} = {v:.6g}' for k, v in told.items())}"
        return Instance(problem, exact, setting, story, words, source)


def _whole(constant: s.Constant, values: np.ndarray) -> np.ndarray:
    return np.round(values) if constant.is_integer else values


@dataclass(frozen=True, eq=False)
class Candidate:
    """A row of numbers at a place with its score: log(measured / claimed), lowered where the
    theorem says nothing there.
    """

    place: Place
    numbers: tuple[float, ...]
    score: float

    def instance(self) -> Instance:
        """The problem, the oracle and the setting that it stands for."""
        return self.place.instance(self.numbers)


def scored(at: Place, numbers: Sequence[float]) -> Candidate:
    """A candidate of its own."""
    return Candidate(at, tuple(numbers), float(scores(at.measure(np.array([numbers])))[0]))


def scores(measured: Measured) -> np.ndarray:
    """log ratio; less where the bound is vacuous, least where there is none."""
    with np.errstate(divide="ignore"):
        value = np.log(np.clip(measured.ratio, 1e-20, 1e20))
    return np.where(np.isnan(value), _INVALID, value + np.where(measured.vacuous, _VACUOUS, 0.0))


def places(theorem: Theorem, turn: int = 0) -> list[Place]:
    """Every family that serves the theorem with every horizon of a round."""
    horizons = (BUDGETS if theorem.mode is Mode.COMPLEXITY else HORIZONS)[turn % 2]
    return [
        place(theorem, one, horizon)
        for one in families_for(theorem)
        for horizon in horizons
        if one.suits(horizon)
    ]


def place(theorem: Theorem, family: Family, horizon: int) -> Place:
    """A family with a horizon and the ranges of all that is searched. Raises EntryError if the
    family does not serve the theorem.
    """
    if family not in families_for(theorem):
        raise EntryError(f"family {family.name} does not serve {theorem.name}: {unserved(theorem)}")
    free, ranges, scales = searched(theorem)
    return Place(
        theorem, family, horizon, free, (*family.parameters, *ranges, *scales), bool(scales)
    )


def searched(
    theorem: Theorem,
) -> tuple[tuple[s.Constant, ...], tuple[Range, ...], tuple[Range, ...]]:
    """The free constants of a theorem that are searched, their ranges, and those of height and
    length where units do not fit.
    """
    steps = () if theorem.bounds_steps else (theorem.horizon,)
    free = tuple(c for c in theorem.settings[0] if c not in steps and c != s.hidden)
    scales = (
        (Range("height", 1e-3, 1e3, log=True), Range("length", 1e-3, 1e3, log=True))
        if theorem.findings()
        else ()
    )
    return free, tuple(_range(theorem, c) for c in free), scales


def _range(theorem: Theorem, constant: s.Constant) -> Range:
    """Around the values of the theorem's settings and beyond."""
    values = [v for one in theorem.settings if not isinstance(v := one[constant], Steps)]
    if not values or min(values) <= 0:
        return Range(constant.name, 1e-4, 1e4, log=True)
    factor = 10.0 if constant.unit.same(s.ONE) else 1000.0
    low, high = min(values) / factor, max(values) * factor
    return Range(constant.name, max(low, 1.0) if constant.is_integer else low, high, log=True)


def search(
    theorem: Theorem,
    evaluations: int,
    seed: int,
    known: Sequence[Candidate] = (),
    among: Sequence[Place] | None = None,
) -> list[Candidate]:
    """The best candidate of each place, best first; none if no family serves the theorem.

    About `evaluations` rows are measured: at first at all places (or at some, drawn by the seed,
    where they are many), then at those that promise most. known: where to start; they count as
    found. among: the places, where they are not those of all families.
    """
    everywhere = places(theorem) if among is None else list(among)
    if not everywhere:
        return []
    rng = np.random.default_rng(seed)
    if len(everywhere) > (most := max(4, evaluations // _A_PLACE)):
        everywhere = [everywhere[i] for i in sorted(rng.permutation(len(everywhere))[:most])]
    everywhere += [c.place for c in known if not any(c.place.same(one) for one in everywhere)]
    every = hunts = [_Hunt(place, rng, known) for place in everywhere]
    for chosen, share in (
        (lambda hunts: hunts, 0.3),
        (_best_of_each_family, 0.4),
        (lambda hunts: _in_order(hunts)[:2], 0.3),
    ):
        hunts = chosen(hunts)
        for hunt in hunts:
            hunt.go_on(share * evaluations / len(hunts))
    max(hunts, key=lambda h: h.best).climb(evaluations / 25)
    return sorted((*known, *(h.candidate() for h in every)), key=lambda c: -c.score)


class _Hunt:
    """Differential evolution at one place, in instalments.

    Where a row takes many calls of f and its gradient, fewer rows are measured for the same share.
    """

    def __init__(self, place: Place, rng: np.random.Generator, known: Sequence[Candidate]) -> None:
        self.place, self.rng, self.calls = place, rng, 0
        self.size = int(np.clip(6 * len(place.ranges), 20, 80))
        self.population = rng.random((self.size, len(place.ranges)))
        self.best, self.at = -np.inf, self.population[0]
        mine = [c for c in known if c.place.same(place)]
        for i, one in enumerate(mine[: self.size]):
            self.population[i] = [
                r.share(v) for r, v in zip(place.ranges, one.numbers, strict=True)
            ]

    def _loss(self, shares: np.ndarray) -> np.ndarray:
        """Shares (ranges, rows) -> (rows,)."""
        measured = self.place.measure(self.place.numbers(shares.T))
        found, self.calls = scores(measured), max(self.calls, measured.calls)
        top = int(found.argmax())
        if found[top] > self.best:
            self.best, self.at = float(found[top]), shares[:, top].copy()
        return -found

    def go_on(self, evaluations: float) -> None:
        """About that many more rows, if a row is cheap."""
        generations = int(evaluations * self._rate() / self.size)
        box = [(0.0, 1.0)] * len(self.place.ranges)
        how: dict[str, Any] = {
            "init": self.population,
            "vectorized": True,
            "updating": "deferred",
            "polish": False,
            "tol": 0,
        }
        result = differential_evolution(self._loss, box, maxiter=generations, rng=self.rng, **how)
        self.population = result.population

    def climb(self, evaluations: float) -> None:
        """Uphill from the best."""
        box = [(0.0, 1.0)] * len(self.place.ranges)
        most = {"maxfev": max(1, int(evaluations * self._rate()))}
        minimize(
            lambda v: float(self._loss(v[:, None])[0]),
            self.at,
            method="Nelder-Mead",
            bounds=box,
            options=most,
        )

    def _rate(self) -> float:
        return min(1.0, 30 / (20 + self.calls))

    def candidate(self) -> Candidate:
        return Candidate(
            self.place, tuple(self.place.numbers(self.at[None])[0].tolist()), self.best
        )


def _in_order(hunts: Iterable[_Hunt]) -> list[_Hunt]:
    return sorted(hunts, key=lambda h: -h.best)


def _best_of_each_family(hunts: Iterable[_Hunt]) -> list[_Hunt]:
    """Families with many numbers begin badly: each keeps its best horizon for a while."""
    best: dict[str, _Hunt] = {}
    for hunt in _in_order(hunts):
        best.setdefault(hunt.place.family.name, hunt)
    return list(best.values())
