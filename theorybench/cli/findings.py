"""`theorybench findings`: what is wrong in the sources, as a page of Markdown."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from theorybench.cli.common import (
    Folders,
    Jobs,
    Select,
    Timeout,
    load_catalogue,
    one_line_errors,
    processes,
)
from theorybench.cli.progress import verify_all

Out = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="FILE", help="Write the page there once it is whole, instead of printing."
    ),
]


def findings(
    catalogue: Folders = None,
    select: Select = None,
    jobs: Jobs = None,
    timeout: Timeout = None,
    out: Out = None,
) -> None:
    """Verify the claims with an erratum and their corrections, and print the page that explains
    them.

    Exit status: 0 every verdict as expected, 1 otherwise, 2 wrong usage. Ctrl-C stops early; the
    page then says that it is not whole, and no file is written.

    \b
    Examples:
      theorybench findings --out problems/FINDINGS.md
      theorybench findings my_catalogue
      theorybench findings --select 'zhang2022.thm-4.*'
    """
    from fnmatch import fnmatchcase

    from theorybench.catalogue.matching import nearest
    from theorybench.core.types import EntryError
    from theorybench.report.findings import concerned, page
    from theorybench.report.json import require_writable
    from theorybench.verify.profile import Options

    with one_line_errors():
        if out is not None:
            require_writable(out, "--out")
        found = load_catalogue(catalogue or ())
        own = [e for e in found.entries if found.own is None or e.name in found.own]
        for pattern in select or ():
            if not any(fnmatchcase(e.name, pattern) for e in own):
                near = nearest(pattern, [e.name for e in own])
                raise EntryError(f"--select {pattern!r} matches no entry; {near}")
        entries = [e for e in own if not select or any(fnmatchcase(e.name, p) for p in select)]
        names = {e.name for e in concerned(found.entries)} & {
            n for e in entries for n in (e.name, e.erratum and e.erratum.corrected)
        }
        claims = [c for c in found.claims() if c.entry.name in names]
    options = Options(catalogues=tuple(map(str, catalogue or ())), timeout=timeout)
    evidence, interrupted = verify_all(claims, options, jobs or processes(len(claims)))
    by_entry = {name: [e for e in evidence if e.theorem == name] for name in names}
    words = [
        "theorybench",
        "findings",
        *map(str, catalogue or ()),
        *(f"--select '{p}'" for p in select or ()),
    ]
    everything = [*entries, *(e for e in found.entries if e.name in names and e not in entries)]
    text = page(everything, by_entry, " ".join(words), found.notes)
    told = f"Interrupted: {len(evidence)} of {len(claims)} claims have a verdict."
    saved = True
    if out is None:
        typer.echo(f"**{told}**\n\n{text}" if interrupted else text, nl=False)
    elif not interrupted:
        saved = _saved(out, text)
    if interrupted:
        typer.echo(f"theorybench: {told}" + (f" {out} is not written." if out else ""), err=True)
    whole = saved and not interrupted and len(evidence) == len(claims)
    raise typer.Exit(
        int(not whole or bool(found.failures) or not all(e.as_expected for e in evidence))
    )


def _saved(path: Path, text: str) -> bool:
    from theorybench.report.json import write_text

    try:
        write_text(path, text)
    except OSError as error:
        typer.echo(f"theorybench: error: --out {path}: {error}", err=True)
        return False
    return True
