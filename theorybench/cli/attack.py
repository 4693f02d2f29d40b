"""`theorybench attack`: search for an instance that refutes a theorem or a lemma, or comes
nearest to that.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from theorybench.cli.common import (
    Folders,
    Jobs,
    Report,
    Seed,
    load_catalogue,
    one_line_errors,
    print_facts,
    save,
    terminate_as_interrupt,
)
from theorybench.cli.progress import progress
from theorybench.isolation import Interrupted, isolated

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
    results, interrupted = _attack_all(
        found, entries, spent, options, jobs or cpu_count(), not no_store
    )
    saved = save(json, _object(options, budget, results, interrupted, len(entries)))
    if interrupted:
        done = sum(not one.interrupted for one in results)
        typer.echo(f"Interrupted: the attacks on {done} of {len(entries)} entries are whole.")
    fine = all(one.evidence.as_expected for one in results) and len(results) == len(entries)
    raise typer.Exit(int(interrupted or not (fine and saved) or bool(found.failures)))


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
) -> tuple[list[AttackResult], bool]:
    """What came of each attack, up to the first that was interrupted, and whether one was; it is
    printed and stored at once.
    """
    results: list[AttackResult] = []
    for entry in entries:
        file = found.found_file(entry)
        try:
            outcome = _with_bar(entry, budget, options, file, jobs)
        except Interrupted:
            return results, True
        if outcome is None:
            continue
        results.append(outcome)
        _show(outcome)
        if stores and file is not None:
            _store(file, outcome)
        if outcome.interrupted:
            return results, True
    return results, False


def _with_bar(
    entry: Entry, budget: Budget, options: Options, file: Path | None, jobs: int
) -> AttackResult | None:
    """What came of an attack; None, and the reason is told, where nothing did."""
    from theorybench.attack.attack_run import run_attack
    from theorybench.catalogue.claim import Claim
    from theorybench.core.types import EntryError
    from theorybench.verify.blame import blamed

    reason = "no instance was found on which it says anything"
    with terminate_as_interrupt(), progress(f"attacking {entry.name}") as tell:

        def told(restarts: int, ratio: float) -> None:
            tell(restarts, f"{restarts} restarts, measured / bound at most {ratio:.6g}")

        try:
            with isolated():
                outcome = run_attack(entry, budget, options, file, jobs, told)
        except Interrupted:
            raise
        except EntryError as error:
            outcome, reason = None, str(error)
        except BaseException as error:  # somebody's functions may raise anything
            outcome, reason = None, blamed(error, Claim(entry))
    if outcome is None:
        typer.echo(f"theorybench: {entry.name}: {reason}", err=True)
    return outcome


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


def _object(
    options: Options, budget: str, results: Sequence[AttackResult], interrupted: bool, planned: int
) -> dict[str, Any]:
    """A dict of JSON values; planned: entries that were to be attacked."""
    from theorybench.report.json import made_with

    attacks = [
        {
            **one.evidence.to_json(),
            "as_expected": one.evidence.as_expected,
            "words": one.words,
            "script": one.reproducer or None,
            "story": dict(one.serialised),
            "restarts": one.restarts,
            "interrupted": one.interrupted,
        }
        for one in results
    ]
    return {
        "schema": 2,
        "seed": options.seed,
        "budget": budget,
        **made_with(),
        "interrupted": interrupted,
        "planned": planned,
        "attacks": attacks,
    }
