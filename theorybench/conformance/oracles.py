"""An oracle keeps its promises: unbiased, with the moments it gives, on a few of the problems it
serves.
"""

from __future__ import annotations

from collections.abc import Sequence

from theorybench.conformance.check import Check, Result, Verifier
from theorybench.core.assumptions import Assumption, everything
from theorybench.core.oracles import Oracle
from theorybench.core.problem import Problem
from theorybench.core.types import EntryError
from theorybench.verify.hypotheses import false_of_oracle
from theorybench.verify.prepare import constants_of

DRAWS, POINTS = 32768, 3


def oracle_check(oracle: Oracle, problems: Sequence[Problem]) -> Check:
    """One test on problems of different dimensions; `problems` in the order of preference."""
    moments = len(_moments(oracle))
    most = (2 + moments) * POINTS * (moments + 1)
    return Check(
        "oracle", oracle.name, lambda verifier: _result(oracle, problems, verifier), tests=most
    )


def _moments(oracle: Oracle) -> list[Assumption]:
    return sorted(
        (a for a in everything(oracle.promises) if a.of_oracle and a.moment is not None), key=str
    )


def _result(oracle: Oracle, problems: Sequence[Problem], verifier: Verifier) -> Result:
    try:
        chosen = _chosen(oracle, problems)
        if not chosen:
            return Result(
                (
                    (
                        f"oracle {oracle.name} serves no problem of the catalogue; mend its"
                        " function `only`, or add the problem"
                    ),
                )
            )
        found = [
            false_of_oracle(p, oracle, oracle.promises, verifier.options, DRAWS) for p in chosen
        ]
    except EntryError as error:
        return Result((str(error),))
    facts = {"problems": ", ".join(p.name for p in chosen), "draws": DRAWS}
    # what is false on one problem is false on the others
    return Result(tuple(next(filter(None, found), ())), facts)


def _chosen(oracle: Oracle, problems: Sequence[Problem]) -> list[Problem]:
    """Problems of the two lowest dimensions, and for each promise one on which the oracle has
    its constants.
    """
    served = [p for p in problems if oracle.only(p)]
    dims = sorted({p.dim for p in served})
    chosen = [next(p for p in served if p.dim == d) for d in dims[:2]]
    for assumption in _moments(oracle):
        able = [p for p in served if set(assumption.introduces) <= set(constants_of(p, oracle))]
        chosen += able[:1] if not set(able) & set(chosen) else []
    return chosen
