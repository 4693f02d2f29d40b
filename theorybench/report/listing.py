"""What a catalogue holds: tables of entries, problems, oracles and pictures, or a line a claim."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from rich import box
from rich.table import Table
from rich.text import Text

from theorybench.catalogue.catalogue import Catalogue
from theorybench.catalogue.claim import Claim
from theorybench.core.words import natural


def claim_lines(claims: Sequence[Claim]) -> Iterator[str]:
    """'claim: expected verdict' for every claim, sorted; 'any' where no verdict is demanded."""
    for claim in sorted(claims, key=lambda c: natural(c.name)):
        yield f"{claim.name}: {claim.expected or 'any'}"


def tables(catalogue: Catalogue, claims: Sequence[Claim]) -> Iterator[Table]:
    """Entries, problems and oracles with the number of claims that each takes part in, and
    pictures; of the user's own folders, if any.
    """

    def own(name: str) -> bool:
        return catalogue.own is None or name in catalogue.own

    count = (
        Counter(c.entry.name for c in claims),
        Counter(c.problem_name for c in claims),
        Counter(c.oracle_name for c in claims),
    )
    entries = [
        (e.name, f"{getattr(e, 'kind', 'entry')}: {e.source}", count[0][e.name])
        for e in catalogue.entries
        if own(e.name)
    ]
    problems = [
        (p.name, f"d = {p.dim}: {_names(p.promises)}", count[1][p.name])
        for p in catalogue.problems
        if own(p.name)
    ]
    oracles = [
        (o.name, _names(o.promises), count[2][o.name]) for o in catalogue.oracles if own(o.name)
    ]
    pictures = [(p.name, p.title, None) for p in catalogue.pictures if own(p.name)]
    shown = (
        ("entry", "source", entries),
        ("problem", "promises", problems),
        ("oracle", "promises", oracles),
        ("picture", "title", pictures),
    )
    for title, about, rows in shown:
        if rows:
            table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
            table.add_column(title, no_wrap=True)
            table.add_column(about, overflow="fold")
            table.add_column("" if title == "picture" else "claims", justify="right")
            for name, text, number in sorted(rows, key=lambda row: natural(row[0])):
                table.add_row(Text(name), Text(text), "" if number is None else str(number))
            yield table


def _names(promises: Sequence[object]) -> str:
    return ", ".join(map(str, promises))
