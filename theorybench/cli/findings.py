"""`theorybench findings`: what is wrong in the sources, as a page of Markdown."""

from __future__ import annotations

import typer

from theorybench.cli.common import (
    Folders,
    Jobs,
    Select,
    load_catalogue,
    one_line_errors,
    processes,
)
from theorybench.cli.progress import verify_all


def findings(catalogue: Folders = None, select: Select = None, jobs: Jobs = None) -> None:
    """Verify the claims with an erratum and their corrections, and print the page that explains
    them.

    Exit status: 0 every verdict as expected, 1 otherwise, 2 wrong usage.

    \b
    Examples:
      theorybench findings > problems/FINDINGS.md
      theorybench findings my_catalogue
      theorybench findings --select 'zhang2022.thm-4.*'
    """
    from fnmatch import fnmatchcase

    from theorybench.report.findings import concerned, page
    from theorybench.verify.profile import Options

    with one_line_errors():
        found = load_catalogue(catalogue or ())
        own = [e for e in found.entries if found.own is None or e.name in found.own]
        entries = [e for e in own if not select or any(fnmatchcase(e.name, p) for p in select)]
        names = {e.name for e in concerned(found.entries)} & {
            n for e in entries for n in (e.name, e.erratum and e.erratum.corrected)
        }
        claims = [c for c in found.claims() if c.entry.name in names]
    options = Options(catalogues=tuple(map(str, catalogue or ())))
    evidence, interrupted = verify_all(claims, options, jobs or processes(len(claims)))
    by_entry = {name: [e for e in evidence if e.theorem == name] for name in names}
    words = [
        "theorybench",
        "findings",
        *map(str, catalogue or ()),
        *(f"--select '{p}'" for p in select or ()),
    ]
    everything = [*entries, *(e for e in found.entries if e.name in names and e not in entries)]
    typer.echo(page(everything, by_entry, " ".join(words), found.notes), nl=False)
    raise typer.Exit(
        int(interrupted or bool(found.failures) or not all(e.as_expected for e in evidence))
    )
