"""`theorybench list`: what is in the catalogue."""

from __future__ import annotations

from typing import Annotated

import typer

from theorybench.cli.common import (
    Folders,
    console,
    load_catalogue,
    one_line_errors,
)


def list_entries(
    catalogue: Folders = None,
    claims: Annotated[
        bool, typer.Option("--claims", help="Every claim with the expected verdict.")
    ] = False,
) -> None:
    """List entries, problems, oracles and pictures, or all claims.

    \b
    Examples:
      theorybench list
      theorybench list my_catalogue
      theorybench list --claims > tests/claims.txt
    """
    from theorybench.report.listing import claim_lines, tables

    with one_line_errors():
        found = load_catalogue(catalogue or ())
        made = found.claims()
    if claims:
        for line in claim_lines(made):
            typer.echo(line)
    else:
        for table in tables(found, made):
            console().print(table)
    raise typer.Exit(int(bool(found.failures)))
