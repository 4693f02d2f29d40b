"""`theorybench audit`: how well every declared constant is known."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from theorybench.cli.common import (
    More,
    Report,
    console,
    load_catalogue,
    one_line_errors,
    save,
)
from theorybench.cli.progress import gathered
from theorybench.isolation import Interrupted, isolated

if TYPE_CHECKING:
    from theorybench.audit.grade import Grade
    from theorybench.catalogue.catalogue import Catalogue
    from theorybench.catalogue.loading import Failure
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
    timeout: Annotated[
        float, typer.Option(metavar="SECONDS", min=0.001, help="Wall time a problem may take.")
    ] = 300.0,
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
    from theorybench.catalogue.loading import Failure
    from theorybench.report.grades import grades_object, show_grades
    from theorybench.report.json import require_writable

    started = time.perf_counter()
    with one_line_errors():
        if json is not None:
            require_writable(json)
        found = load_catalogue(catalogue or ())
        problems, oracles = _asked(found, names or [])
    planned = len({v.name for v in (*problems, *oracles)})
    graded, interrupted = gathered(_graded(problems, oracles, found, timeout), "auditing", planned)
    grades: dict[str, list[Grade]] = {}
    failures = list(found.failures)
    for name, its in graded:
        if isinstance(its, Failure):
            failures.append(its)
            typer.echo(f"theorybench: not audited: {its}", err=True)
        else:
            grades[name] = [*grades.get(name, ()), *its]
    seconds = time.perf_counter() - started
    saved = save(json, grades_object(grades, failures, seconds, interrupted, planned))
    show_grades(console(), grades, seconds)
    if interrupted:
        typer.echo(f"Interrupted: {len(grades)} of {planned} are graded.")
    wrong = any(g.level is Level.EXCEEDED for each in grades.values() for g in each)
    raise typer.Exit(int(wrong or interrupted or bool(failures) or not saved))


def _asked(found: Catalogue, names: list[str]) -> tuple[list[Problem], list[Oracle]]:
    """Raises EntryError for a name that is neither a problem nor an oracle."""
    from fnmatch import fnmatchcase

    from theorybench.catalogue.matching import nearest
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
    problems: Sequence[Problem], oracles: Sequence[Oracle], found: Catalogue, limit: float
) -> Generator[tuple[str, list[Grade] | Failure], None, None]:
    """Grades by name, or why there are none, as they come in."""
    from theorybench.audit.oracles import audit_oracle
    from theorybench.audit.problems import audit_problem

    for problem in problems:
        yield problem.name, _attempt(problem.name, limit, lambda p=problem: audit_problem(p))
    for oracle in oracles:
        yield (
            oracle.name,
            _attempt(oracle.name, limit, lambda o=oracle: audit_oracle(o, found.problems)),
        )


def _attempt(name: str, limit: float, work: Callable[[], list[Grade]]) -> list[Grade] | Failure:
    from theorybench.catalogue.loading import Failure
    from theorybench.verify.blame import blamed

    try:
        with isolated(limit):
            return work()
    except Interrupted:
        raise
    except BaseException as error:  # somebody's functions may raise anything
        return Failure(name, 0, blamed(error))
