"""Whether a theorem is put to a problem with an oracle, and why not."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any

from theorybench.core.assumptions import Assumption, bounded_domain, everything
from theorybench.core.oracles import Oracle, exact
from theorybench.core.printable import worded
from theorybench.core.problem import Problem
from theorybench.core.types import EntryError
from theorybench.entries.theorem import Theorem
from theorybench.isolation import Interrupted


def mismatches(theorem: Theorem, problem: Problem, oracle: Oracle) -> list[str]:
    """Why a theorem is not put to a problem with an oracle; empty if it is."""
    reasons = lacking(theorem.assumes, problem, oracle)
    if theorem.oracles is not None and oracle not in theorem.oracles:
        reasons.append(
            f"{theorem.name} is put to its own oracles only:"
            f" {', '.join(o.name for o in theorem.oracles)}"
        )
    elif (
        theorem.oracles is None
        and oracle is not exact
        and not any(a.of_oracle for a in theorem.assumes)
    ):
        reasons.append(
            f"{theorem.name} assumes nothing of the oracle: it is put to exact gradients only"
        )
    if problem.project is not None and bounded_domain not in everything(theorem.assumes):
        reasons.append(
            f"problem {problem.name} lives on a domain with projections; {theorem.name} is about"
            " all of R^d"
        )
    if not oracle.only(problem):
        reasons.append(f"oracle {oracle.name} does not serve problem {problem.name}")
    return reasons


def lacking(assumes: Iterable[Assumption], problem: Problem, oracle: Oracle | None) -> list[str]:
    """The assumptions, and the constants in them, that problem and oracle do not promise, as
    sentences.
    """
    reasons = []
    of_function = everything(problem.promises)
    of_oracle = everything(oracle.promises) if oracle else frozenset()
    constants = {**problem.constants, **_of_oracle(oracle, problem)}
    for assumption in assumes:
        promised = of_oracle if assumption.of_oracle else of_function
        giver = (
            f"oracle {oracle.name}"
            if assumption.of_oracle and oracle
            else f"problem {problem.name}"
        )
        if assumption not in promised:
            reasons.append(f"{giver} does not promise '{assumption}' ({assumption.statement})")
        elif without := [c.name for c in assumption.introduces if c not in constants]:
            reasons.append(
                f"{giver} promises '{assumption}' but has no value for {', '.join(without)} on"
                f" {problem.name}"
            )
    return reasons


def _of_oracle(oracle: Oracle | None, problem: Problem) -> Mapping[Any, float]:
    if oracle is None:
        return {}
    try:
        return oracle.constants(problem) if oracle.only(problem) else {}
    except Interrupted:
        raise
    except BaseException as error:  # a user's functions may raise anything
        raise EntryError(
            f"oracle {oracle}: its functions `only` or `constants` fail on problem {problem.name}:"
            f" {worded(error)}"
        ) from error


def nearest(name: str, known: list[str]) -> str:
    """Half a sentence that names the known names most like a wrong one."""
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.3)
    return f"the nearest are {', '.join(near)}" if near else "`theorybench list` shows all"
