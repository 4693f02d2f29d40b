"""Verification with a bar on the terminal; Ctrl-C keeps what is there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from theorybench.cli.common import terminate_as_interrupt

if TYPE_CHECKING:
    from theorybench.catalogue.claim import Claim
    from theorybench.pep.cases import LeftOut
    from theorybench.pep.suite import WorstCase
    from theorybench.verify.evidence import Evidence
    from theorybench.verify.profile import Options


def verify_all(claims: Sequence[Claim], options: Options, jobs: int) -> tuple[list[Evidence], bool]:
    """Evidence, and whether Ctrl-C (or a request to terminate) came before the end."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from theorybench.verify.suite import verify_claims

    console = Console(stderr=True)
    columns = (
        TextColumn("verifying"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    evidence: list[Evidence] = []
    stream = verify_claims(claims, options, jobs)
    try:
        with (
            terminate_as_interrupt(),
            Progress(
                *columns, console=console, transient=True, disable=not console.is_terminal
            ) as progress,
        ):
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


def all_worst_cases(
    claims: Sequence[Claim], options: Options, jobs: int
) -> tuple[list[WorstCase | LeftOut], bool]:
    """Exact worst cases, and whether Ctrl-C (or a request to terminate) came before the end."""
    from rich.console import Console

    from theorybench.pep.suite import worst_cases

    found: list[WorstCase | LeftOut] = []
    stream = worst_cases(claims, options, jobs)
    try:
        with terminate_as_interrupt(), Console(stderr=True).status("exact worst cases") as status:
            for one in stream:
                found.append(one)
                status.update(f"exact worst cases: {len(found)}")
    except KeyboardInterrupt:
        return found, True
    finally:
        stream.close()
    return found, False
