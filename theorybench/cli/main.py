"""The command line: one sub-command a file of `theorybench.cli`."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from theorybench.cli.attack import attack
from theorybench.cli.audit import audit
from theorybench.cli.findings import findings
from theorybench.cli.list import list_entries
from theorybench.cli.plot import plot
from theorybench.cli.show import show
from theorybench.cli.verify import verify
from theorybench.cli.why import why

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; leaves by SystemExit: 0 all is as expected, 1 it is not, 2 wrong
    usage.
    """
    # hypothesis keeps what it knows of a package in files: not in the folder of somebody's work
    home = Path(tempfile.gettempdir()) / f"theorybench-{os.getuid()}"
    os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", str(home))
    app(args=arguments, prog_name="theorybench")


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"theorybench {version('theorybench')}")
        raise typer.Exit


@app.callback()
def _theorybench(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help="Print the version and leave."
        ),
    ] = False,
) -> None:
    """Hold theorems of optimization against running algorithms.

    \b
    Examples:
      theorybench list
      theorybench verify
      theorybench verify my_catalogue --json report.json
      theorybench attack drori2014.thm-3.1
      theorybench show drori2014.thm-3.1
      theorybench why drori2014.thm-3.1 sin-sin-100
      theorybench plot drori2014.thm-3.1
    """


app.command("list")(list_entries)
app.command()(show)
app.command()(why)
app.command()(verify)
app.command()(findings)
app.command()(attack)
app.command()(audit)
app.command()(plot)


def add_mutate(to: typer.Typer, checkout: Path) -> None:
    """`theorybench mutate` measures the harness itself: it lies in power/, which no wheel holds."""
    if (checkout / "power" / "command.py").is_file():
        sys.path.append(str(checkout))
        from power.command import mutate

        to.command()(mutate)
    else:
        anything = {"ignore_unknown_options": True, "allow_extra_args": True}
        to.command("mutate", hidden=True, context_settings=anything)(_no_checkout)


def _no_checkout() -> None:
    typer.echo("theorybench: mutate belongs to a checkout of theorybench: run it there", err=True)
    raise typer.Exit(2)


add_mutate(app, Path(__file__).parents[2])
