"""Search for the input of a lemma where its sides come closest.

The searches share the work: random points on a logarithmic scale, also pushed against the premises;
Hypothesis, which tries the numbers that people forget; differential evolution from the best; then
quadratic programming for what is smooth and shrinking clouds for what is not. A variable that may
be negative is searched on the scale sign(x) log(1 + |x| / tiny).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import hypothesis
import hypothesis.strategies as st
import numpy as np
import sympy
from scipy.optimize import minimize

from theorybench.core import symbols as s
from theorybench.entries.inequality import Inequality
from theorybench.optimise import ascend, maximise

Objective = Callable[[np.ndarray], np.ndarray]
"""(points, variables) -> (points,)."""

Push = Callable[[np.ndarray], np.ndarray]
"""(points, variables) -> (points, variables)."""

_BROKEN, _UNDEFINED = -2.0, -4.0
_SECTIONS, _ROUNDS = 16, 11
"""A push halves its uncertainty 4 times a round: 44 binary digits of the logarithm."""
_CLOUD, _EVALUATIONS = 16, 2500


@dataclass(frozen=True, eq=False)
class Part:
    """One lhs <= rhs with its premises, each a relation between expressions in the variables."""

    entry: Inequality
    what: str
    lhs: Any
    rhs: Any
    premises: tuple[Any, ...]
    sides: Callable[..., Any] = field(init=False)
    margins: Callable[..., Any] = field(init=False)

    def __post_init__(self) -> None:
        relations = [(margin(p), _size(p.lhs, p.rhs)) for p in self.premises]
        sides = [self.lhs, self.rhs, _size(self.lhs, self.rhs)]
        for name, expressions in (
            ("sides", sides),
            ("margins", [e for pair in relations for e in pair]),
        ):
            object.__setattr__(
                self, name, sympy.lambdify(self.names, expressions, ["numpy", "scipy"], cse=True)
            )

    @property
    def names(self) -> list[s.Constant]:
        return list(self.entry.variables)

    @cached_property
    def ranges(self) -> np.ndarray:
        """(variables, 2): the range of each variable."""
        return np.array(list(self.entry.variables.values()), dtype=float)

    @cached_property
    def signed(self) -> np.ndarray:
        """Which variables may be negative: (variables,)."""
        return self.ranges[:, 0] < 0

    @cached_property
    def ends(self) -> np.ndarray:
        """(variables, 2): the ranges; a logarithm cannot reach 0, so 1e-12 of the upper end or
        of 1 stands for it.
        """
        ends = self.ranges.copy()
        ends[:, 0] = np.where(
            (ends[:, 0] > 0) | self.signed, ends[:, 0], 1e-12 * np.minimum(ends[:, 1], 1.0)
        )
        return ends

    @cached_property
    def tiny(self) -> np.ndarray:
        """Below it a variable of either sign is searched linearly: (variables,)."""
        return 1e-12 * np.minimum(np.abs(self.ranges).max(axis=1), 1.0)

    def scaled(self, points: np.ndarray) -> np.ndarray:
        """Points (..., variables) on the scale of the search: log x, or sign(x) log(1 + |x| /
        tiny).
        """
        logs = np.log(np.where(self.signed, 1.0, np.maximum(points, self.ends[:, 0])))
        return np.where(self.signed, np.sign(points) * np.log1p(np.abs(points) / self.tiny), logs)

    def unscaled(self, places: np.ndarray) -> np.ndarray:
        """The points of places on the scale of the search."""
        with np.errstate(over="ignore"):
            plain, either = (
                np.exp(np.where(self.signed, 0.0, places)),
                np.expm1(np.where(self.signed, np.abs(places), 0.0)),
            )
        return np.where(self.signed, np.sign(places) * self.tiny * either, plain)

    def inside(self, points: np.ndarray) -> np.ndarray:
        """Points moved into the ranges (0 stays 0 where it is allowed); integers rounded."""
        low, high = self.ranges.T
        whole = np.array([bool(c.is_integer) for c in self.names])
        return np.clip(np.where(whole, np.rint(points), points), low, high)

    def slacks(self, points: np.ndarray) -> np.ndarray:
        """The relative margin of every premise, at least -1, positive where it holds, -1 where
        it is undefined: (premises, points).
        """
        if not self.premises:
            return np.ones((1, len(points)))
        numbers = np.array(_numbers(self.margins, points))
        margins, sizes = numbers[::2], numbers[1::2]
        with np.errstate(all="ignore"):
            relative = np.where(sizes == 0, 0.0, margins / sizes)
        return np.where(np.isnan(relative), -1.0, relative)

    def allows(self, points: np.ndarray) -> np.ndarray:
        """Whether all premises hold: (points,)."""
        return np.all(self.slacks(points) >= 0, axis=0)

    def relative(self, points: np.ndarray) -> np.ndarray:
        """(lhs - rhs) / (|lhs| + |rhs|) in [-1, 1], whatever the premises say; -4 if undefined:
        (points,).
        """
        lhs, rhs, size = _numbers(self.sides, points)
        with np.errstate(all="ignore"):
            value = np.where(
                np.isinf(rhs) & np.isfinite(lhs),
                -np.sign(rhs),
                np.where(size > 0, (lhs - rhs) / size, 0.0),
            )
            value = np.where(np.isinf(lhs) & np.isfinite(rhs), np.sign(lhs), value)
        return np.where(np.isnan(value), _UNDEFINED, value)

    def excess(self, points: np.ndarray) -> np.ndarray:
        """The relative excess where the premises hold; in [-3, -2], by how much, where they
        fail; -4 if undefined: (points,).
        """
        worst = self.slacks(points).min(axis=0)
        return np.where(worst < 0, _BROKEN + worst, self.relative(points))


def _numbers(function: Callable[..., Any], points: np.ndarray) -> list[np.ndarray]:
    """Values at points (points, variables), each (points,); NaN where they are not real."""
    with np.errstate(all="ignore"):
        values = [np.asarray(v) for v in function(*points.T)]
    real = [
        v if v.dtype.kind != "c" else np.where(np.imag(v) == 0, np.real(v), np.nan) for v in values
    ]
    return [v.astype(float) if v.ndim else np.full(len(points), float(v)) for v in real]


def _size(lhs: Any, rhs: Any) -> Any:
    """|lhs| + |rhs|; where one of them is 0, the sum of the absolute terms of the other: how
    near to equal they are must show.
    """
    if lhs == 0 or rhs == 0:
        return sympy.Add(
            *(abs(term) for term in sympy.Add.make_args(sympy.sympify(lhs + rhs))), evaluate=False
        )
    return abs(lhs) + abs(rhs)


def margin(premise: Any) -> Any:
    """A premise as an expression that is >= 0 where it holds."""
    return premise.lhs - premise.rhs if premise.rel_op in (">=", ">") else premise.rhs - premise.lhs


def search(part: Part, searches: int, seed: int, known: np.ndarray | None = None) -> np.ndarray:
    """The best inputs found, best first: (candidates, variables). searches: random points at
    first; known: more, (points, variables).
    """
    rng = np.random.default_rng(seed)
    pushes = _pushes(part)
    drawn = _random_points(part, searches, rng)
    best = _top(
        part.excess, drawn if known is None else np.concatenate([part.inside(known), drawn]), 200
    )
    best = _top(part.excess, np.concatenate([best, *(push(best) for push in pushes)]), 40)
    push = max(pushes, key=lambda push: float(part.excess(push(best)).max()), default=_stay)
    starts = np.concatenate(
        [
            best[:2],
            _by_hypothesis(part, seed),
            _evolve(part, _stay, best, seed),
            _evolve(part, push, best, seed),
        ]
    )
    moved = [
        *(_slide(part, start) for start in starts),
        *(_ascend(part, pushes, start, rng) for start in starts),
    ]
    found = np.concatenate([best, starts, *moved])
    return _top(part.excess, np.concatenate([found, *_with_a_zero(part, found)]), 50)


def _with_a_zero(part: Part, points: np.ndarray) -> list[np.ndarray]:
    """The points with one coordinate set to 0, for every coordinate that may be 0."""
    may_be_zero = [
        i for i, (low, high) in enumerate(part.entry.variables.values()) if low <= 0 <= high
    ]
    return [np.where(np.arange(points.shape[1]) == i, 0.0, points) for i in may_be_zero]


def _top(objective: Objective, points: np.ndarray, count: int) -> np.ndarray:
    """The points with the largest objective, best first."""
    return points[np.argsort(-objective(points), kind="stable")[:count]]


def _random_points(part: Part, count: int, rng: np.random.Generator) -> np.ndarray:
    """Log-uniform in the ranges; a tenth of the coordinates at the ends of their range, at 1 or at
    another coordinate's value.

    Where a variable may be negative, also at 0, -1 or the negative of another coordinate's value.
    """
    width, ends = len(part.names), part.ends
    points = part.unscaled(
        rng.uniform(part.scaled(ends[:, 0]), part.scaled(ends[:, 1]), (count, width))
    )
    at_ends = (np.broadcast_to(end, (count, width)) for end in part.ranges.T)
    special = [*at_ends, np.ones((count, width)), rng.permuted(points, axis=1)]
    special += [np.zeros((count, width)), -special[2], -special[3]] if part.signed.any() else []
    chosen = np.take_along_axis(
        np.stack(special), rng.integers(len(special), size=(1, count, width)), axis=0
    )[0]
    return part.inside(np.where(rng.random((count, width)) < 0.1, chosen, points))


def _stay(points: np.ndarray) -> np.ndarray:
    return points


def _pushes(part: Part) -> list[Push]:
    """Maps that move one coordinate up or down as far as the premises allow: extremes often lie
    there, and no random point does.
    """
    if not part.premises:
        return []
    return [_pusher(part, i, end) for i in range(len(part.names)) for end in (0, 1)]


def _pusher(part: Part, i: int, end: int) -> Push:
    ahead = np.arange(1, _SECTIONS + 1)
    goal = part.scaled(part.ends.T)[end, i]

    def back(places: np.ndarray) -> np.ndarray:
        return part.unscaled(places[:, None])[:, i]

    def push(points: np.ndarray) -> np.ndarray:
        low = part.scaled(points)[:, i]
        step = (goal - low) / _SECTIONS
        for _ in range(_ROUNDS):
            trials = np.repeat(points, _SECTIONS, axis=0)
            trials[:, i] = back((low[:, None] + step[:, None] * ahead).ravel())
            allowed = part.allows(part.inside(trials)).reshape(len(points), _SECTIONS)
            low, step = low + step * np.cumprod(allowed, axis=1).sum(axis=1), step / _SECTIONS
        moved = points.copy()
        moved[:, i] = back(low)
        moved = part.inside(moved)
        # a point outside the premises, or one that rounding has put there, stays as it was
        return np.where(part.allows(moved)[:, None], moved, points)

    return push


def _evolve(part: Part, push: Push, start: np.ndarray, seed: int) -> np.ndarray:
    """The best point of a search on the scale of the search, after pushing: (1, variables)."""

    def excess(places: np.ndarray) -> np.ndarray:
        return part.excess(push(part.inside(part.unscaled(places))))

    scale = part.scaled(part.ends.T)
    best = maximise(excess, scale.T, seed, _EVALUATIONS, part.scaled(start).clip(*scale))
    return push(part.inside(part.unscaled(best.point[None])))


def _ascend(
    part: Part, pushes: list[Push], start: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """The best point of a shrinking cloud on the scale of the search: (1, variables).

    Zeros of logarithms stay zero. A push drawn anew each time keeps the cloud at the premises.
    """

    def move(best: np.ndarray, radius: float, rng: np.random.Generator) -> np.ndarray:
        shape = (_CLOUD, len(start))
        moves = radius * rng.standard_normal(shape) * rng.integers(2, size=shape)
        near = np.where(part.signed, part.unscaled(part.scaled(best) + moves), best * np.exp(moves))
        near = part.inside(near)
        return pushes[rng.integers(len(pushes))](near) if pushes else near

    return ascend(part.excess, start[None], move, rng).point[None]


def _slide(part: Part, start: np.ndarray) -> np.ndarray:
    """Sequential quadratic programming on the scale of the search, which follows smooth premises
    into their corners: (1, variables).
    """
    scale = part.scaled(part.ends.T)

    def point(u: np.ndarray) -> np.ndarray:
        return part.inside(part.unscaled(u[None]))

    found = minimize(
        lambda u: -float(part.relative(point(u))[0]),
        np.clip(part.scaled(start), *scale),
        method="SLSQP",
        bounds=scale.T,
        # a little inside, so that rounding does not lead outside
        constraints={"type": "ineq", "fun": lambda u: part.slacks(point(u))[:, 0] - 1e-11},
        options={"maxiter": 60, "ftol": 1e-15},
    )
    return point(np.clip(found.x, *scale))


def _by_hypothesis(part: Part, seed: int) -> np.ndarray:
    """The best input that Hypothesis tries while it climbs by `target`: (1, variables)."""
    ends = list(part.entry.variables.values())
    tried = [np.array([high for _, high in ends], dtype=float)]

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=150,
        deadline=None,
        database=None,
        suppress_health_check=[hypothesis.HealthCheck.too_slow],
    )
    @hypothesis.given(st.tuples(*(st.floats(low, high) for low, high in ends)))
    def climb(values: tuple[float, ...]) -> None:
        point = part.inside(np.array([values]))
        hypothesis.target(float(part.excess(point)[0]))
        tried.append(point[0])

    climb()
    return _top(part.excess, np.array(tried), 1)
