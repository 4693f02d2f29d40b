"""Which families are put to which theorem."""

from __future__ import annotations

from theorybench.attack.batch import can_run
from theorybench.attack.families import domains, line, relaxed, several
from theorybench.attack.families.family import Family
from theorybench.core import symbols as s
from theorybench.core.assumptions import (
    bounded_domain,
    everything,
    exact_gradients,
    has_minimiser,
)
from theorybench.core.oracles import exact
from theorybench.core.types import EntryError
from theorybench.entries.theorem import Mode, Theorem

FAMILIES = (*line.families, *relaxed.families, *several.families, *domains.families)


def family(name: str) -> Family:
    """The family of a name; raises EntryError if there is none."""
    for one in FAMILIES:
        if one.name == name:
            return one
    raise EntryError(
        f"no family is called {name!r}; known are {', '.join(f.name for f in FAMILIES)}"
    )


def families_for(theorem: Theorem) -> tuple[Family, ...]:
    """The families all of whose functions satisfy what a deterministic theorem assumes; none for
    theorems about chance.
    """
    if _why_not(theorem):
        return ()
    on_domain = bounded_domain in everything(theorem.assumes)
    return tuple(
        family
        for family in FAMILIES
        if family.serves(theorem.assumes, _given(family))
        and (on_domain or bounded_domain not in everything(family.promises))
    )


def _given(one: Family) -> frozenset[s.Constant]:
    return frozenset(
        {s.d, s.Delta_0} | ({s.R} if has_minimiser in everything(one.promises) else set())
    )


def _why_not(theorem: Theorem) -> str:
    """Why no search for functions alone can meet the theorem; empty if one can."""
    if theorem.mode not in (Mode.DETERMINISTIC, Mode.COMPLEXITY):
        return f"its mode is '{theorem.mode.value}'"
    beyond = [a.name for a in theorem.assumes if a.of_oracle and a is not exact_gradients]
    if beyond or (theorem.oracles is not None and exact not in theorem.oracles):
        return f"it is about noise ({', '.join(beyond)})"
    if not can_run(theorem.algorithm, theorem.metric):
        return f"'{theorem.metric}' is no function of the iterates alone"
    return ""


def unserved(theorem: Theorem) -> str:
    """Why no family serves a theorem: the assumptions that none promises, in half a sentence."""
    if reason := _why_not(theorem):
        return reason
    promised = frozenset().union(*(everything(one.promises) for one in FAMILIES))
    lacking = [a.name for a in theorem.assumes if not a.of_oracle and a not in promised]
    if not lacking:
        return f"no family promises all of {', '.join(a.name for a in theorem.assumes)} together"
    return f"no family promises {', '.join(lacking)}"
