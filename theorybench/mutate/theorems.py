"""Mutants of upper bounds: of the bound, of the prescribed step, of the assumptions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import sympy

from theorybench import symbols as s
from theorybench.assumptions import everything
from theorybench.mutate.mutant import Kind, Mutant
from theorybench.mutate.outlaws import bare, without
from theorybench.mutate.rewriting import Change, constants, exponents, terms
from theorybench.theorem import Mode, Theorem
from theorybench.types import EntryError

SHARES = (0.99, 0.9, 0.5)
"""What is left of the sharpness after a factor mutation: the bound then lies below what is measured by 1, 10 and 50 %."""
SHARES_OF_MEANS = (0.9, 0.75, 0.5)

_STEPS = (s.STEP, s.LENGTH)


def mutants(theorem: Theorem, sharpness: float) -> Iterator[Mutant]:
    """Mutants of all kinds; sharpness: the largest measurement / bound that is known, 0 where none is."""
    changes: list[tuple[Kind, str, Any]] = []
    if theorem.mode not in (Mode.INFINITE, Mode.RATE) and 0 < sharpness < float("inf"):
        shares = SHARES_OF_MEANS if theorem.mode in (Mode.EXPECTATION, Mode.PROBABILITY) else SHARES
        changes += [("factor", f"bound times {c * sharpness:.6g}", {"bound": sympy.Float(c * sharpness) * theorem.bound}) for c in shares]
    if theorem.mode is not Mode.INFINITE:
        for kind, made in (("exponent", exponents(theorem.bound)), ("term", terms(theorem.bound)), ("constant", _constants(theorem))):
            changes += [(kind, f"bound: {what}", {"bound": bound}) for what, bound in made]
    changes += _steps(theorem)
    yield from _made(theorem, changes)
    yield from _assumptions(theorem)


def _made(theorem: Theorem, changes: list[tuple[Kind, str, Any]]) -> Iterator[Mutant]:
    for i, (kind, what, fields) in enumerate(changes):
        try:
            entry = replace(theorem, name=f"{theorem.name}~{kind}-{i}", as_printed=True, expects={}, **fields)
        except EntryError:  # it has become no statement at all
            continue
        yield Mutant(kind, theorem.name, what, entry)


def _known(theorem: Theorem) -> set[s.Constant]:
    known = {c for a in everything(theorem.assumes) for c in a.introduces} | {s.Delta_0, s.R, *theorem.where, *theorem.settings[0]}
    return known - {s.k}


def _counted(theorem: Theorem) -> tuple[s.Constant, ...]:
    return (theorem.horizon, s.n, s.T)


def _constants(theorem: Theorem) -> Iterator[Change]:
    return constants(theorem.bound, _known(theorem), _counted(theorem))


def _steps(theorem: Theorem) -> Iterator[tuple[Kind, str, Any]]:
    """The first parameter with the unit of a step, changed alone: what else is printed keeps the old one."""
    for parameter, expression in theorem.params.items():
        if not any(parameter.unit.same(u) for u in _STEPS) or parameter is s.delta_X:
            continue
        changed: list[tuple[Kind, str, Any]] = [("step", f"{parameter} times {c}", c * expression) for c in (2, sympy.Rational(1, 2))]
        swaps = constants(expression, _known(theorem), _counted(theorem))
        changed += [("constant", f"{parameter}: {what}", swapped) for what, swapped in swaps]
        for kind, what, new in changed:
            yield kind, what, {**_with(theorem, parameter, new), "declares": ()}
        return


def _with(theorem: Theorem, parameter: s.Constant, new: Any) -> dict[str, Any]:
    """Fields of the theorem with another expression for a parameter, which everything else quotes as it was."""
    old = {parameter: theorem.params[parameter]}
    keep = {c: sympy.sympify(e).xreplace(old) for c, e in theorem.params.items() if c != parameter}
    return {
        "params": {c: new if c == parameter else keep[c] for c in theorem.params},
        "bound": sympy.sympify(theorem.bound).xreplace(old),
        "valid_when": tuple(sympy.sympify(condition).xreplace(old) for condition in theorem.valid_when),
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
        yield Mutant("assumption", theorem.name, f"'{dropped}' dropped{left}", entry, without(dropped, numbers))
