"""Lemmas attacked: the input where the sides come closest, held up to exact arithmetic, in few
digits, and as a few lines of Python.

A counterexample counts only if both sides and the premises, at the decimal numbers that are shown,
say so with 50 digits.
"""

from __future__ import annotations

import keyword
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import mpmath
import numpy as np
import sympy
from sympy.printing.pycode import MpmathPrinter

from theorybench.certify import Certified, certify_inequality
from theorybench.core.types import EntryError
from theorybench.entries.comparison import Comparison
from theorybench.entries.inequality import Inequality
from theorybench.verify.lemma_search import Part, margin, search

Sides = tuple[Any, Any]
"""lhs and rhs as numbers of mpmath."""

_ROUNDING = 1e-12
"""Relative differences that float64 does not tell from 0."""


@dataclass(frozen=True, eq=False)
class Extreme:
    """An input of one part of a lemma and its two sides there."""

    part: Part
    point: Mapping[str, float]
    comparison: Comparison

    @property
    def refutes(self) -> bool:
        return not self.comparison.holds

    @property
    def serialised(self) -> dict[str, Any]:
        """JSON values from which the next attack starts."""
        return {"part": self.part.what, "point": dict(self.point)}

    def certificate(self) -> Certified:
        """What balls say of both sides at the point."""
        point = {c: self.point[c.name] for c in self.part.names}
        return certify_inequality(self.part.lhs, self.part.rhs, self.part.premises, point)

    def reproducer(self) -> str:
        """Lines of Python that compute both sides with mpmath alone, and the premises where
        there are some.
        """
        names = {c: sympy.Symbol(_identifier(c.name)) for c in self.part.names}
        show = MpmathPrinter({"fully_qualified_modules": True, "inline": True}).doprint

        def printed(expression: Any) -> str:
            return str(show(sympy.sympify(expression).xreplace(names))).replace("mpmath.mpf", "mpf")

        premises = [f"{printed(p.lhs)} {p.rel_op} {printed(p.rhs)}" for p in self.part.premises]
        return "\n".join(
            [
                f'"""{self.part.entry.name}: {self.part.what}"""',
                "import mpmath",
                "from mpmath import mpf",
                "",
                "mpmath.mp.dps = 50",
                *(f'{names[c]} = mpf("{self.point[c.name]!r}")' for c in self.part.names),
                *(f"assert {premise}" for premise in premises),
                f"lhs = {printed(self.part.lhs)}",
                f"rhs = {printed(self.part.rhs)}",
                'print(mpmath.nstr(lhs, 15), "<=" if lhs <= rhs else ">", mpmath.nstr(rhs, 15))',
                "",
            ]
        )


def _identifier(name: str) -> str:
    return (
        f"{name}_" if keyword.iskeyword(name) or name in ("lhs", "rhs", "mpf", "mpmath") else name
    )


def premises_of(entry: Inequality) -> tuple[Any, ...] | None:
    """The premises that say something (a Constant is positive by itself); None if one is false.
    Raises EntryError for an equation.
    """
    kept = []
    for premise in map(sympy.sympify, entry.premises):
        if premise == sympy.false:
            return None
        if premise != sympy.true:
            if getattr(premise, "rel_op", None) not in ("<=", ">=", "<", ">"):
                raise EntryError(
                    f"{entry.name}: premise {premise}: give an inequality; solve an equation for"
                    " one of its variables"
                )
            kept.append(premise)
    return tuple(kept)


def parts_of(entry: Inequality) -> tuple[Part, ...]:
    """The parts with the premises that they share; none if a premise is false for all inputs."""
    premises = premises_of(entry)
    if premises is None:
        return ()
    return tuple(
        Part(entry, what, sympy.sympify(lhs), sympy.sympify(rhs), premises)
        for what, (lhs, rhs) in entry.parts.items()
    )


def attack_lemma(
    entry: Inequality, searches: int, seeds: Sequence[int], known: Iterable[Mapping[str, Any]] = ()
) -> Iterator[Extreme]:
    """The worst input of every part that has one in its premises, over all seeds, until one of them
    refutes the part.

    searches: random points a seed begins with; known: what earlier attacks stored.
    """
    stored = list(known)
    for part in parts_of(entry):
        points = [
            [one["point"].get(c.name, 1.0) for c in part.names]
            for one in stored
            if one["part"] == part.what
        ]
        worst: Extreme | None = None
        for seed in seeds:
            found = confirm(
                part, search(part, searches, seed, np.array(points) if points else None)
            )
            if found is not None and (worst is None or _worse(found, worst)):
                worst = found
            if worst is not None and worst.refutes:
                break
        if worst is not None:
            yield worst


