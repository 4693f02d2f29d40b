"""The grades of declared constants: as a table, as one line each, and for machines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from theorybench.audit.grade import Grade, Level
from theorybench.audit.oracles import audit_oracle
from theorybench.audit.problems import audit_problem
from theorybench.catalogue.catalogue import Catalogue
from theorybench.report.json import made_with
from theorybench.report.show import Fact

SCHEMA = 1
STYLES = {
    Level.PROVED: "green",
    Level.CERTIFIED: "green",
    Level.SEARCHED: "yellow",
    Level.UNCHECKED: "yellow",
    Level.EXCEEDED: "bold red",
}

Grades = Mapping[str, Sequence[Grade]]
"""Grades by the name of the problem or oracle."""


def show_grades(console: Console, grades: Grades, seconds: float) -> None:
    """One row a constant; then the findings, and how many of each grade there are."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column, justify in (
        ("of", "left"),
        ("constant", "left"),
        ("declared", "right"),
        ("grade", "left"),
        ("reached", "right"),
    ):
        table.add_column(column, justify=justify, no_wrap=column != "of", overflow="fold")  # pyright: ignore[reportArgumentType]: Literal
    table.add_column("how", overflow="fold", ratio=1)
    for name, each in grades.items():
        for i, grade in enumerate(each):
            level = Text(grade.level, style=STYLES[grade.level])
            table.add_row(
                "" if i else name,
                grade.constant,
                _short(grade.declared),
                level,
                _short(grade.reached),
                _how(grade),
            )
    console.print(table)
    everything = [g for each in grades.values() for g in each]
    for grade in everything:
        if grade.finding:
            console.print(Text(f"finding: {grade.finding}", style="bold red"))
    counts = Counter(g.level for g in everything)
    console.print(
        f"{len(everything)} declarations in {seconds:.1f} s:"
        f" {', '.join(f'{counts[v]} {v}' for v in Level if counts[v])}.",
        highlight=False,
    )


def _short(number: float | None) -> str:
    return "" if number is None else f"{number:.6g}"


def _how(grade: Grade) -> str:
    slack = (
        f"; {grade.slack:.3g} times what is reached"
        if grade.slack is not None and grade.slack > 1.001
        else ""
    )
    return grade.how + slack


def grade_facts(name: str, catalogue: Catalogue) -> Iterator[Fact]:
    """The grades of what a problem or an oracle of that name declares, a line each; nothing for
    an entry.
    """
    for problem in catalogue.problems:
        if problem.name == name:
            yield from map(_fact, audit_problem(problem))
    for oracle in catalogue.oracles:
        if oracle.name == name:
            yield from map(_fact, audit_oracle(oracle, catalogue.problems))


def _fact(grade: Grade) -> Fact:
    reached = "" if grade.reached is None else f", reached {grade.reached:.6g}{_at(grade.at)}"
    declared = "" if grade.declared is None else f" = {grade.declared:.6g}"
    return (
        "grade",
        (
            f"{grade.constant}{declared}:"
            f" {grade.level}{reached}{f' ({_how(grade)})' if _how(grade) else ''}"
        ),
    )


def _at(point: tuple[float, ...] | None) -> str:
    return (
        ""
        if point is None
        else f" at ({', '.join(f'{v:.4g}' for v in point[:4])}{', ...' if len(point) > 4 else ''})"
    )


def grades_object(
    grades: Grades, failures: Sequence[Any], seconds: float, interrupted: bool, planned: int
) -> dict[str, Any]:
    """A dict of JSON values: every grade by the name of its problem or oracle, how many of each,
    and the findings; planned: how many problems and oracles were to be graded.
    """
    everything = [g for each in grades.values() for g in each]
    return {
        "schema": SCHEMA,
        **made_with(),
        "seconds": round(seconds, 3),
        "interrupted": interrupted,
        "planned": planned,
        "failures": [{"file": f.file, "line": f.line, "reason": f.reason} for f in failures],
        "counts": {str(v): sum(g.level is v for g in everything) for v in Level},
        "findings": [g.finding for g in everything if g.finding],
        "grades": {name: [g.to_json() for g in each] for name, each in grades.items()},
    }
