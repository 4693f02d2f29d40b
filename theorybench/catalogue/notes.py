"""The Markdown file beside an entry's file: one section an entry, with what is too long for the
entry itself (derivations, doubts, what was measured).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path

from theorybench.catalogue.loading import Failure
from theorybench.entries.entry import Entry

_HEADING = re.compile(r"# +(.*?)\s*")


def read_notes(
    entries: Mapping[Path, Collection[Entry]],
) -> tuple[dict[str, str], list[Failure]]:
    """Name of an entry -> text of its section `# NAME` in FILE.md beside FILE.py; entries: Python
    file -> those that it makes.

    A section that names none of the entries, or an entry that has notes of its own, text before the
    first section and a file that cannot be read are failures.
    """
    sections: dict[str, str] = {}
    failures: list[Failure] = []
    for file, its in entries.items():
        found, wrong = _sections(file, its)
        sections |= found
        failures += wrong
    return sections, failures


def _sections(file: Path, entries: Collection[Entry]) -> tuple[dict[str, str], list[Failure]]:
    page = file.with_suffix(".md")
    if not page.is_file():
        return {}, []
    try:
        lines = page.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        return {}, [Failure(str(page), 0, f"the notes of {file.name} cannot be read: {error}")]
    known = {e.name: e for e in entries}
    sections: dict[str, list[str]] = {}
    failures: list[Failure] = []
    inside: list[str] | None = None
    for number, line in enumerate(lines, 1):
        if heading := _HEADING.fullmatch(line):
            name = heading[1]
            if reason := _wrong(name, known, sections, file):
                failures.append(Failure(str(page), number, reason))
            inside = sections.setdefault(name, [])
        elif inside is not None:
            inside.append(line)
        elif line.strip():
            failures.append(Failure(str(page), number, "text before the first section `# ENTRY`"))
            inside = []
    return {name: "\n".join(text).strip() for name, text in sections.items()}, failures


def _wrong(name: str, known: dict[str, Entry], before: Collection[str], file: Path) -> str:
    if name not in known:
        offered = ", ".join(known) or "none"
        return f"the section {name!r} names no entry of {file.name}; its entries are {offered}"
    if name in before:
        return f"the section {name!r} stands here twice; join the two"
    if known[name].notes:
        return f"{name} has notes= in {file.name} and a section here; keep one of them"
    return ""
