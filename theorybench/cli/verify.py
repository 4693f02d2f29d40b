"""`theorybench verify`: evidence for every claim, as a table and for machines."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from theorybench.cli.common import (
    Device,
    Folders,
    Jobs,
    ProfileName,
    Report,
    Seed,
    Select,
    Timeout,
    console,
    load_catalogue,
    one_line_errors,
    processes,
    require_device,
    save,
)
from theorybench.cli.progress import study_all, verify_all

if TYPE_CHECKING:
    from theorybench.catalogue.claim import Claim
    from theorybench.catalogue.extras import Extra
    from theorybench.report.results import Results

Each = Annotated[
    bool,
    typer.Option(
        "--each", help="Print every claim, also where they are many; default: one row an entry."
    ),
]
Resume = Annotated[
    bool,
    typer.Option(
        "--resume", help="Go on with the interrupted run whose results are beside --json FILE."
    ),
]


def verify(
    catalogue: Folders = None,
    select: Select = None,
    profile: Annotated[
        ProfileName, typer.Option(help="How much work a claim may cost.")
    ] = ProfileName.quick,
    json: Report = None,
    seed: Seed = None,
    jobs: Jobs = None,
    each: Each = False,
    timeout: Timeout = None,
    resume: Resume = False,
    device: Annotated[Device, typer.Option(help="Where runs are computed.")] = Device.cpu,
    pep: Annotated[
        bool,
        typer.Option("--pep", help="Also exact worst cases of deterministic bounds, at few steps."),
    ] = False,
    also: Annotated[
        list[str] | None,
        typer.Option("--also", metavar="NAME", help="Also the study of an extra; repeatable."),
    ] = None,
) -> None:
    """Verify the bundled claims, or those of your own files.

    Your theorems meet the bundled problems and your own, your problems meet the bundled theorems
    and your own.

    With --pep every deterministic bound is also held against its exact worst case over the whole
    class, computed by PEPit.

    Exit status: 0 every verdict as expected, 1 otherwise, 2 wrong usage. Numbers do not depend on
    --jobs. Ctrl-C stops early and keeps what is there; with --json, also after a crash, --resume
    goes on from there.

    \b
    Examples:
      theorybench verify
      theorybench verify my_catalogue --json report.json
      theorybench verify my_catalogue --json report.json --resume
      theorybench verify --select 'zhang2022.*' --profile ci --each
      theorybench verify --select 'drori2014.thm-3.1 @ huber-1-0.5 @ exact' --seed 1
      theorybench verify --select 'zhang2022.thm-2.1.3' --pep
    """
    from theorybench.catalogue.extras import extra_named
    from theorybench.report.journal import Journal
    from theorybench.report.json import as_object, require_writable
    from theorybench.report.results import Results, in_order
    from theorybench.report.sections import show_section
    from theorybench.report.table import show as show_results
    from theorybench.verify.profile import PROFILES, ROOT_SEED, Options
    from theorybench.verify.suite import share_level

    started = time.perf_counter()
    with one_line_errors():
        _require_possible(json, resume)
        if json is not None:
            require_writable(json)
        require_device(device)
        studies = [extra_named(name) for name in (*(also or ()), *(["pep"] if pep else []))]
        for extra in studies:
            extra.require()
        found = load_catalogue(catalogue or ())
        claims = found.claims(select or ())
        options = Options(
            PROFILES[profile.value],
            ROOT_SEED if seed is None else seed,
            device.value,
            catalogues=tuple(map(str, catalogue or ())),
            timeout=timeout,
        )
        options = share_level(options, len(claims))
        journal = None if json is None else Journal(json, options, claims, resume)
    known = journal.evidence if journal else {}
    left = [c for c in claims if c.name not in known]
    evidence, interrupted = verify_all(
        left,
        options,
        jobs or processes(len(left), device),
        journal.add if journal else lambda evidence: None,
    )
    results = Results(
        in_order((*known.values(), *evidence)),
        len(claims),
        options,
        time.perf_counter() - started,
        found.failures,
        interrupted,
    )
    for extra in studies:
        if not results.interrupted:
            with one_line_errors():
                results = _with_study(results, extra, claims, jobs, started)
    saved = save(json, as_object(results))
    if journal and saved and not results.interrupted:
        journal.remove()
    for study in results.studies:
        show_section(console(), study.section)
    show_results(console(), results, {e.name: e for e in found.entries}, each)
    if journal and results.interrupted:
        typer.echo(f"theorybench: --resume goes on from {journal.path}", err=True)
    if not select:
        _warn_of_orphans(found.orphans())
    raise typer.Exit(int(not (results.as_expected and saved)))


def _require_possible(json: Path | None, resume: bool) -> None:
    """Raises EntryError for options that do not go together."""
    from theorybench.core.types import EntryError

    if resume and json is None:
        raise EntryError("--resume goes on from what lies beside --json FILE; give that too")


def _with_study(
    results: Results, extra: Extra, claims: Sequence[Claim], jobs: int | None, started: float
) -> Results:
    """The results with what the study of an extra adds: evidence, a section, a part of the JSON."""
    from joblib import cpu_count

    from theorybench.report.results import in_order

    study, interrupted = study_all(extra, claims, results.options, jobs or cpu_count())
    return replace(
        results,
        evidence=in_order((*results.evidence, *study.evidence)),
        planned=results.planned + len(study.evidence),
        seconds=time.perf_counter() - started,
        interrupted=interrupted,
        studies=(*results.studies, study),
    )


def _warn_of_orphans(names: list[str]) -> None:
    for name in names:
        typer.echo(
            f"theorybench: warning: no problem satisfies {name}; `theorybench why {name} PROBLEM`"
            " says what is missing",
            err=True,
        )
