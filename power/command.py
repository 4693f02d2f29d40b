"""`theorybench mutate`: the measured power of the harness, on false variants of true entries."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from theorybench.cli.common import (
    Folders,
    Jobs,
    Report,
    Seed,
    Select,
    console,
    load_catalogue,
    one_line_errors,
    save,
)
from theorybench.cli.progress import gathered

if TYPE_CHECKING:
    from power.mutant import Kind
    from power.suite import Share

Kinds = Annotated[
    list[str] | None,
    typer.Option(
        "--kind",
        metavar="KIND",
        help="factor, exponent, term, step, assumption or constant; repeatable; default: all.",
    ),
]


def mutate(
    catalogue: Folders = None,
    select: Select = None,
    kind: Kinds = None,
    json: Report = None,
    seed: Seed = None,
    jobs: Jobs = None,
    most: Annotated[
        int,
        typer.Option(
            metavar="N",
            min=1,
            help="Variants of one kind and one entry that are tried, picked by lot.",
        ),
    ] = 2,
) -> None:
    """Measure how many false variants of true entries the harness refutes, and whether it refutes a
    true one.

    A variant counts only where it is known to be false by other means: an exact value, an extremal
    function, many runs of a second implementation.

    Exit status: 0 at least 95 % of them refuted and no true entry, 1 otherwise, 2 wrong usage.
    Numbers do not depend on --jobs.

    \b
    Examples:
      theorybench mutate
      theorybench mutate --json results/mutate.json --jobs 2
      theorybench mutate --select 'drori2014.*' --kind factor --kind step
    """
    from joblib import cpu_count

    from power.report import as_object, show
    from power.suite import Power, measure, true_entries
    from theorybench.report.json import require_writable
    from theorybench.verify.profile import ROOT_SEED, Options

    started = time.perf_counter()
    with one_line_errors():
        if json is not None:
            require_writable(json)
        kinds = _kinds(kind)
        names = true_entries(load_catalogue(catalogue or ()), select or ())
    options = Options(
        seed=ROOT_SEED if seed is None else seed, catalogues=tuple(map(str, catalogue or ()))
    )
    shares, interrupted = gathered(
        measure(names, options, jobs or cpu_count(), kinds, most), "mutating", len(names), _reported
    )
    power = Power(
        tuple(sorted(shares, key=lambda one: one.entry)),
        options,
        time.perf_counter() - started,
        len(names),
    )
    saved = save(json, as_object(power, interrupted))
    show(console(), power)
    if interrupted:
        typer.echo(f"Interrupted: {len(shares)} of {len(names)} entries were tried.")
    raise typer.Exit(int(not (power.met and saved)))


def _reported(shares: Sequence[Share]) -> str:
    alive = sum(t.counts and not t.killed for one in shares for t in one.trials)
    return f"{alive} survivors" if alive else ""


def _kinds(given: Sequence[str] | None) -> tuple[Kind, ...]:
    from power.mutant import KINDS
    from theorybench.core.types import EntryError

    for one in given or ():
        if one not in KINDS:
            raise EntryError(
                f"--kind {one!r}: no such kind of mutation; known are {', '.join(KINDS)}"
            )
    return tuple(k for k in KINDS if not given or k in given)
