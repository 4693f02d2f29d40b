"""The same claim in other units: a bound whose units do not fit cannot be right in all of them,
and these show where it is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from theorybench.catalogue.claim import Claim
from theorybench.core.oracles import exact
from theorybench.core.scaling import rescaled, rescaled_oracle
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
