"""The command line: list what is in the catalogue, show one thing of it, say why a pair is not tested, verify."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from theorybench.catalogue import Catalogue
    from theorybench.claim import Claim, Evidence
    from theorybench.verify.profile import Settings

FEW = 32
"""Claims that one process has verified before others would have started."""

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False, no_args_is_help=True)


class ProfileName(StrEnum):
    quick = "quick"
    ci = "ci"
    thorough = "thorough"


class Device(StrEnum):
    cpu = "cpu"
    cuda = "cuda"


Folders = Annotated[list[Path] | None, typer.Argument(metavar="CATALOGUE", show_default=False, help="Folders or files of your own.")]
More = Annotated[list[Path] | None, typer.Option("--catalogue", "-c", metavar="FOLDER", help="A folder or file of your own; repeatable.")]
Select = Annotated[list[str] | None, typer.Option("--select", metavar="PATTERN", help="Entry or claim, with * and ?; repeatable.")]
Report = Annotated[Path | None, typer.Option("--json", metavar="FILE", readable=False, help="Write the results for machines, too.")]
Seed = Annotated[int | None, typer.Option(metavar="N", min=0, show_default=False, help="Other random numbers than the published ones.")]
Jobs = Annotated[int | None, typer.Option(metavar="N", min=1, show_default=False, help="Processes; default: one a core, few claims one.")]
Each = Annotated[bool, typer.Option("--each", help="Print every claim, also where they are many; default: one row an entry.")]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; leaves by SystemExit: 0 all is as expected, 1 it is not, 2 wrong usage."""
    app(args=arguments, prog_name="theorybench")


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"theorybench {version('theorybench')}")
        raise typer.Exit


@app.callback()
def _theorybench(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")] = False,
) -> None:
    """Hold theorems of optimization against running algorithms.

    \b
    Examples:
      theorybench list
      theorybench verify
      theorybench verify my_catalogue --json report.json
      theorybench show drori2014.thm-3.1
      theorybench why drori2014.thm-3.1 sin-sin-100
    """


@app.command("list")
def _list(
    catalogue: Folders = None,
    claims: Annotated[bool, typer.Option("--claims", help="Every claim with the expected verdict.")] = False,
) -> None:
    """List entries, problems and oracles, or all claims.

    \b
    Examples:
      theorybench list
      theorybench list my_catalogue
      theorybench list --claims > tests/claims.txt
    """
    from theorybench.report.listing import claim_lines, tables

    with _one_line_errors():
        found = _load(catalogue or ())
        made = found.claims()
    if claims:
        for line in claim_lines(made):
            typer.echo(line)
    else:
        for table in tables(found, made):
            _console().print(table)
    raise typer.Exit(int(bool(found.failures)))


@app.command()
def show(
    name: Annotated[str, typer.Argument(metavar="ID", help="Name of an entry, a problem or an oracle.")],
    catalogue: More = None,
) -> None:
    """Show everything about an entry, a problem or an oracle.

    \b
    Examples:
      theorybench show drori2014.thm-3.1
      theorybench show quadratic-ill-conditioned
      theorybench show my.theorem -c my_catalogue
    """
    from theorybench.report.show import facts

    with _one_line_errors():
        _print_facts(facts(name, _load(catalogue or ())))


@app.command()
def why(
    theorem: Annotated[str, typer.Argument(help="Name of an entry.")],
    problem: Annotated[str, typer.Argument(help="Name of a problem.")],
    oracle: Annotated[str | None, typer.Option("--oracle", help="Ask for this oracle only.")] = None,
    catalogue: More = None,
) -> None:
    """Say with which oracles a theorem is put to a problem, or why not.

    \b
    Examples:
      theorybench why drori2014.thm-3.1 sin-sin-100
      theorybench why zhang2022.thm-4.3.1 quadratic-ill-conditioned --oracle gaussian-1
    """
    from theorybench.report.show import reasons

    with _one_line_errors():
        found = _load(catalogue or ())
        _print_facts(reasons(found.entry(theorem), found.problem(problem), found, oracle))


