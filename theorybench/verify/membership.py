"""Whether a problem with its oracle belongs to the class that a statement speaks of, with the
constants of the class.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from theorybench.core import symbols as s
from theorybench.core.assumptions import Assumption, everything
from theorybench.core.oracles import Oracle, exact
from theorybench.core.problem import Problem
from theorybench.entries.comparison import Comparison
from theorybench.verify.hypotheses import false_of_function, false_of_oracle
from theorybench.verify.prepare import constants_of
from theorybench.verify.profile import Options

_AT_LEAST = frozenset({s.mu})
"""Constants of which more is a smaller class; of all others less is."""
_EQUAL = frozenset({s.alpha, s.d})
"""Constants that say which class is meant: a moment of another order bounds something else."""


def with_constants(problem: Problem, given: Mapping[Any, Any]) -> Problem:
    """The problem with the constants of a class in place of its own, as far as both have them."""
    return replace(problem, constants={c: given.get(c, v) for c, v in problem.constants.items()})


def outside(
    problem: Problem,
    oracle: Oracle,
    assumes: tuple[Assumption, ...],
    given: Mapping[Any, Any],
    options: Options,
) -> list[str]:
    """Why a problem with its oracle is no member of the class; empty if nothing speaks against it.

    given: the constants of the class. A member promises all of `assumes`, its constants are within
    those of the class, and no sampled point and no draw of its oracle shows an assumption false
    with the constants of the class.
    """
    compared = constants_within(problem, constants_of(problem, oracle), assumes, given)
    found = _not_promised(problem, oracle, assumes)
    found += [
        f"{c.statement}: {c.lhs:.6g} > {c.rhs:.6g} of the class" for c in compared if not c.holds
    ]
    if not found:
        found = false_of_function(with_constants(problem, given), assumes)
    return found or false_of_oracle(problem, oracle, assumes, options)


def constants_within(
    problem: Problem,
    its: Mapping[Any, float],
    assumes: Iterable[Assumption],
    given: Mapping[Any, Any],
) -> list[Comparison]:
    """The constants of a problem against those of the class, one comparison for each constant
    that both have.
    """
    spoken_of = {c for a in everything(tuple(assumes)) for c in a.introduces} | {s.Delta_0, s.R}
    compared = []
    for constant in sorted(spoken_of & set(its) & set(given), key=str):
        own, allowed = its[constant], float(given[constant])
        slack = 1e-9 * abs(allowed)
        if constant in _EQUAL:
            differs = f"{constant.name} = {own:.6g} of {problem.name} differs from {allowed:.6g}"
            compared.append(Comparison(differs, abs(own - allowed), 0.0, slack=slack))
        elif constant in _AT_LEAST:
            compared.append(
                Comparison(
                    f"{constant.name} is at most that of {problem.name}", allowed, own, slack=slack
                )
            )
        else:
            compared.append(
                Comparison(f"{constant.name} of {problem.name}", own, allowed, slack=slack)
            )
    return compared


def _not_promised(problem: Problem, oracle: Oracle, assumes: Iterable[Assumption]) -> list[str]:
    of_function, of_oracle = everything(problem.promises), everything(oracle.promises)
    return [
        f"{f'oracle {oracle.name}' if a.of_oracle else problem.name} does not promise '{a}'"
        for a in assumes
        if a not in (of_oracle if a.of_oracle else of_function)
        and not (a.of_oracle and oracle is exact)
    ]
