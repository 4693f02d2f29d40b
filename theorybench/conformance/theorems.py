"""Every theorem meets some problem; where one does not, what is lacking."""

from __future__ import annotations

from theorybench.catalogue.catalogue import Catalogue
from theorybench.catalogue.matching import lacking, mismatches
from theorybench.conformance.check import Check, Result
from theorybench.core.oracles import exact
from theorybench.entries.entry import Entry
from theorybench.entries.identity import Identity
from theorybench.entries.theorem import Theorem

NEAREST = 3


def theorem_check(entry: Entry, catalogue: Catalogue) -> Check:
    """One test; its fact is the number of claims that the entry makes."""
    return Check("theorem", entry.name, lambda verifier: _result(entry, catalogue), entry.name)


def _result(entry: Entry, catalogue: Catalogue) -> Result:
    claims = sum(1 for _ in catalogue.claims_of(entry))
    if claims:
        return Result(facts={"claims": claims})
    nearest = sorted(_reasons(entry, catalogue), key=len)[:NEAREST]
    again = f"`theorybench why {entry.name} PROBLEM` says what other problems lack"
    return Result(
        (
            f"no problem satisfies {entry.name}; the nearest lack:",
            *("; ".join(r) for r in nearest),
            again,
        ),
        {"claims": 0},
    )


def _reasons(entry: Entry, catalogue: Catalogue) -> list[list[str]]:
    """Why the entry is not put to a problem, for every problem with the oracle that comes
    nearest.
    """
    if isinstance(entry, Identity):
        return [lacking(entry.assumes, p, None) for p in catalogue.problems]
    if not isinstance(entry, Theorem):
        return []
    oracles = entry.oracles or (exact, *catalogue.oracles)
    return [min((mismatches(entry, p, o) for o in oracles), key=len) for p in catalogue.problems]
