"""Work with a bar on the terminal, or a line on stderr once in a while; Ctrl-C keeps what is
there.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from theorybench.cli.common import terminate_as_interrupt
from theorybench.isolation import Interrupted

if TYPE_CHECKING:
    from theorybench.catalogue.claim import Claim
    from theorybench.catalogue.extras import Extra, Study
    from theorybench.verify.evidence import Evidence
    from theorybench.verify.profile import Options

PAUSE = 30.0
"""Seconds between two lines where stderr is no terminal."""

T = TypeVar("T")
Tell = Callable[[int, str], None]
"""Told of progress: how much is done, and what is to be said of it."""


@contextmanager
def progress(what: str, total: int | None = None) -> Iterator[Tell]:
    """A function to be told of progress, on the terminal or in lines; total: None where nobody
    knows how much there is.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    if not console.is_terminal:
        yield _in_lines(what, total)
        return
    number = (BarColumn(), MofNCompleteColumn()) if total is not None else ()
    columns = (TextColumn(what), *number, TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda done, text: bar.update(task, completed=done, description=text)


def _in_lines(what: str, total: int | None) -> Tell:
    started = last = time.monotonic()

    def tell(done: int, text: str) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= PAUSE:
            last = now
            of = f"{done} of {total}" if total is not None else f"{done}"
            facts = ", ".join(filter(None, (of, text, f"{now - started:.0f} s")))
            typer.echo(f"theorybench: {what}: {facts}", err=True)

    return tell


def gathered(
    stream: Generator[T, Any, Any],
    what: str,
    total: int | None,
    say: Callable[[list[T]], str] = lambda items: "",
    keep: Callable[[T], None] = lambda item: None,
) -> tuple[list[T], bool]:
    """Everything that comes, and whether Ctrl-C (or a request to terminate) came before the end.

    say: what there is to tell of the items so far; keep: called with each.
    """
    items: list[T] = []
    try:
        with terminate_as_interrupt(), closing(stream), progress(what, total) as tell:
            for item in stream:
                items.append(item)
                keep(item)
                tell(len(items), say(items))
    except Interrupted:
        return items, True
    return items, False


def verify_all(
    claims: Sequence[Claim],
    options: Options,
    jobs: int,
    keep: Callable[[Evidence], None] = lambda evidence: None,
) -> tuple[list[Evidence], bool]:
    """Evidence, and whether Ctrl-C (or a request to terminate) came before the end."""
    from theorybench.verify.suite import verify_claims

    def say(evidence: list[Evidence]) -> str:
        wrong = sum(not e.as_expected for e in evidence)
        return f"{wrong} unexpected" if wrong else ""

    return gathered(verify_claims(claims, options, jobs), "verifying", len(claims), say, keep)


def study_all(
    extra: Extra, claims: Sequence[Claim], options: Options, jobs: int
) -> tuple[Study, bool]:
    """What the study of an extra came to, and whether Ctrl-C (or a request to terminate) came
    before the end. Raises EntryError for an extra that has none.
    """
    from theorybench.core.types import EntryError

    if extra.study is None or extra.conclude is None:
        raise EntryError(f"--also {extra.name}: it has no study; its claims are verified already")
    results, interrupted = gathered(extra.study(claims, options, jobs), extra.name, None)
    return extra.conclude(results, claims), interrupted