@app.command()
def verify(
    catalogue: Folders = None,
    select: Select = None,
    profile: Annotated[ProfileName, typer.Option(help="How much work a claim may cost.")] = ProfileName.quick,
    json: Report = None,
    seed: Seed = None,
    jobs: Jobs = None,
    each: Each = False,
    device: Annotated[Device, typer.Option(help="Where runs are computed.")] = Device.cpu,
) -> None:
    """Verify the bundled claims, or those of your own files.

    Your theorems meet the bundled problems and your own, your problems meet the bundled theorems and your own.

    Exit status: 0 every verdict as expected, 1 otherwise, 2 wrong usage. Numbers do not depend on --jobs. Ctrl-C stops early and keeps
    what is there.

    \b
    Examples:
      theorybench verify
      theorybench verify my_catalogue --json report.json
      theorybench verify --select 'zhang2022.*' --profile ci --each
      theorybench verify --select 'drori2014.thm-3.1 @ huber-1-0.5 @ exact' --seed 1
    """
    from theorybench.report.json import require_writable, write
    from theorybench.report.results import Results, in_order
    from theorybench.report.table import show as show_results
    from theorybench.verify.profile import PROFILES, ROOT_SEED, Settings

    started = time.perf_counter()
    with _one_line_errors():
        if json is not None:
            require_writable(json)
        _require_device(device)
        found = _load(catalogue or ())
        claims = found.claims(select or ())
    folders = tuple(map(str, catalogue or ()))
    settings = Settings(PROFILES[profile.value], ROOT_SEED if seed is None else seed, device.value, catalogues=folders)
    evidence, interrupted = _verify_all(claims, settings, jobs or _jobs(len(claims), device))
    results = Results(in_order(evidence), len(claims), settings, time.perf_counter() - started, found.failures, interrupted)
    try:
        if json is not None:
            write(json, results)
    except OSError as error:
        typer.echo(f"theorybench: error: --json {json}: {error}", err=True)
        raise typer.Exit(1) from error
    finally:
        show_results(_console(), results, {e.name: e for e in found.entries}, each)
        if not select:
            _warn_of_orphans(found.orphans())
    raise typer.Exit(int(not results.as_expected))


def _verify_all(claims: Sequence[Claim], settings: Settings, jobs: int) -> tuple[list[Evidence], bool]:
    """Evidence, and whether Ctrl-C (or a request to terminate) came before the end."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from theorybench.verify.suite import verify_claims

    console = Console(stderr=True)
    columns = (TextColumn("verifying"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    evidence: list[Evidence] = []
    stream = verify_claims(claims, settings, jobs)
    try:
        with _terminate_as_interrupt(), Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
            task = progress.add_task("", total=len(claims))
            for one in stream:
                evidence.append(one)
                wrong = sum(not e.as_expected for e in evidence)
                progress.update(task, advance=1, description=f"{wrong} unexpected" if wrong else "")
    except KeyboardInterrupt:
        return evidence, True
    finally:
        stream.close()
    return evidence, False


@contextlib.contextmanager
def _terminate_as_interrupt() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextlib.contextmanager
def _one_line_errors() -> Iterator[None]:
    from theorybench.types import EntryError

    try:
        yield
    except EntryError as error:
        typer.echo(f"theorybench: error: {error}", err=True)
        raise typer.Exit(2) from error


def _load(folders: Iterable[Path]) -> Catalogue:
    from theorybench.catalogue import load

    found = load(folders)
    for failure in found.failures:
        typer.echo(f"theorybench: not loaded: {failure}", err=True)
    return found


def _require_device(device: Device) -> None:
    import torch

    from theorybench.types import EntryError

    if device is Device.cuda and not torch.cuda.is_available():
        raise EntryError(f"--device cuda: torch {torch.__version__} finds no CUDA device; leave the option out, or install torch with CUDA")


def _jobs(claims: int, device: Device) -> int:
    from joblib import cpu_count

    return 1 if claims < FEW or device is Device.cuda else min(cpu_count(), claims)


def _warn_of_orphans(names: list[str]) -> None:
    for name in names:
        typer.echo(f"theorybench: warning: no problem satisfies {name}; `theorybench why {name} PROBLEM` says what is missing", err=True)


def _print_facts(facts: Iterable[tuple[str, str]]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    last = ""
    for heading, text in facts:
        table.add_row("" if heading == last else heading, Text(text))
        last = heading
    _console().print(table)


def _console() -> Console:
    from rich.console import Console

    return Console(file=sys.stdout, highlight=False)
