"""The sections that extras add to a report, on a terminal."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from theorybench.catalogue.extras import Section
from theorybench.report.table import STYLES


def show_section(console: Console, section: Section) -> None:
    """Print the table, the list under its title, and how to read both."""
    if section.rows:
        console.print(section_table(section))
    if section.title:
        console.print(Text(section.title, "bold"))
    for name, sentence in section.items:
        console.print(Padding(Text.assemble((name, "cyan"), f": {sentence}"), (0, 0, 0, 2)))
    if section.items:
        console.print()
    if section.closing:
        console.print(Text(section.closing))


def section_table(section: Section) -> Table:
    """The first column takes what room there is; a row that is not supported has its colour."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for i, name in enumerate(section.columns):
        table.add_column(
            name,
            justify="right" if i else "left",
            no_wrap=i > 0,
            overflow="ellipsis" if i else "fold",
        )
    for row in section.rows:
        style = "bold" if row.is_heading else ""
        style = style if row.verdict == "supported" else STYLES[row.verdict]
        table.add_row(*(Text(cell, style) for cell in row.cells))
    return table
