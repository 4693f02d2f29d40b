"""What is wrong in the sources, as one page of Markdown: claim, witness with numbers,
correction, and the command that repeats it.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from theorybench.core.words import natural, number
from theorybench.entries.entry import Entry
from theorybench.report.table import deciding
from theorybench.verify.evidence import Evidence
from theorybench.verify.kinds import in_words

Evidences = Mapping[str, Sequence[Evidence]]
"""Evidence by the name of the entry."""


def concerned(entries: Iterable[Entry]) -> list[Entry]:
    """Entries that the page verifies: those with an erratum, and their corrections."""
    known = {e.name: e for e in entries}
    false = [e for e in known.values() if e.erratum is not None]
    corrections = {e.erratum.corrected for e in false if e.erratum is not None} - {
        e.name for e in false
    }
    return sorted(
        [*false, *(known[name] for name in corrections if name in known)],
        key=lambda e: natural(e.name),
    )


def page(
    entries: Sequence[Entry],
    evidence: Evidences,
    command: str,
    notes: Callable[[Entry], str] = lambda entry: entry.notes,
) -> str:
    """The whole page; entries: all of the catalogue; evidence: of the entries `concerned`;
    command: what writes this page; notes: of an entry, as the catalogue knows them.
    """
    known = {e.name: e for e in entries}
    ordered = sorted(entries, key=as_in_source)
    false = [e for e in ordered if e.erratum is not None]
    corrections = {e.erratum.corrected for e in false if e.erratum is not None}
    odd = [
        e
        for e in ordered
        if e.erratum is None and e.as_printed and e.findings() and e.name not in corrections
    ]
    slips, loose = ([e for e in ordered if getattr(e, what)] for what in ("slip", "loose"))
    lines = [
        "# Findings",
        "",
        (
            f"Written by `{command}`; witnesses and verdicts come from that run."
            f" {_counts(false, odd, slips)}"
        ),
        "",
    ]
    lines += ["## Refuted as printed", ""]
    for heading, in_proof in (
        ("Statements", False),
        ("What proofs say on the way, or in place of the statement", True),
    ):
        some = [_in_short(e) for e in false if _in_proof(e) is in_proof]
        lines += [f"{heading}:", "", *some, ""] if some else []
    for entry in false:
        lines += _false(entry, evidence, known, notes)
    if odd:
        lines += ["## Odd as printed, but not refuted", ""]
        lines += [
            f"* **{e.name}** ({e.source}):"
            f" {'; '.join(f.removeprefix(f'{e.name}: ') for f in e.findings())}."
            for e in odd
        ] + [""]
    if slips:
        lines += ["## Slips in the proofs of claims that hold", ""]
        lines += [f"* **{e.name}** ({e.source}): {_sentence(e.slip)}" for e in slips] + [""]
    if loose:
        lines += ["## Supported, but no problem comes near the bound", ""]
        lines += [f"* **{e.name}** ({e.source}): {_sentence(e.loose)}" for e in loose] + [""]
    return "\n".join(lines)


def as_in_source(entry: Entry) -> tuple[object, ...]:
    """Sorts by publication, then by the numbers of the claim, so that a theorem, its proof and
    its lemmas stand together.
    """
    publication, _, item = entry.name.partition(".")
    return publication, [int(number) for number in re.findall(r"\d+", item)], natural(item)


def _in_proof(entry: Entry) -> bool:
    """By its id: proof-3.4.1.step, or lem-4.7.8.proof where statement and proof differ."""
    return re.search(r"\bproof\b", entry.name) is not None


def _in_short(entry: Entry) -> str:
    """A line of the contents: the claim, linked as GitHub names its heading, and the first
    clause of what is wrong.
    """
    assert entry.erratum is not None
    first = re.split(r"[.;:] ", " ".join(entry.erratum.what.split()))[0].rstrip(".")
    first = first if first.count("(") <= first.count(")") else first[: first.rindex("(")].rstrip()
    return f"* [{entry.name}](#{entry.name.lower().replace('.', '')}): {first}"


def _counts(false: Sequence[Entry], odd: Sequence[Entry], slips: Sequence[Entry]) -> str:
    of_proofs = sum(map(_in_proof, false))
    return (
        f"{len(false)} claims are refuted as printed: {len(false) - of_proofs} statements and"
        f" {of_proofs} lines of proofs. {len(odd)} are odd but not refuted, {len(slips)} hold"
        " though their proof has a slip."
    )


def _false(
    entry: Entry,
    evidence: Evidences,
    known: Mapping[str, Entry],
    notes: Callable[[Entry], str],
) -> Iterator[str]:
    erratum = entry.erratum
    assert erratum is not None
    yield from (f"### {entry.name}", "", f"{entry.source}.", "")
    yield f"* Printed: {_sentence(entry.statement or in_words(entry))}"
    yield f"* Wrong: {_sentence(erratum.what)}"
    refuted = [e for e in evidence.get(entry.name, ()) if e.verdict == "refuted"]
    yield f"* Witness: {_witness(deciding(refuted)) if refuted else 'none in this run.'}"
    yield f"* Correction: {_correction(known.get(erratum.corrected or ''), evidence, notes)}"
    names = " ".join(f"--select {shlex.quote(n)}" for n in (entry.name, erratum.corrected) if n)
    yield from (f"* Repeat: `theorybench verify {names} --each`", "")


def _witness(e: Evidence) -> str:
    where = " @ ".join(part for part in (e.problem, e.oracle) if part != "-")
    constants = ", ".join(
        f"{name} = {number(value)}" for name, value in e.constants.items() if " " not in name
    )
    numbers = f"measured {number(e.measured)} against the bound {number(e.bound)}"
    parts = [where, f"with {constants}" if constants else "", numbers + _by_chance(e)]
    return _sentence(" ".join(p for p in parts if p) + (f"; {e.detail}" if e.detail else ""))


def _by_chance(e: Evidence) -> str:
    return f" ({e.runs} runs, error probability at most {e.alpha:.1g})" if e.alpha > 0 else ""


def _correction(entry: Entry | None, evidence: Evidences, notes: Callable[[Entry], str]) -> str:
    if entry is None:
        return "none is known."
    found = evidence.get(entry.name, ())
    best = deciding(found) if found else None
    verdict = f" ({best.verdict}, sharpness {number(best.sharpness, 2)})" if best else ""
    return (
        f"**{entry.name}**{verdict}: {_sentence(entry.statement or in_words(entry))}"
        f" {_sentence(notes(entry))}".rstrip()
    )


def _sentence(text: str) -> str:
    """On one line, with a full stop."""
    words = " ".join(text.split())
    return words if not words or words.endswith((".", "!", "?")) else words + "."
