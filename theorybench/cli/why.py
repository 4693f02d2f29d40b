"""`theorybench why`: why a theorem is, or is not, put to a problem."""

from __future__ import annotations

from typing import Annotated

import typer

from theorybench.cli.common import (
    More,
    load_catalogue,
    one_line_errors,
    print_facts,
)


def why(
    theorem: Annotated[str, typer.Argument(help="Name of an entry.")],
    problem: Annotated[str, typer.Argument(help="Name of a problem.")],
    oracle: Annotated[
        str | None, typer.Option("--oracle", help="Ask for this oracle only.")
    ] = None,
    catalogue: More = None,
) -> None:
    """Say with which oracles a theorem is put to a problem, or why not.

    \b
    Examples:
      theorybench why drori2014.thm-3.1 sin-sin-100
      theorybench why zhang2022.thm-4.3.1 quadratic-ill-conditioned --oracle gaussian-1
    """
    from theorybench.report.show import reasons

    with one_line_errors():
        found = load_catalogue(catalogue or ())
        print_facts(reasons(found.entry(theorem), found.problem(problem), found, oracle))
