"""The process that solves performance estimation problems, one after the other: it imports
PEPit, and nothing that is not needed there.
"""

from __future__ import annotations

import contextlib
import importlib
import signal
from dataclasses import dataclass
from multiprocessing.connection import Connection

from theorybench.pep.sdp import Solution, Task, solve

READY = "ready"


@dataclass(frozen=True)
class Unsolved:
    """In the place of a solution: why there is none."""

    reason: str


def serve(pipe: Connection) -> None:
    """Announce that PEPit is imported, then answer every task that comes until the pipe is
    closed.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears Ctrl-C and ends this process
    importlib.import_module("PEPit")
    pipe.send(READY)
    with contextlib.suppress(EOFError):
        while True:
            pipe.send(_answer(pipe.recv()))


def _answer(task: Task) -> Solution | Unsolved:
    try:
        return solve(task)
    except Exception as error:  # PEPit and the solver may raise anything
        return Unsolved(f"{type(error).__name__}: {error}")
