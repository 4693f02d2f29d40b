"""Verification with a bar on the terminal; Ctrl-C keeps what is there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from theorybench.commands.common import terminate_as_interrupt

if TYPE_CHECKING:
    from theorybench.claim import Claim, Evidence
    from theorybench.verify.profile import Settings


def verify_all(claims: Sequence[Claim], settings: Settings, jobs: int) -> tuple[list[Evidence], bool]:
    """Evidence, and whether Ctrl-C (or a request to terminate) came before the end."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from theorybench.verify.suite import verify_claims

    console = Console(stderr=True)
    columns = (TextColumn("verifying"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    evidence: list[Evidence] = []
    stream = verify_claims(claims, settings, jobs)
    try:
        with terminate_as_interrupt(), Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
            task = progress.add_task("", total=len(claims))
            for one in stream:
                evidence.append(one)
                wrong = sum(not e.as_expected for e in evidence)
                progress.update(task, advance=1, description=f"{wrong} unexpected" if wrong else "")
    except KeyboardInterrupt:
        return evidence, True
    finally:
        stream.close()
    return evidence, False
