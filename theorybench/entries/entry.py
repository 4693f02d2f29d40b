"""What every entry of a catalogue has: a name, a source, what is expected of it, and checks when
it is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatch
from typing import Any, Literal, Self

import sympy

from theorybench.core import symbols as s
from theorybench.core.fields import (
    did_you_mean,
    flag,
    instance,
    optional,
    require_arguments,
    require_fields,
    shown,
    table,
    text,
)
from theorybench.core.types import EntryError, Source

Verdict = Literal[
    "supported", "consistent", "refuted", "inconclusive", "vacuous", "inapplicable", "error"
]


@dataclass(frozen=True)
class Erratum:
    """A printed claim that is false: what is wrong, and the name of the corrected entry.

    on: the problems (pattern) on which the refutation is demanded; elsewhere a false claim may
    hold.
    """

    what: str
    corrected: str | None = None
    on: str = "*"


@dataclass(frozen=True)
class Outcome:
    """A verdict that the catalogue expects in place of 'supported', with the reason."""

    verdict: Verdict
    reason: str


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Entry:
    """name: id of the claim, e.g. zhang2022.thm-3.4.1; as_printed: transcribed from a publication,
    so that a unit mismatch is a finding and not an error; expects: problem pattern -> outcome other
    than 'supported'; notes: derivations, doubts; slip: what is wrong in the source's proof of a
    claim that holds; loose: for a claim that no problem brings near its bound, what would make a
    verdict meaningful.
    """

    name: str
    source: Source
    statement: str = ""
    as_printed: bool = False
    erratum: Erratum | None = None
    expects: Mapping[str, Outcome] = field(default_factory=dict)
    notes: str = ""
    slip: str = ""
    loose: str = ""

    def __new__(cls, *args: Any, **fields: Any) -> Self:
        if args:
            raise EntryError(
                f"{cls.__name__}: {shown(args[0])} has no field's name; write name=..., source=..."
            )
        if fields:  # copies are made without any
            require_arguments(cls, fields)
        return super().__new__(cls)

    def __post_init__(self) -> None:
        require_fields(type(self).__name__, self, {"name": text})
        require_fields(self.described, self, _WANTS)

    @property
    def described(self) -> str:
        """What messages about this entry begin with."""
        return f"{type(self).__name__} {self.name}"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name})"

    def corrected(
        self, what: str, *, on: str = "*", name: str = "", **changes: Any
    ) -> tuple[Self, Self]:
        """This entry as printed, with an erratum that says what is wrong; and the corrected claim:
        the same entry with other fields, called NAME.corrected unless another name is given.

        on: the problems (pattern) on which the refutation is demanded. What is said about the
        printed claim alone (statement, notes, slip, loose, expects, erratum) is not taken over.
        """
        name = name or f"{self.name}.corrected"
        plain: dict[str, Any] = dict.fromkeys(("statement", "notes", "slip", "loose"), "")
        plain |= {"as_printed": False, "erratum": None, "expects": {}, "name": name}
        printed = replace(self, as_printed=True, erratum=Erratum(what, name, on))
        return printed, replace(self, **(plain | changes))

    def expected(self, problem: str) -> Verdict | None:
        """The verdict the catalogue expects on a problem; None where anything but an error is
        fine.
        """
        if self.erratum is not None:
            return "refuted" if fnmatch(problem, self.erratum.on) else None
        for pattern, outcome in self.expects.items():
            if fnmatch(problem, pattern):
                return outcome.verdict
        return "supported"

    def findings(self) -> tuple[str, ...]:
        """What is wrong with the statement itself, before anything is run."""
        return ()


_WANTS = {
    "source": instance(Source, 'a Source, e.g. Source("Nesterov", 2004, "Theorem 2.1.15")'),
    "statement": text,
    "as_printed": flag,
    "erratum": optional(instance(Erratum, "an Erratum(what=..., corrected=...)")),
    "expects": table(
        str,
        "a mapping from problems (a pattern) to Outcome(verdict, reason)",
        lambda value: isinstance(value, Outcome),
    ),
    "notes": text,
    "slip": text,
    "loose": text,
}


def require_constants(name: str, what: str, expression: Any, known: Iterable[Any]) -> None:
    """Raise EntryError if an expression uses a symbol outside `known`, naming it and what is
    known.
    """
    for symbol in sorted(sympy.sympify(expression).free_symbols, key=str):
        if not isinstance(symbol, s.Constant):
            raise EntryError(
                f"{name}: {what} uses the symbol {symbol}, which is no Constant;"
                f" {did_you_mean(str(symbol), [c.name for c in known])} Take it from"
                " theorybench.core.symbols or make one"
            )
        if symbol not in set(known):
            offered = ", ".join(sorted({c.name for c in known}))
            raise EntryError(
                f"{name}: {what} uses {symbol.name} ({symbol.meaning}), which no assumption"
                f" introduces and no setting gives; known are {offered}"
            )


def unit_findings(name: str, what: str, expression: Any, wanted: s.Unit) -> list[str]:
    """Unit mismatches inside an expression or against the wanted unit, as sentences."""
    try:
        its = s.unit_of(expression)
    except s.UnitMismatch as mismatch:
        return [f"{name}: {what}: {mismatch}"]
    if its is not None and not its.same(wanted):
        return [f"{name}: {what} = {expression} has the unit {its}, but {wanted} is needed"]
    return []
