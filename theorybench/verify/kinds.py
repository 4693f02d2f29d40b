"""What is known of each kind of entry: how it is verified, said in a sentence, shown, and put into
other units.

A new kind of claim is a module of `entries`, a module of `verify`, and a row here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from theorybench.catalogue.claim import Claim
from theorybench.entries.check import Check
from theorybench.entries.construction import Construction
from theorybench.entries.dynamics import Dynamics
from theorybench.entries.entry import Entry
from theorybench.entries.identity import Identity
from theorybench.entries.inequality import Inequality
from theorybench.entries.lower_bound import LowerBound
from theorybench.entries.resisting import Resisting
from theorybench.entries.theorem import Theorem
from theorybench.verify import formulas, sentence, units
from theorybench.verify.checks import verify_check, verify_construction
from theorybench.verify.dynamics import verify_dynamics
from theorybench.verify.evidence import Evidence
from theorybench.verify.formulas import Formula
from theorybench.verify.identities import verify_identity
from theorybench.verify.lemmas import verify_inequality
from theorybench.verify.lower_bounds import verify_lower_bound
from theorybench.verify.profile import Options
from theorybench.verify.resisting import verify_resisting
from theorybench.verify.theorems import verify_alone


def _nothing(entry: Any) -> Iterable[Formula]:
    return ()


@dataclass(frozen=True)
class Kind:
    """A row of the table.

    entry: the class of its entries; verify: (claim, options) -> Evidence; sentence: entry -> its
    statement in words, '' where its fields are functions; formulas: entry -> what it is made of;
    rescaled: (entry, height, length) -> the same claim for f -> height f, x -> length x, None where
    a claim of this kind is not tested in other units; shares_runs: its claims are planned, so that
    those with the same run are verified together.
    """

    entry: type[Entry]
    verify: Callable[[Claim, Options], Evidence]
    sentence: Callable[[Any], str] = lambda entry: ""
    formulas: Callable[[Any], Iterable[Formula]] = _nothing
    rescaled: Callable[[Any, float, float], Any] | None = None
    shares_runs: bool = False


KINDS = (
    Kind(
        Theorem,
        verify_alone,
        sentence.of_theorem,
        formulas.of_theorem,
        units.rescaled_theorem,
        shares_runs=True,
    ),
    Kind(
        LowerBound,
        verify_lower_bound,
        sentence.of_lower_bound,
        formulas.of_bound,
        units.rescaled_lower_bound,
    ),
    Kind(Inequality, verify_inequality, sentence.of_inequality, formulas.of_inequality),
    Kind(
        Identity,
        verify_identity,
        lambda entry: "Two expectations are equal.",
        rescaled=lambda entry, height, length: entry,
    ),
    Kind(Construction, verify_construction, lambda entry: "A function with the properties below."),
    Kind(Check, verify_check, lambda entry: "Numbers that are compared in every setting."),
    Kind(Dynamics, verify_dynamics, sentence.of_dynamics),
    Kind(Resisting, verify_resisting, lambda entry: "An adversary."),
)


def kind_of(entry: Entry) -> Kind:
    """The row of an entry. Raises TypeError for an entry of a class that has none."""
    for kind in KINDS:
        if isinstance(entry, kind.entry):
            return kind
    raise TypeError(f"{entry!r}: no row of KINDS says how to verify a {type(entry).__name__}")


def in_words(entry: Entry) -> str:
    """One or two sentences made of an entry's fields."""
    return kind_of(entry).sentence(entry)
