"""The same claim in other units: a bound whose units do not fit cannot be right in all of them,
and these show where it is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from theorybench.catalogue.claim import Claim
from theorybench.core.algorithm import Algorithm
from theorybench.core.oracles import exact
from theorybench.core.problem import Problem
from theorybench.core.scaling import rescaled, rescaled_oracle, rescaled_values
from theorybench.core.symbols import Constant
from theorybench.core.types import Values
from theorybench.entries.lower_bound import Instance, LowerBound
from theorybench.entries.theorem import Mode, Theorem

SCALES = ((2.0**-10, 1.0), (2.0**10, 1.0), (1.0, 2.0**-10), (1.0, 2.0**10))
"""Heights and lengths: one of them shrinks the bound wherever a unit is too much. Powers of two
change no digit of a run.
"""


def in_other_units(claim: Claim) -> Iterator[Claim]:
    """The claim on its problem, or its witness, rescaled; nothing where units fit.

    Nor of a rate: it speaks of long runs, and in other units its horizons may be short ones.
    """
    entry, problem = claim.entry, claim.problem
    if (
        not isinstance(entry, Theorem)
        or entry.mode in (Mode.RATE, Mode.INFINITE)
        or not entry.findings()
    ):
        return
    for scale in SCALES:
        if problem is not None:
            yield Claim(
                entry, rescaled(problem, *scale), rescaled_oracle(claim.oracle or exact, *scale)
            )
        elif entry.witness is not None:
            moved = replace(
                entry, witness=lambda c, scale=scale, made=entry.witness: rescaled(made(c), *scale)
            )
            yield Claim(moved, oracle=claim.oracle, is_witness=True)


def rescaled_theorem(entry: Theorem, height: float, length: float) -> Theorem:
    """The theorem for f -> height f, x -> length x: its settings and its witness."""
    settings = tuple(rescaled_values(one, height, length) for one in entry.settings)
    witness = entry.witness
    if witness is None:
        return replace(entry, settings=settings)

    def moved(values: Values) -> Problem:
        return rescaled(witness(rescaled_values(values, 1 / height, 1 / length)), height, length)

    return replace(entry, settings=settings, witness=moved)


def rescaled_lower_bound(entry: LowerBound, height: float, length: float) -> LowerBound:
    """The lower bound for f -> height f, x -> length x: its settings, instances and methods."""

    def back(values: Values) -> Values:
        return rescaled_values(values, 1 / height, 1 / length)

    def instances(values: Values) -> tuple[Instance, ...]:
        return tuple(
            Instance(rescaled(i.problem, height, length), rescaled_oracle(i.oracle, height, length))
            for i in entry.instances(back(values))
        )

    def methods(values: Values) -> tuple[tuple[Algorithm, Mapping[Constant, Any]], ...]:
        return tuple(
            (a, rescaled_values(params, height, length))
            for a, params in entry.methods(back(values))
        )

    settings = tuple(rescaled_values(one, height, length) for one in entry.settings)
    return replace(entry, settings=settings, instances=instances, methods=methods)
