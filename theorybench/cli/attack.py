"""`theorybench attack`: search for an instance that refutes a theorem or a lemma, or comes
nearest to that.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from theorybench.cli.common import (
    Folders,
    Jobs,
    Report,
    Seed,
    load_catalogue,
    one_line_errors,
    print_facts,
    terminate_as_interrupt,
)

if TYPE_CHECKING:
    from theorybench.attack.result import AttackResult, Budget
    from theorybench.catalogue.catalogue import Catalogue
    from theorybench.entries.entry import Entry
    from theorybench.verify.profile import Options

Spent = Annotated[
    str,
    typer.Option(
        "--budget", metavar="TIME|N", help="Time an entry (60s, 5m), or a number of instances."
    ),
]
NoStore = Annotated[
    bool, typer.Option("--no-store", help="Do not store what is found beside the entry.")
]


def attack(
    name: Annotated[
        str, typer.Argument(metavar="ID", help="An entry, or several by a pattern with * and ?.")
    ],
    catalogue: Folders = None,
    budget: Spent = "60s",
    json: Report = None,
    seed: Seed = None,
    jobs: Jobs = None,
    no_store: NoStore = False,
) -> None:
    """Look for the instance on which what is measured comes closest to the bound, or exceeds it,
    and print it as Python.

    Searched are functions of the class, starts, noise, and the constants in the theorem's range;
    for an inequality its inputs. What is found is stored in the folder `found` beside the entry;
    the next attack and `verify` start from it. Numbers do not depend on --jobs if the budget is a
    number of instances.

    Exit status: 0 every verdict as expected, 1 otherwise, 2 wrong usage. Ctrl-C stops early and
    keeps what is there.

    \b
    Examples:
      theorybench attack drori2014.thm-3.1
      theorybench attack 'zhang2022.thm-3.*' --budget 20000
      theorybench attack my.theorem my_catalogue --budget 5m
    """
    from joblib import cpu_count

    from theorybench.attack.result import Budget
    from theorybench.report.json import require_writable
    from theorybench.verify.profile import ROOT_SEED, Options

    with one_line_errors():
        spent = Budget.of(budget)
        if json is not None:
            require_writable(json)
        found = load_catalogue(catalogue or ())
        entries = _entries(found, name)
    options = Options(
        seed=ROOT_SEED if seed is None else seed, catalogues=tuple(map(str, catalogue or ()))
    )
    results = _attack_all(found, entries, spent, options, jobs or cpu_count(), not no_store)
    if json is not None:
        _write(json, options, budget, results)
    fine = all(one.evidence.as_expected and not one.interrupted for _, one in results)
    raise typer.Exit(int(not (fine and len(results) == len(entries)) or bool(found.failures)))


def _entries(found: Catalogue, pattern: str) -> list[Entry]:
    """The entries that match and can be attacked; says of the others why not. Raises EntryError
    if none is left.
    """
    from fnmatch import fnmatchcase

    from theorybench.attack.attack_run import why_not
    from theorybench.catalogue.matching import nearest
    from theorybench.core.types import EntryError

    matching = [e for e in found.entries if e.name == pattern] or [
        e for e in found.entries if fnmatchcase(e.name, pattern)
    ]
    if not matching:
        raise EntryError(
            f"no entry is called {pattern!r}; {nearest(pattern, [e.name for e in found.entries])}"
        )
    reasons = {e.name: why_not(e) for e in matching}
    if all(reasons.values()):
        raise EntryError("nothing to attack: " + "; ".join(reasons.values()))
    for reason in filter(None, reasons.values()):
        typer.echo(f"theorybench: not attacked: {reason}", err=True)
    return [e for e in matching if not reasons[e.name]]


def _attack_all(
    found: Catalogue,
    entries: Sequence[Entry],
    budget: Budget,
    options: Options,
    jobs: int,
    stores: bool,
) -> list[tuple[Entry, AttackResult]]:
    """What came of each attack, up to the first that was interrupted; it is printed and stored
    at once.
    """
    results: list[tuple[Entry, AttackResult]] = []
    for entry in entries:
        file = found.found_file(entry)
        outcome = _with_bar(entry, budget, options, file, jobs)
        if outcome is None:
            typer.echo(
                f"theorybench: {entry.name}: no instance was found on which it says anything",
                err=True,
            )
            continue
        results.append((entry, outcome))
        _show(outcome)
        if stores and file is not None:
            _store(file, outcome)
        if outcome.interrupted:
            break
    return results


def _with_bar(
    entry: Entry, budget: Budget, options: Options, file: Path | None, jobs: int
) -> AttackResult | None:
    from rich.console import Console

    from theorybench.attack.attack_run import run_attack

    with (
        one_line_errors(),
        terminate_as_interrupt(),
        Console(stderr=True).status(f"attacking {entry.name}") as status,
    ):

        def tell(restarts: int, ratio: float) -> None:
            status.update(
                f"attacking {entry.name}: {restarts} restarts, measured / bound at most {ratio:.6g}"
            )

        return run_attack(entry, budget, options, file, jobs, tell)


def _show(outcome: AttackResult) -> None:
    from theorybench.core.words import number

    e = outcome.evidence
    expected = "" if e.as_expected else f", expected {e.expected}"
    facts = [
        ("entry", e.theorem),
        ("verdict", f"{e.verdict}{expected}" + (" (interrupted)" if outcome.interrupted else "")),
        (
            "ratio",
            (
                f"{number(e.sharpness, 6)}: measured {number(e.measured, 8)}, bound"
                f" {number(e.bound, 8)}"
            ),
        ),
        ("on", outcome.words),
    ]
    facts += [("finding", e.finding)] if e.finding else []
    facts += [("no reproducer", outcome.no_reproducer)] if outcome.no_reproducer else []
    facts += [("warning", outcome.complaint)] if outcome.complaint else []
    print_facts(facts)
    if outcome.reproducer:
        typer.echo("\n" + outcome.reproducer)


def _store(file: Path, outcome: AttackResult) -> None:
    from theorybench.attack.store import write

    try:
        write(file, outcome.serialised)
    except OSError as error:
        typer.echo(f"theorybench: warning: not stored: {file}: {error.strerror or error}", err=True)


def _write(
    path: Path, options: Options, budget: str, results: Sequence[tuple[Entry, AttackResult]]
) -> None:
    import json

    attacks = [
        {
            **o.evidence.to_json(),
            "as_expected": o.evidence.as_expected,
            "words": o.words,
            "script": o.reproducer or None,
            "story": dict(o.serialised),
        }
        | {"restarts": o.restarts, "interrupted": o.interrupted}
        for _, o in results
    ]
    text = (
        json.dumps(
            {"schema": 1, "seed": options.seed, "budget": budget, "attacks": attacks},
            indent=1,
            allow_nan=False,
        )
        + "\n"
    )
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        typer.echo(f"theorybench: error: --json {path}: {error}", err=True)
        raise typer.Exit(1) from error
