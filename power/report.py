"""The measured power for a terminal and for machines: refuted mutants by kind, who survived,
false alarms.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from power.mutant import Trial
from power.suite import GOAL, Power
from theorybench.core.words import natural
from theorybench.report.json import made_with
from theorybench.verify.evidence import jsonable

SCHEMA = 1


def as_object(power: Power, interrupted: bool = False) -> dict[str, Any]:
    """A dict of JSON values; planned: entries that were to be tried.

    mutants, killed: those known to be false, and refuted; list: one object for each; undecided:
    changed entries that nobody knows to be false, which count for nothing; true_refuted: true
    entries that were refuted.
    """
    return {
        "schema": SCHEMA,
        "profile": power.options.profile.name,
        "seed": power.options.seed,
        "catalogues": list(power.options.catalogues),
        **made_with(),
        "seconds": round(power.seconds, 3),
        "interrupted": interrupted,
        "planned": power.planned,
        "goal": GOAL,
        "mutants": len(power.mutants),
        "killed": power.killed,
        "true_refuted": len({a.entry for a in power.alarms}),
        "true_entries": len(power.shares),
        "true_claims": sum(share.claims for share in power.shares),
        "by_kind": {
            kind: {"mutants": made, "killed": killed}
            for kind, (made, killed) in power.by_kind().items()
        },
        "by": dict(sorted(Counter(t.by or "survived" for t in power.mutants).items())),
        "known_by": dict(sorted(Counter(t.known_by for t in power.mutants).items())),
        "entries": {share.entry: round(share.seconds, 3) for share in power.shares},
        "list": [_object(t) for t in in_order(power.mutants)],
        "undecided": [
            {"entry": t.entry, "kind": t.kind, "mutation": t.mutation}
            for t in in_order(power.trials)
            if not t.counts
        ],
        "not_judged": power.not_judged,
        "alarms": [jsonable(asdict(a)) for a in power.alarms],
        "failures": power.failures,
    }


def _object(trial: Trial) -> dict[str, Any]:
    return jsonable(asdict(trial) | {"killed": trial.killed})


def in_order(trials: list[Trial]) -> list[Trial]:
    """By entry and kind."""
    return sorted(trials, key=lambda t: (natural(t.entry), t.kind, t.mutation))


def show(console: Console, power: Power) -> None:
    """Print the table of kinds, the survivors, the false alarms and the sum of it."""
    console.print(_table(power))
    headed = (
        ("Survivors", [_survivor(t) for t in in_order(power.mutants) if not t.killed]),
        (
            "True entries refuted",
            [f"{a.entry} on {a.claim}, seed {a.seed}: {a.finding}" for a in power.alarms],
        ),
        ("Not judged", [f"{entry}: {why}" for entry, why in power.not_judged.items()]),
        ("Not measured", power.failures),
    )
    for heading, lines in headed:
        if lines:
            console.print(Text(f"{heading}:", "bold"))
            for line in lines:
                console.print(Padding(Text(line), (0, 0, 0, 2)))
            console.print()
    for line in closing(power):
        console.print(Text(line))


def _table(power: Power) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("mutation")
    for name in ("known to be false", "refuted", "rate"):
        table.add_column(name, justify="right")
    for kind, (made, killed) in power.by_kind().items():
        if made:
            table.add_row(kind, str(made), str(killed), _rate(killed, made))
    table.add_section()
    table.add_row(
        "all", str(len(power.mutants)), str(power.killed), _rate(power.killed, len(power.mutants))
    )
    return table


def _rate(killed: int, made: int) -> str:
    return f"{100 * killed / made:.1f} %" if made else "-"


def _survivor(trial: Trial) -> str:
    return (
        f"{trial.entry}, {trial.kind}: {trial.mutation}. False: {trial.why}. Verdict:"
        f" {trial.verdict} ({trial.claim})"
    )


def closing(power: Power) -> Iterator[str]:
    """What it all means."""
    undecided = sum(not t.counts for t in power.trials)
    claims = sum(share.claims for share in power.shares)
    refuted = len({a.entry for a in power.alarms})
    yield (
        f"{power.killed} of {len(power.mutants)} mutants known to be false were refuted;"
        f" {undecided} more are not known to be false."
    )
    yield (
        f"{refuted} of {len(power.shares)} true entries were refuted ({claims} claims, several"
        f" seeds). {power.seconds:.0f} s."
    )
    yield f"Goals (at least {100 * GOAL:.0f} % and none): {'met' if power.met else 'not met'}."