def _worse(one: Extreme, other: Extreme) -> bool:
    def excess(extreme: Extreme) -> float:
        return float(extreme.part.relative(np.array([list(extreme.point.values())]))[0])

    return one.refutes or excess(one) > excess(other)


def confirm(part: Part, candidates: np.ndarray) -> Extreme | None:
    """The first candidate that 50 digits confirm: a counterexample in as few decimals as
    possible, else the input nearest to one.
    """
    nearest = None
    for point, excess in zip(candidates, part.excess(candidates), strict=True):
        if excess < -1 or (nearest is not None and excess < -_ROUNDING):
            break
        for shown in (
            (_readable(part, point), point, *_off_the_edge(part, point))
            if excess > _ROUNDING
            else (point,)
        ):
            sides = _exactly(part, shown)
            if sides is not None and sides[0] > sides[1]:
                return _extreme(part, shown, sides)
            if sides is not None and nearest is None:
                nearest = _extreme(part, shown, sides)
    return nearest or _inside_the_edge(part, candidates[part.excess(candidates) >= -1])


def _inside_the_edge(part: Part, candidates: np.ndarray) -> Extreme | None:
    """For candidates that hold the premises in rounded numbers alone: the first point beside one
    that does so with 50 digits.
    """
    beside = (shown for point in candidates for shown in _off_the_edge(part, point))
    known = ((shown, sides) for shown in beside if (sides := _exactly(part, shown)) is not None)
    return next((_extreme(part, shown, sides) for shown, sides in known), None)


def _extreme(part: Part, point: np.ndarray, sides: Sides) -> Extreme:
    lhs, rhs = map(float, sides)
    if sides[0] > sides[1]:
        rhs = min(rhs, math.nextafter(lhs, -math.inf))
    else:
        lhs = min(lhs, rhs)
    at = {c.name: float(v) for c, v in zip(part.names, point, strict=True)}
    return Extreme(
        part,
        at,
        Comparison(
            part.what, lhs, rhs, ", ".join(f"{name}={value!r}" for name, value in at.items())
        ),
    )


def _readable(part: Part, point: np.ndarray) -> np.ndarray:
    """A counterexample with few digits: each coordinate in turn becomes the simplest number that
    keeps half of the violation.
    """
    enough = 0.5 * part.excess(point[None])[0]
    for i in range(len(point)):
        for simple in _simpler(point[i]):
            trial = point.copy()
            trial[i] = simple
            trial = part.inside(trial[None])[0]
            if part.excess(trial[None])[0] >= enough:
                point = trial
                break
    return point


def _off_the_edge(part: Part, point: np.ndarray) -> np.ndarray:
    """Points beside one that lies on the edge of the premises, where rounding decides whether
    they hold: the worst that are inside.
    """
    rng = np.random.default_rng(0)
    moves = rng.standard_normal((256, len(point))) * 10 ** rng.uniform(-9, -5, (256, 1))
    near = part.inside(point * (1 + moves))
    near = near[part.slacks(near).min(axis=0) > _ROUNDING]
    return near[np.argsort(-part.excess(near), kind="stable")[:2]]


def _simpler(value: float) -> Iterable[float]:
    return (
        0.0,
        1.0,
        *((-1.0,) if value < 0 else ()),
        *(float(f"{value:.{digits}e}") for digits in range(12)),
    )


def _exactly(part: Part, point: np.ndarray) -> Sides | None:
    """Both sides with 50 digits at the decimal numbers of the point, made equal if 40 agree.

    None where a premise fails, a side is no real number, or 50 digits are not enough to tell.
    """
    expressions = [part.lhs, part.rhs, *map(margin, part.premises)]
    function = sympy.lambdify(part.names, expressions, "mpmath")
    answers = []
    for digits in (50, 100):
        with mpmath.workdps(digits):
            try:
                answers.append(
                    [mpmath.mpf(v) for v in function(*(mpmath.mpf(repr(float(v))) for v in point))]
                )
            except (TypeError, ValueError, ZeroDivisionError, OverflowError):
                return None
    (lhs, rhs, *slacks), (better_lhs, better_rhs, *_) = answers
    tolerance = mpmath.mpf(10) ** -40
    if any(
        v < 0 or (v == 0 and p.rel_op in ("<", ">"))
        for v, p in zip(slacks, part.premises, strict=True)
    ):
        return None
    if not all(
        mpmath.isfinite(a) and abs(a - b) <= tolerance * abs(b)
        for a, b in ((lhs, better_lhs), (rhs, better_rhs))
    ):
        return None
    return (rhs, rhs) if abs(lhs - rhs) <= tolerance * (abs(lhs) + abs(rhs)) else (lhs, rhs)
