"""What several commands share: arguments, errors on one line, the catalogue asked for, output."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from theorybench.catalogue.catalogue import Catalogue


FEW = 32
"""Claims that one process has verified before others would have started."""


class ProfileName(StrEnum):
    quick = "quick"
    ci = "ci"
    thorough = "thorough"


class Device(StrEnum):
    cpu = "cpu"
    cuda = "cuda"


Folders = Annotated[
    list[Path] | None,
    typer.Argument(metavar="CATALOGUE", show_default=False, help="Folders or files of your own."),
]
More = Annotated[
    list[Path] | None,
    typer.Option(
        "--catalogue", "-c", metavar="FOLDER", help="A folder or file of your own; repeatable."
    ),
]
Select = Annotated[
    list[str] | None,
    typer.Option("--select", metavar="PATTERN", help="Entry or claim, with * and ?; repeatable."),
]
Report = Annotated[
    Path | None,
    typer.Option(
        "--json", metavar="FILE", readable=False, help="Write the results for machines, too."
    ),
]
Timeout = Annotated[
    float | None,
    typer.Option(
        metavar="SECONDS",
        min=0.001,
        show_default=False,
        help="Wall time a claim may take; default: 120 (quick), 300 (ci), 3600 (thorough).",
    ),
]
Seed = Annotated[
    int | None,
    typer.Option(
        metavar="N", min=0, show_default=False, help="Other random numbers than the published ones."
    ),
]
Jobs = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        min=1,
        show_default=False,
        help="Processes; default: one a core, few claims one.",
    ),
]


@contextlib.contextmanager
def one_line_errors() -> Iterator[None]:
    from theorybench.core.types import EntryError

    try:
        yield
    except EntryError as error:
        typer.echo(f"theorybench: error: {error}", err=True)
        raise typer.Exit(2) from error


@contextlib.contextmanager
def terminate_as_interrupt() -> Iterator[None]:
    """Ctrl-C and a request to terminate raise Interrupted; what the shell has told this process to
    ignore stays ignored.
    """
    from theorybench.isolation import interrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number, handler in before.items():
        if handler != signal.SIG_IGN:
            signal.signal(number, interrupt)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def load_catalogue(folders: Iterable[Path]) -> Catalogue:
    from theorybench.catalogue.catalogue import load

    found = load(folders)
    for failure in found.failures:
        typer.echo(f"theorybench: not loaded: {failure}", err=True)
    for change in found.changes:
        typer.echo(f"theorybench: warning: {change}", err=True)
    return found


def save(path: Path | None, report: Mapping[str, Any]) -> bool:
    """Write a report for machines, an interrupted one beside a finished one; whether it was
    written, or none was asked for. An error is told, and what has been found can still be shown.
    """
    from theorybench.report.json import place, write_object

    if path is None:
        return True
    target = place(path, bool(report["interrupted"]))
    try:
        write_object(target, report)
    except OSError as error:
        typer.echo(f"theorybench: error: --json {target}: {error}", err=True)
        return False
    if target != path:
        typer.echo(
            f"theorybench: interrupted: {path} holds a finished run and is kept; this one is in"
            f" {target}",
            err=True,
        )
    return True


def require_device(device: Device) -> None:
    import torch

    from theorybench.core.types import EntryError

    if device is Device.cuda and not torch.cuda.is_available():
        raise EntryError(
            f"--device cuda: torch {torch.__version__} finds no CUDA device; leave the option out,"
            " or install torch with CUDA"
        )


def print_facts(facts: Iterable[tuple[str, str]]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    last = ""
    for heading, text in facts:
        table.add_row("" if heading == last else heading, Text(text))
        last = heading
    console().print(table)


def console() -> Console:
    from rich.console import Console

    return Console(file=sys.stdout, highlight=False)


def processes(tasks: int, device: Device = Device.cpu) -> int:
    """How many processes to start where --jobs is not given."""
    from joblib import cpu_count

    return 1 if tasks < FEW or device is Device.cuda else min(cpu_count(), tasks)
