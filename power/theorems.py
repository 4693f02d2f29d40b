"""Mutants of upper bounds: of the bound, of the prescribed step, of the assumptions."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import sympy

from power.dropped_assumptions import bare, without
from power.generation import Changed, generated, of_formula
from power.mutant import Mutant
from power.rewriting import constants
from theorybench.core import symbols as s
from theorybench.core.assumptions import everything
from theorybench.entries.theorem import Mode, Theorem

SHARES = (0.99, 0.9, 0.5)
"""What is left of the sharpness after a factor mutation: the bound then lies below what is
measured by 1, 10 and 50 %.
"""
SHARES_OF_MEANS = (0.9, 0.75, 0.5)


def mutants(theorem: Theorem, sharpness: float) -> Iterator[Mutant]:
    """Mutants of all kinds; sharpness: the largest measurement / bound that is known, 0 where
    none is.
    """
    yield from generated(
        theorem,
        (
            (kind, f"bound{what}", {"bound": bound})
            for kind, what, bound in _bounds(theorem, sharpness)
        ),
    )
    yield from generated(theorem, _steps(theorem))
    yield from _assumptions(theorem)


def _bounds(theorem: Theorem, sharpness: float) -> Iterator[Changed]:
    if theorem.mode is Mode.INFINITE:
        return
    if theorem.mode is not Mode.RATE and 0 < sharpness < math.inf:
        for share in (
            SHARES_OF_MEANS if theorem.mode in (Mode.EXPECTATION, Mode.PROBABILITY) else SHARES
        ):
            yield (
                "factor",
                f" times {share * sharpness:.6g}",
                sympy.Float(share * sharpness) * theorem.bound,
            )
    for kind, what, bound in of_formula(theorem.bound, _known(theorem), _counted(theorem)):
        yield kind, f": {what}", bound


def _known(theorem: Theorem) -> set[s.Constant]:
    known = {c for a in everything(theorem.assumes) for c in a.introduces} | {
        s.Delta_0,
        s.R,
        *theorem.where,
        *theorem.settings[0],
    }
    return known - {s.k}


def _counted(theorem: Theorem) -> tuple[s.Constant, ...]:
    return (theorem.horizon, s.n, s.T)


def _steps(theorem: Theorem) -> Iterator[Changed]:
    """The first parameter with the unit of a step, changed alone: what else is printed keeps the
    old one.
    """
    for parameter, expression in theorem.params.items():
        if (
            any(parameter.unit.same(unit) for unit in (s.STEP, s.LENGTH))
            and parameter is not s.delta_X
        ):
            for c in (2, sympy.Rational(1, 2)):
                yield "step", f"{parameter} times {c}", _with(theorem, parameter, c * expression)
            for what, new in constants(expression, _known(theorem), _counted(theorem)):
                yield "constant", f"{parameter}: {what}", _with(theorem, parameter, new)
            return


def _with(theorem: Theorem, parameter: s.Constant, new: Any) -> dict[str, Any]:
    """Fields of the theorem with another expression for a parameter, which everything else
    quotes as it was.
    """
    old = {parameter: theorem.params[parameter]}
    keep = {c: sympy.sympify(e).xreplace(old) for c, e in theorem.params.items() if c != parameter}
    return {
        "params": {c: new if c == parameter else keep[c] for c in theorem.params},
        "bound": sympy.sympify(theorem.bound).xreplace(old),
        "valid_when": tuple(
            sympy.sympify(condition).xreplace(old) for condition in theorem.valid_when
        ),
        "declares": (),
    }


def _assumptions(theorem: Theorem) -> Iterator[Mutant]:
    """One assumption at a time becomes what it implies and the numbers that it introduces."""
    for i, dropped in enumerate(theorem.assumes):
        numbers = bare(dropped)
        kept = tuple(a for a in theorem.assumes if a != dropped)
        weaker = tuple(a for a in dropped.implies if a not in kept)
        oracles = None if dropped.of_oracle else theorem.oracles
        entry = replace(
            theorem,
            name=f"{theorem.name}~assumption-{i}",
            assumes=(*kept, *weaker, numbers),
            as_printed=True,
            witness=None,
            declares=(),
            expects={},
            oracles=oracles,
        )
        left = f", '{', '.join(map(str, weaker))}' kept" if weaker else ""
        yield Mutant(
            "assumption",
            theorem.name,
            f"'{dropped}' dropped{left}",
            entry,
            without(dropped, numbers),
        )
