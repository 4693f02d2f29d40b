"""`theorybench audit`: how well every declared constant is known."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated

import typer

from theorybench.cli.common import (
    More,
    Report,
    console,
    load_catalogue,
    one_line_errors,
)

if TYPE_CHECKING:
    from theorybench.audit.grade import Grade
    from theorybench.catalogue.catalogue import Catalogue
    from theorybench.core.oracles import Oracle
    from theorybench.core.problem import Problem


def audit(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PROBLEM",
            show_default=False,
            help="Problems or oracles, with * and ?; default: all.",
        ),
    ] = None,
    catalogue: More = None,
    json: Report = None,
) -> None:
    """Grade every declared constant of problems, and the moments of oracles.

    proved: by algebra (sympy, Sturm's theorem, Farkas multipliers); certified: by interval
    arithmetic; searched: the largest value that a search found is not above it; exceeded: a point
    shows it false. Numbers are read up to a relative error of 1e-9.

    Exit status: 0 nothing is exceeded, 1 otherwise, 2 wrong usage.

    \b
    Examples:
      theorybench audit
      theorybench audit huber-1-0.5 'quadratic-*'
      theorybench audit -c my_catalogue --json grades.json
    """
    from theorybench.audit.grade import Level
    from theorybench.report.grades import grades_object, show_grades
    from theorybench.report.json import require_writable, write_object

    started = time.perf_counter()
    with one_line_errors():
        if json is not None:
            require_writable(json)
        found = load_catalogue(catalogue or ())
        problems, oracles = _asked(found, names or [])
    grades, interrupted = _graded(problems, oracles, found)
    seconds = time.perf_counter() - started
    if json is not None:
        try:
            write_object(json, grades_object(grades, found.failures, seconds))
        except OSError as error:
            typer.echo(f"theorybench: error: --json {json}: {error}", err=True)
            raise typer.Exit(1) from error
    show_grades(console(), grades, seconds)
    wrong = any(g.level is Level.EXCEEDED for each in grades.values() for g in each)
    raise typer.Exit(int(wrong or interrupted or bool(found.failures)))


def _asked(found: Catalogue, names: list[str]) -> tuple[list[Problem], list[Oracle]]:
    """Raises EntryError for a name that is neither a problem nor an oracle."""
    from fnmatch import fnmatchcase

    from theorybench.catalogue.catalogue import nearest
    from theorybench.core.types import EntryError

    own = [
        v.name
        for v in (*found.problems, *found.oracles)
        if found.own is None or v.name in found.own
    ]
    known = [v.name for v in (*found.problems, *found.oracles)] if names else own
    for name in names:
        if not any(fnmatchcase(k, name) for k in known):
            raise EntryError(f"no problem and no oracle is called {name!r}; {nearest(name, known)}")
    asked = {k for k in known if not names or any(fnmatchcase(k, name) for name in names)}
    return [p for p in found.problems if p.name in asked], [
        o for o in found.oracles if o.name in asked
    ]


def _graded(
    problems: list[Problem], oracles: list[Oracle], found: Catalogue
) -> tuple[dict[str, list[Grade]], bool]:
    """Grades by name, and whether Ctrl-C came before the end."""
    from rich.console import Console

    from theorybench.audit.oracles import audit_oracle
    from theorybench.audit.problems import audit_problem
    from theorybench.cli.common import terminate_as_interrupt

    grades: dict[str, list[Grade]] = {}
    total = len(problems) + len(oracles)
    try:
        with terminate_as_interrupt(), Console(stderr=True).status("auditing") as status:
            for problem in problems:
                status.update(f"auditing {len(grades) + 1} of {total}: {problem.name}")
                grades[problem.name] = audit_problem(problem)
            for oracle in oracles:
                status.update(f"auditing {len(grades) + 1} of {total}: {oracle.name}")
                grades[oracle.name] = [
                    *grades.get(oracle.name, ()),
                    *audit_oracle(oracle, found.problems),
                ]
    except KeyboardInterrupt:
        return grades, True
    return grades, False
