"""Solves performance estimation problems in processes of their own, each with a time limit: one
that is lost costs its own result only.
"""

from __future__ import annotations

import importlib.util
import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from queue import SimpleQueue
from typing import Any

from theorybench.core.types import EntryError
from theorybench.pep.sdp import Solution, Task
from theorybench.pep.server import READY, Unsolved, serve

STARTUP = 120.0
"""Seconds that a process may take to import PEPit and cvxpy."""

_SHARE = 8
"""Tasks for which another process is worth its start."""

_context = multiprocessing.get_context("spawn")


def require_pepit() -> None:
    """Raises EntryError that says how to install what is missing."""
    if lacking := [
        name
        for module, name in (("PEPit", "PEPit"), ("clarabel", "Clarabel"))
        if importlib.util.find_spec(module) is None
    ]:
        raise EntryError(
            f"exact worst cases need {' and '.join(lacking)}, not installed here; pip install"
            " 'theorybench[pep]'"
        )


class Workers:
    """Up to `jobs` processes, started when they are needed; to be used in a with statement,
    which ends them.
    """

    def __init__(self, jobs: int, limit: float) -> None:
        """limit: seconds for one task."""
        self.limit, self.workers = limit, [_Worker() for _ in range(jobs)]

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self.workers:
            worker.stop()

    def solutions(self, tasks: Sequence[Task]) -> Iterator[tuple[int, Solution | Unsolved]]:
        """(index, solution or why there is none) in any order. Raises EntryError where PEPit or
        Clarabel is not installed.
        """
        require_pepit()
        free: SimpleQueue[_Worker] = SimpleQueue()
        count = min(len(self.workers), 1 + len(tasks) // _SHARE)
        for worker in self.workers[:count]:
            free.put(worker)

        def solved(index: int) -> tuple[int, Solution | Unsolved]:
            worker = free.get()
            try:
                return index, worker.ask(tasks[index], self.limit)
            finally:
                free.put(worker)

        pool = ThreadPoolExecutor(count)
        try:
            for done in as_completed([pool.submit(solved, i) for i in range(len(tasks))]):
                yield done.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


class _Worker:
    """A process that solves one task after the other; in the place of one that is lost the next
    task starts another.
    """

    def __init__(self) -> None:
        self.process: Any = None

    def ask(self, task: Task, limit: float) -> Solution | Unsolved:
        try:
            if self.process is None and not self._start():
                return self._lost(f"PEPit could not be imported within {STARTUP:g} s")
            self.pipe.send(task)
            return (
                self.pipe.recv()
                if self.pipe.poll(limit)
                else self._lost(f"not solved within {limit:g} s")
            )
        except (EOFError, OSError):
            return self._lost("its process ended before it had a result: out of memory, or killed")

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.join()
            self.pipe.close()
            self.process = None

    def _lost(self, reason: str) -> Unsolved:
        self.stop()
        return Unsolved(reason)

    def _start(self) -> bool:
        self.pipe, theirs = _context.Pipe()
        self.process = _context.Process(target=serve, args=(theirs,), daemon=True)
        self.process.start()
        theirs.close()
        return self.pipe.poll(STARTUP) and self.pipe.recv() == READY
