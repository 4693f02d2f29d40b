"""One row an entry: its verdicts counted, and the numbers of the claim that comes closest to the bound."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from rich import box
from rich.table import Table
from rich.text import Text

from theorybench.claim import Evidence
from theorybench.entry import Entry
from theorybench.report.table import STYLES, label, number

_ORDER = ("error", "refuted", "inconclusive", "supported", "inapplicable", "vacuous")


def summary_table(evidence: Iterable[Evidence], entries: Mapping[str, Entry], width: int) -> Table:
    """Entries in the given order; the row shows the worst verdict, and how many of the entry's claims share it."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), width=min(width, 120))
    table.add_column("entry", overflow="fold", ratio=1)
    table.add_column("verdict", no_wrap=True)
    for name in ("claims", "bound", "measured", "sharp"):
        table.add_column(name, justify="right", no_wrap=True)
    groups: dict[str, list[Evidence]] = {}
    for one in evidence:
        groups.setdefault(one.theorem, []).append(one)
    for name, group in groups.items():
        best = deciding(group)
        counts = Counter(e.verdict for e in group)
        share = str(len(group)) if len(counts) == 1 else f"{counts[best.verdict]} of {len(group)}"
        table.add_row(Text(name), label(best, entries), share, number(best.bound), number(best.measured), number(best.sharpness, 2))
    return table


def deciding(group: Iterable[Evidence]) -> Evidence:
    """The claim that speaks for its entry: unexpected before expected, then the worst verdict, then the sharpest."""
    return min(group, key=lambda e: (e.as_expected, _ORDER.index(e.verdict), -(e.sharpness or 0.0)))
