"""Everything the catalogue knows of an entry, a problem, an oracle or a picture, as texts; and
why a theorem is not put to a problem.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import sympy

from theorybench.catalogue.catalogue import Catalogue
from theorybench.catalogue.claim import Claim
from theorybench.catalogue.matching import lacking, mismatches, nearest
from theorybench.core import symbols as s
from theorybench.core.assumptions import Assumption, everything
from theorybench.core.oracles import Oracle, exact
from theorybench.core.problem import Problem
from theorybench.core.types import EntryError
from theorybench.core.words import natural
from theorybench.entries.entry import Entry
from theorybench.entries.identity import Identity
from theorybench.entries.picture import Picture
from theorybench.entries.theorem import Steps, Theorem
from theorybench.report.table import what_is_wrong
from theorybench.verify.kinds import in_words, kind_of
from theorybench.verify.plan import make_plan
from theorybench.verify.theorems import says_nothing

Fact = tuple[str, str]


def entry_facts(entry: Entry, catalogue: Catalogue) -> Iterator[Fact]:
    """Statement, source, hypotheses, formulas, symbols, what is wrong with it, and the claims it
    makes.
    """
    yield (
        "claim",
        (
            f"{entry.name}"
            f" ({getattr(entry, 'kind', 'entry')}{', as printed' if entry.as_printed else ''})"
        ),
    )
    yield "source", " ".join(filter(None, (str(entry.source), entry.source.link)))
    yield "statement", entry.statement or in_words(entry)
    yield from _hypotheses(getattr(entry, "assumes", getattr(entry, "promises", ())))
    yield from _formulas(entry)
    yield from _settings(entry)
    if entry.erratum is not None:
        yield "erratum", f"{what_is_wrong(entry.erratum)}; refuted on: {entry.erratum.on}"
    for finding in entry.findings():
        yield "finding", finding
    for pattern, outcome in entry.expects.items():
        yield "expected", f"{outcome.verdict} on {pattern}: {outcome.reason}"
    for paragraph in filter(None, re.split(r"\n\s*\n", catalogue.notes(entry))):
        yield "notes", " ".join(paragraph.split())
    if entry.slip:
        yield "slip", f"in the proof: {entry.slip}"
    if entry.loose:
        yield "loose", entry.loose
    claims = list(catalogue.claims_of(entry))
    for claim in claims:
        where = (
            " @ ".join(p for p in (claim.problem_name, claim.oracle_name) if p != "-")
            or "by itself"
        )
        yield "tested on", f"{where}: {_expectation(claim)}"
    if not claims:
        yield (
            "tested on",
            f"nothing: no problem satisfies it; `theorybench why {entry.name} PROBLEM` says why",
        )


def _hypotheses(assumes: Iterable[Assumption]) -> Iterator[Fact]:
    for assumption in assumes:
        constants = (
            f" [{', '.join(c.name for c in assumption.introduces)}]"
            if assumption.introduces
            else ""
        )
        yield "assumes", f"{assumption.name}: {assumption.statement}{constants}"


def _formulas(entry: Entry) -> Iterator[Fact]:
    shown: list[Any] = []
    for heading, text, expressions in kind_of(entry).formulas(entry):
        yield heading, text
        shown += expressions
    symbols = {c for e in shown for c in sympy.sympify(e).free_symbols if isinstance(c, s.Constant)}
    for constant in sorted(symbols, key=lambda c: natural(c.name)):
        yield "symbol", f"{constant.name} [{constant.unit}]: {constant.meaning}"


def _settings(entry: Entry) -> Iterator[Fact]:
    for setting in getattr(entry, "settings", ()):
        if setting:
            yield "setting", _values(setting)


def _values(numbers: Mapping[Any, Any]) -> str:
    def one(value: Any) -> str:
        if isinstance(value, Steps):
            return f"such that the bound is {value.budget} steps"
        return f"{value:g}" if isinstance(value, float) else str(value)

    return ", ".join(f"{c} = {one(v)}" for c, v in numbers.items())


def _expectation(claim: Claim) -> str:
    return f"expected {claim.expected}" if claim.expected else "no verdict is demanded"


def problem_facts(problem: Problem, catalogue: Catalogue) -> Iterator[Fact]:
    """Start, minimum, constants with units, promises, and the claims about it."""
    yield "problem", f"{problem.name}, d = {problem.dim}"
    if problem.source is not None:
        yield "source", f"{problem.source} {problem.source.link}"
    yield "start", _point(problem.start)
    yield (
        "minimum",
        f"f* = {problem.f_star:g}"
        + (f" at {_point(problem.minimiser)}" if problem.minimiser is not None else ""),
    )
    for constant, value in sorted(
        problem.constants.items(), key=lambda item: natural(item[0].name)
    ):
        yield "constant", f"{constant.name} = {value:.6g} [{constant.unit}]: {constant.meaning}"
    for assumption in sorted(everything(problem.promises), key=str):
        yield "promises", f"{assumption.name}: {assumption.statement}"
    met = [
        c for entry in catalogue.entries for c in catalogue.claims_of(entry) if c.problem is problem
    ]
    for claim in met:
        yield (
            "meets",
            (
                f"{claim.entry.name}{f' @ {claim.oracle_name}' if claim.oracle else ''}:"
                f" {_expectation(claim)}"
            ),
        )
    if not met:
        yield "meets", "no theorem: none assumes only what it promises"


def _point(point: tuple[float, ...]) -> str:
    return f"({', '.join(f'{v:g}' for v in point[:8])}{', ...' if len(point) > 8 else ''})"


def oracle_facts(oracle: Oracle, catalogue: Catalogue) -> Iterator[Fact]:
    """Promises, and the exact moments on every problem it serves."""
    yield "oracle", oracle.name
    if oracle.source is not None:
        yield "source", f"{oracle.source} {oracle.source.link}"
    for assumption in sorted(everything(oracle.promises), key=str):
        yield "promises", f"{assumption.name}: {assumption.statement}"
    for problem in catalogue.problems:
        if oracle.only(problem) and (numbers := oracle.constants(problem)):
            yield f"on {problem.name}", ", ".join(f"{c.name} = {v:.4g}" for c, v in numbers.items())


def picture_facts(picture: Picture, catalogue: Catalogue) -> Iterator[Fact]:
    """Title, source, axes, notes and how to draw it."""
    yield "picture", picture.name
    yield "title", picture.title
    yield "source", f"{picture.source} {picture.source.link}"
    for heading, axis in (("across", picture.x), ("up", picture.y)):
        yield heading, f"{axis.name} [{axis.unit}]{', logarithmic' if axis.log else ''}"
    if picture.notes:
        yield "notes", picture.notes
    yield "drawn by", f"theorybench plot {picture.name}"


_FACTS = {Entry: entry_facts, Problem: problem_facts, Oracle: oracle_facts, Picture: picture_facts}


def facts(name: str, catalogue: Catalogue) -> list[Fact]:
    """Facts of whatever is called `name`; raises EntryError with the nearest names if nothing
    is.
    """
    things = (
        *catalogue.entries,
        *catalogue.problems,
        exact,
        *catalogue.oracles,
        *catalogue.pictures,
    )
    found: list[Fact] = []
    for thing in things:
        if thing.name == name:
            of = next(function for kind, function in _FACTS.items() if isinstance(thing, kind))
            found += of(thing, catalogue)  # pyright: ignore[reportArgumentType]: `of` was chosen by the type
    if not found:
        raise EntryError(
            f"nothing is called {name!r}; {nearest(name, [thing.name for thing in things])}"
        )
    return found


def _put(theorem: Theorem, problem: Problem, oracle: Oracle) -> str:
    """Whether a pair that fits is put to the test, or why it is not."""
    reason = says_nothing(make_plan(Claim(theorem, problem, oracle)))
    return "tested" if reason is None else f"not put to it: {reason}"


def reasons(
    entry: Entry, problem: Problem, catalogue: Catalogue, only: str | None = None
) -> Iterator[Fact]:
    """Oracles -> 'tested' or why the entry is not put to the problem with them; all that serve the
    problem, or one by name.

    Raises EntryError for an entry that meets no problems, or an unknown oracle.
    """
    if isinstance(entry, Identity):
        missing = lacking(entry.assumes, problem, None)
        yield "any oracle", "; ".join(missing) or "tested"
    elif isinstance(entry, Theorem):
        offered = {o.name: o for o in (exact, *catalogue.oracles, *(entry.oracles or ()))}
        if only is not None and only not in offered:
            raise EntryError(f"no oracle is called {only!r}; {nearest(only, list(offered))}")
        of_function = lacking([a for a in entry.assumes if not a.of_oracle], problem, None)
        if of_function:
            yield "any oracle", "; ".join(of_function)
        for name, oracle in offered.items():
            if name == only or (only is None and oracle.only(problem)):
                own = [
                    reason
                    for reason in mismatches(entry, problem, oracle)
                    if reason not in of_function
                ]
                yield (
                    name,
                    "; ".join(own)
                    or (
                        "not tested: see 'any oracle'"
                        if of_function
                        else _put(entry, problem, oracle)
                    ),
                )
    else:
        kind = getattr(entry, "kind", "entry")
        raise EntryError(
            f"{entry.name} is of kind {kind}: it brings its own instances and is put to no problem"
            " of the catalogue"
        )
