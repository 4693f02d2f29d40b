"""`theorybench show`: everything about one thing of the catalogue."""

from __future__ import annotations

from typing import Annotated

import typer

from theorybench.cli.common import (
    More,
    load_catalogue,
    one_line_errors,
    print_facts,
)


def show(
    name: Annotated[
        str,
        typer.Argument(metavar="ID", help="Name of an entry, a problem, an oracle or a picture."),
    ],
    catalogue: More = None,
) -> None:
    """Show everything about an entry, a problem, an oracle or a picture, with the grades of what a
    problem or an oracle declares.

    \b
    Examples:
      theorybench show drori2014.thm-3.1
      theorybench show quadratic-ill-conditioned
      theorybench show my.theorem -c my_catalogue
    """
    from theorybench.report.grades import grade_facts
    from theorybench.report.show import facts

    with one_line_errors():
        found = load_catalogue(catalogue or ())
        print_facts([*facts(name, found), *grade_facts(name, found)])
