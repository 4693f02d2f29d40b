"""Exact worst cases for a terminal: bound, worst case and best instance side by side, and what
was left out, with the reasons.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from theorybench.pep.cases import LeftOut
from theorybench.pep.suite import TOLERANCE, WorstCase
from theorybench.report.results import natural
from theorybench.report.table import STYLES, number


def show(console: Console, worst: Sequence[WorstCase | LeftOut]) -> None:
    """Print the table, what was left out, and how to read both."""
    made = in_order(w for w in worst if isinstance(w, WorstCase))
    if made:
        console.print(worst_case_table(made))
    left_out = sorted(
        (w for w in worst if isinstance(w, LeftOut)), key=lambda w: natural(w.theorem)
    )
    if left_out:
        console.print(Text("No exact worst case:", "bold"))
        for one in left_out:
            console.print(
                Padding(Text.assemble((one.theorem, "cyan"), f": {one.reason}"), (0, 0, 0, 2))
            )
        console.print()
    if not worst:
        console.print(
            Text("No exact worst case: none of the entries is a deterministic bound.", "bold")
        )
    console.print(
        Text(
            "'exact' is the largest value over all functions of the class with these constants and"
            f" steps: the optimum of a semidefinite program (PEPit, Clarabel), to {TOLERANCE:g}."
            " 'found' is the value on the best instance known, which is named."
        )
    )


def in_order(worst: Iterable[WorstCase]) -> list[WorstCase]:
    """By entry, the attack last, then by setting."""
    return sorted(
        worst,
        key=lambda w: (natural(w.theorem), w.on == "attack", [w.constants[c] for c in w.setting]),
    )


def worst_case_table(worst: Iterable[WorstCase]) -> Table:
    """One row a setting, under the name of its entry."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("entry, setting (instance)", overflow="fold")
    for name in ("bound", "exact", "found", "exact/bound", "found/exact"):
        table.add_column(name, justify="right", no_wrap=True)
    for name, group in groupby(worst, key=lambda w: w.theorem):
        table.add_row(Text(name, "bold"))
        for w in group:
            style = "" if w.verdict == "supported" else STYLES[w.verdict]
            share = Text(number(w.sharpness) + (f" {w.verdict}" if style else ""), style)
            numbers = (Text(number(v)) for v in (w.bound, w.exact, w.found))
            table.add_row(
                Text(f"  {_setting(w)} ({w.on})"), *numbers, share, Text(number(w.quality))
            )
    return table


def _setting(w: WorstCase) -> str:
    return ", ".join(f"{c}={number(w.constants[c])}" for c in w.setting)
