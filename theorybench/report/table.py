"""The results of a verification for a terminal: one row a claim, what is unexpected once more,
and what it all means.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from theorybench.core.words import number
from theorybench.entries.entry import Entry, Erratum
from theorybench.report.results import Results
from theorybench.verify.evidence import Evidence

WIDE = 180
"""From this many columns on, problem, oracle and finding have columns of their own."""

STYLES = {
    "supported": "green",
    "consistent": "yellow",
    "refuted": "bold red",
    "inconclusive": "yellow",
    "vacuous": "cyan",
    "inapplicable": "cyan",
    "error": "bold white on red",
}


MANY = 40
"""Claims that nobody reads one by one."""

SPACIOUS = 100
"""From this many columns on, a row of an entry has room for bound and measurement."""

_ORDER = (
    "error",
    "refuted",
    "inconclusive",
    "supported",
    "consistent",
    "inapplicable",
    "vacuous",
)


def show(
    console: Console, results: Results, entries: Mapping[str, Entry], each: bool = False
) -> None:
    """Print everything there is to say about the results; entries: by name, for what the
    catalogue says of them; each: a row a claim.
    """
    table = verdict_table if each or len(results.evidence) <= MANY else summary_table
    console.print(table(results.evidence, entries, console.width))
    sections = {
        "Known to be false as printed": _errata(results, entries),
        "Supported, but no problem comes near the bound": _loose(results, entries),
        "Consistent, which is not supported": _consistent(results),
        "Unexpected": _unexpected(results),
    }
    for heading, lines in sections.items():
        if lines:
            console.print(Text(f"{heading}:", "bold"))
            for line in lines:
                command = line.plain.startswith("theorybench ")  # to be copied: not wrapped
                console.print(
                    Text("    ").append(line) if command else Padding(line, (0, 0, 0, 2)),
                    soft_wrap=command,
                )
            console.print()
    for line in closing(results):
        console.print(line)


def verdict_table(evidence: Iterable[Evidence], entries: Mapping[str, Entry], width: int) -> Table:
    """One row a claim, in the given order; on a narrow terminal the claims of an entry stand
    under its name.
    """
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), width=width)
    wide = width >= WIDE
    for name, most in (
        (("claim", 44), ("problem", 34), ("oracle", 22)) if wide else (("claim", None),)
    ):
        table.add_column(name, overflow="fold", ratio=None if wide else 1, max_width=most)
    table.add_column(
        "verdict", no_wrap=wide, max_width=len("inapplicable") if width < 100 else None
    )
    for name in ("bound", "measured", "sharpness" if wide else "sharp", "seeds"):
        table.add_column(name, justify="right", no_wrap=True)
    if wide:
        table.add_column("finding", no_wrap=True, overflow="ellipsis", ratio=1, min_width=32)
    last = ""
    for e in evidence:
        numbers = [
            Text(bound_of(e)),
            Text(number(e.measured)),
            Text(number(e.sharpness, 2)),
            Text(str(e.runs) if e.alpha > 0 else "-"),
        ]
        if wide:
            table.add_row(
                Text(e.theorem),
                Text(e.problem),
                Text(e.oracle),
                label(e, entries),
                *numbers,
                Text(_short(e)),
            )
            continue
        if e.theorem != last:
            table.add_row(Text(e.theorem, "bold"))
        table.add_row(
            Text("  " + " @ ".join(p for p in (e.problem, e.oracle) if p != "-")),
            label(e, entries),
            *numbers,
        )
        last = e.theorem
    return table


def summary_table(evidence: Iterable[Evidence], entries: Mapping[str, Entry], width: int) -> Table:
    """Entries in the given order; the row shows the worst verdict, and how many of the entry's
    claims share it.
    """
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), width=min(width, 120))
    table.add_column("entry", overflow="fold", ratio=1)
    table.add_column("verdict", no_wrap=True)
    numbers = ("bound", "measured") if width >= SPACIOUS else ()
    for name in ("claims", *numbers, "sharpness"):
        table.add_column(name, justify="right", no_wrap=True)
    for name, group in _groups(evidence).items():
        best = deciding(group)
        counts = Counter(e.verdict for e in group)
        share = str(len(group)) if len(counts) == 1 else f"{counts[best.verdict]} of {len(group)}"
        values = [number(getattr(best, what)) for what in numbers]
        table.add_row(Text(name), label(best, entries), share, *values, number(best.sharpness, 2))
    return table


def deciding(group: Iterable[Evidence]) -> Evidence:
    """The claim that speaks for its entry: unexpected before expected, then the worst verdict,
    then the sharpest.
    """
    return min(group, key=lambda e: (e.as_expected, _ORDER.index(e.verdict), -(e.sharpness or 0.0)))


def label(e: Evidence, entries: Mapping[str, Entry]) -> Text:
    """The verdict in colour, marked where it is unexpected, loose, or expected though it is not
    'supported'.
    """
    verdict = in_words(e)
    if not e.as_expected:
        note = "" if e.verdict == "error" or e.expected == "not refuted" else f" not {e.expected}"
        return Text(f"! {verdict}{note}", STYLES["error"])
    if e.verdict == "refuted":
        entry = entries.get(e.theorem)
        return Text(
            f"{verdict} (erratum)" if entry is None or entry.erratum else f"{verdict} (expected)",
            "magenta",
        )
    if e.loose:
        return Text("supported LOOSE", "yellow")
    if e.shut_out:
        return Text("not put", STYLES["vacuous"])
    return Text(
        (
            e.verdict
            if e.expected != e.verdict or e.verdict == "supported"
            else f"{e.verdict} (expected)"
        ),
        STYLES[e.verdict],
    )


def in_words(e: Evidence) -> str:
    """The verdict as a reader should take it: a lower bound is not delivered by its instances,
    which refutes it only for these.
    """
    lower = e.kind == "lower-bound" and e.verdict == "refuted"
    return "not delivered" if lower else e.verdict


def bound_of(e: Evidence) -> str:
    """The bound with the side on which the metric should be."""
    sign = {"upper-bound": "<= ", "lower-bound": ">= "}.get(e.kind, "")
    return "-" if e.bound is None or math.isnan(e.bound) else f"{sign}{number(e.bound)}"


def what_is_wrong(erratum: Erratum) -> str:
    """An erratum in a sentence."""
    return erratum.what.rstrip(". ") + (
        f"; corrected: {erratum.corrected}" if erratum.corrected else ""
    )


def _short(e: Evidence) -> str:
    return " ".join((e.finding or "").removeprefix(f"{e.theorem}: ").split())


def _errata(results: Results, entries: Mapping[str, Entry]) -> list[Text]:
    names = dict.fromkeys(
        e.theorem for e in results.evidence if e.verdict == "refuted" and e.as_expected
    )
    lines = []
    for name in names:
        erratum = entries[name].erratum if name in entries else None
        if erratum is not None:
            lines.append(Text.assemble((name, "magenta"), f": {what_is_wrong(erratum)}"))
    return lines


def _groups(evidence: Iterable[Evidence]) -> dict[str, list[Evidence]]:
    groups: dict[str, list[Evidence]] = {}
    for one in evidence:
        groups.setdefault(one.theorem, []).append(one)
    return groups


def _loose(results: Results, entries: Mapping[str, Entry]) -> list[Text]:
    names = [name for name, group in _groups(results.evidence).items() if deciding(group).loose]
    said = {name: entries[name].loose for name in names if name in entries}
    default = "find a sharper problem, or say in `loose` why there is none"
    return [Text.assemble((name, "yellow"), f": {said.get(name) or default}") for name in names]


def _consistent(results: Results) -> list[Text]:
    return [
        Text.assemble((f"{e.theorem} @ {e.problem}", "yellow"), f": {e.finding}")
        for e in results.evidence
        if e.verdict == "consistent"
    ]


def _unexpected(results: Results) -> list[Text]:
    """What is unexpected, one finding once: with the first claim, the number of others that have
    it, and the command that repeats the first.
    """
    same: dict[str, list[Evidence]] = {}
    for e in results.unexpected:
        same.setdefault(e.finding or e.detail, []).append(e)
    lines = []
    for finding, (e, *others) in same.items():
        name = " @ ".join(p for p in (e.theorem, e.problem, e.oracle) if p != "-")
        expected = "" if e.verdict == "error" else f", expected {e.expected}"
        lines.append(Text(f"{name}: {in_words(e)}{expected}", "bold red"))
        lines.append(Text(f"  {finding}"))
        if others:
            lines.append(Text(f"  and so {len(others)} other claims: {_first_names(others)}"))
        if e.theorem in results.without_a_pair:
            lines.append(Text(f"  no pair is left for {e.theorem}: nothing puts it to a test"))
        lines.append(Text(e.repeat))
    return lines


def _first_names(evidence: Sequence[Evidence]) -> str:
    names = list(dict.fromkeys(f"{e.theorem} @ {e.problem}" for e in evidence))
    return ", ".join(names[:3]) + (", ..." if len(names) > 3 else "")


def closing(results: Results) -> Iterator[Text]:
    """Numbers per verdict, the level of errors, and what 'supported' means."""
    if results.interrupted:
        yield Text(
            f"Interrupted: {len(results.evidence)} of {results.planned} claims have a verdict.",
            "bold red",
        )
    for failure in results.failures:
        yield Text(f"Not loaded: {failure}", "bold red")
    counts = Counter(e.verdict for e in results.evidence)
    parts = [f"{counts[v]} {v}" + _of_these(v, results.evidence) for v in STYLES if counts[v]]
    wrong = len(results.unexpected)
    fine = "so far as expected." if results.interrupted else "all as expected."
    if results.failures:
        fine = f"as expected, but {len(results.failures)} not loaded."
    yield Text.assemble(
        f"{len(results.evidence)} claims in {results.seconds:.1f} s:"
        f" {', '.join(parts) or 'none'}; ",
        (
            f"{wrong} unexpected." if wrong else fine,
            "bold red" if wrong or results.failures else "bold green",
        ),
    )
    budget = results.options.budget
    yield Text(
        f"P(any false 'refuted' in this suite) <= {budget.alpha:g}; P(false 'supported') <="
        f" {budget.support:g} for each claim. 'supported' says that the claim held on this problem"
        " at these settings: a run can refute a theorem, never prove it."
    )


def _of_these(verdict: Any, evidence: Sequence[Evidence]) -> str:
    if verdict == "supported":
        loose = sum(e.loose for e in evidence)
        # the generated tests tell verdicts without the names of their entries
        sharper = {
            e.theorem for e in evidence if e.theorem and e.verdict == "supported" and not e.loose
        }
        nearer = sum(e.loose and e.theorem in sharper for e in evidence)
        other = (
            f"; {nearer} of them of entries that another problem brings nearer" if nearer else ""
        )
        return f" ({loose} LOOSE: never within a factor 10 of the bound{other})" if loose else ""
    if verdict == "vacuous" and (out := sum(e.shut_out for e in evidence)):
        return f" ({out} not put to their problem: `theorybench why` says why)"
    known = sum(e.verdict == verdict and e.as_expected for e in evidence)
    said = known and verdict not in ("error", "consistent")
    return f" ({known} expected)" if said else ""
