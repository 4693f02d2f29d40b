"""`theorybench plot`: pictures of the catalogue, and of any theorem."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from fnmatch import fnmatchcase
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from theorybench.cli.common import (
    More,
    ProfileName,
    Seed,
    load_catalogue,
    one_line_errors,
)

if TYPE_CHECKING:
    from rich.status import Status

    from theorybench.catalogue.catalogue import Catalogue
    from theorybench.catalogue.claim import Claim
    from theorybench.entries.picture import Curve, Picture
    from theorybench.entries.theorem import Theorem

    Drawn = tuple[Picture, Sequence[Curve] | str]

SHARPEST = 3


class Format(StrEnum):
    svg = "svg"
    png = "png"
    pdf = "pdf"


def plot(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="NAME",
            show_default=False,
            help="Pictures, with * and ?, or theorems; default: all pictures.",
        ),
    ] = None,
    catalogue: More = None,
    problem: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATTERN",
            show_default=False,
            help="A theorem's problems, or 'problem @ oracle', with * and ?; repeatable.",
        ),
    ] = None,
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="Where the files go.")] = Path(
        "results/pictures"
    ),
    format: Annotated[Format, typer.Option(help="Of the figures.")] = Format.svg,
    profile: Annotated[
        ProfileName, typer.Option(help="How many runs a theorem's picture is made of.")
    ] = ProfileName.quick,
    seed: Seed = None,
) -> None:
    """Draw pictures of the catalogue, or a theorem: what is measured beside its bound.

    A theorem is drawn on its witness, or on the three problems where it is sharpest; --problem
    chooses others. A CSV file with the numbers lies beside each figure. The same seed gives the
    same bytes.

    Exit status: 0 all is drawn, 1 something could not be, 2 wrong usage.

    \b
    Examples:
      theorybench plot
      theorybench plot 'zhang2022.*' --format png
      theorybench plot drori2014.thm-3.1 --problem witness --problem 'huber-*'
      theorybench plot my.picture my.theorem -c my_catalogue --out figures
    """
    from rich.console import Console

    from theorybench.core.types import EntryError
    from theorybench.report.drawing import require_folder
    from theorybench.report.runs_drawn import picture_of
    from theorybench.verify.profile import PROFILES, ROOT_SEED

    with one_line_errors():
        require_folder(out)
        found = load_catalogue(catalogue or ())
        pictures, theorems = _asked(found, names or [])
        if problem and not theorems:
            raise EntryError(
                f"--problem {problem[0]!r}: it chooses problems of theorems, and no theorem is"
                " asked for; name one"
            )
        of_theorems = [
            [picture_of(c, PROFILES[profile]) for c in _claims(found, t, problem or [])]
            for t in theorems
        ]
    root, few = ROOT_SEED if seed is None else seed, 0 if problem else SHARPEST
    with Console(stderr=True).status("drawing") as status:
        work = chain(
            _computed(pictures, root, status),
            *(_sharpest(_computed(one, root, status), few) for one in of_theorems),
        )
        done = [_written(picture, curves, out, format) for picture, curves in work]
    raise typer.Exit(int(bool(found.failures) or not all(done)))


def _asked(found: Catalogue, names: list[str]) -> tuple[list[Picture], list[Theorem]]:
    """Raises EntryError for a name that is neither a picture nor a theorem, or if there is
    nothing to draw.
    """
    from theorybench.catalogue.matching import nearest
    from theorybench.core.types import EntryError
    from theorybench.entries.theorem import Theorem

    theorems = {e.name: e for e in found.entries if isinstance(e, Theorem)}
    own = [p for p in found.pictures if found.own is None or p.name in found.own]
    if not names and not own:
        raise EntryError("the catalogue holds no picture; name a theorem, or put a Picture into it")
    for name in names:
        if name not in theorems and not any(fnmatchcase(p.name, name) for p in found.pictures):
            for entry in (e for e in found.entries if e.name == name):
                kind = getattr(entry, "kind", "entry")
                raise EntryError(
                    f"{name} is of kind {kind}, which has no runs to draw; plot draws pictures and"
                    " upper bounds"
                )
            known = [*(p.name for p in found.pictures), *theorems]
            raise EntryError(
                f"no picture and no theorem is called {name!r}; {nearest(name, known)}"
            )
    pictures = (
        [p for p in found.pictures if any(fnmatchcase(p.name, n) for n in names)] if names else own
    )
    return pictures, [theorems[n] for n in dict.fromkeys(names) if n in theorems]


def _claims(found: Catalogue, theorem: Theorem, patterns: list[str]) -> list[Claim]:
    """Those of a theorem that the patterns choose, or its witness, or all; raises EntryError for
    a pattern that matches none.
    """
    from theorybench.catalogue.matching import nearest
    from theorybench.core.types import EntryError

    made = [c for c in found.claims_of(theorem) if not c.extra]
    names = {c: (c.problem_name, f"{c.problem_name} @ {c.oracle_name}") for c in made}
    for pattern in patterns:
        if not any(fnmatchcase(n, pattern) for its in names.values() for n in its):
            known = sorted({its[0] for its in names.values()})
            raise EntryError(
                f"--problem {pattern!r}: {theorem.name} is put to no such problem;"
                f" {nearest(pattern, known)}"
            )
    if patterns:
        return [c for c in made if any(fnmatchcase(n, p) for n in names[c] for p in patterns)]
    if not made:
        raise EntryError(
            f"{theorem.name}: no problem satisfies it; `theorybench why {theorem.name} PROBLEM`"
            " says why"
        )
    return [c for c in made if c.is_witness] or made


def _computed(pictures: Sequence[Picture], seed: int, status: Status) -> Iterator[Drawn]:
    """Curves, or why there are none: one picture that fails must not cost the others."""
    for i, picture in enumerate(pictures, 1):
        status.update(f"drawing {i} of {len(pictures)}: {picture.name}")
        try:
            yield picture, tuple(picture.curves(seed))
        except Exception as error:
            yield picture, f"{type(error).__name__}: {error}"


def _sharpest(drawn: Iterator[Drawn], few: int) -> Iterator[Drawn]:
    """The pictures of a theorem that come closest to its bound; all if few = 0."""
    from theorybench.report.runs_drawn import sharpness

    made = list(drawn)
    if 0 < few < len(made):
        typer.echo(
            f"{made[0][0].name.split(' @ ')[0]}: the {few} sharpest of {len(made)} problems;"
            " --problem '*' draws all",
            err=True,
        )
        made = sorted(
            made,
            key=lambda one: -1.0 if isinstance(one[1], str) else sharpness(one[1]),
            reverse=True,
        )[:few]
    yield from made


def _written(picture: Picture, curves: Sequence[Curve] | str, out: Path, format: str) -> bool:
    """Whether the files are there: their names on stdout, or else the reason on stderr."""
    from theorybench.report.drawing import written

    try:
        if isinstance(curves, str):
            raise ValueError(curves)
        for path in written(picture, curves, out, format):
            typer.echo(path)
    except (OSError, ValueError) as error:
        typer.echo(f"theorybench: error: {picture.name}: {error}", err=True)
        return False
    return True
