"""Calls in processes of their own: one that raises, takes too long, or whose process dies, costs
its own result and no other.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import pickle
import resource
import signal
import time
import warnings
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe, wait
from typing import Any

GRACE = 2.0
"""Seconds after its limit in which a call may end by itself and say where it was."""

_LOOK = 1.0
"""Seconds between two looks whether the processes live."""


@dataclass(frozen=True)
class Lost:
    """In the place of a result: why there is none."""

    reason: str


def outcomes(
    function: Callable[..., Any],
    tasks: Sequence[tuple[Any, ...]],
    jobs: int,
    limit: float | None = None,
) -> Generator[tuple[int, Any], None, None]:
    """(index, function(*task) or Lost) in any order; if the function is a generator, each of its
    items as it is made, up to a Lost.

    Results must pickle; functions and tasks need not, the processes are forked with them. limit:
    seconds of wall time for a result, or an item, after which its process is killed. Leaving the
    iterator, also by Ctrl-C, ends all processes.
    """
    waiting = deque(range(len(tasks)))
    workers: list[_Worker] = []
    try:
        while waiting or any(w.busy for w in workers):
            while waiting and (free := _free(workers, jobs, function, tasks)):
                free.start(waiting.popleft())
            for worker in _ready([w for w in workers if w.busy]):
                index = worker.index
                for answer in worker.answers(limit):
                    yield index, answer
            workers = [w for w in workers if w.alive]
    finally:
        for worker in workers:
            worker.end()


def _free(
    workers: list[_Worker], jobs: int, function: Callable[..., Any], tasks: Sequence[Any]
) -> _Worker | None:
    """A worker without work, a new one while there are fewer than `jobs`."""
    for worker in workers:
        if not worker.busy:
            return worker
    if len(workers) < jobs:
        workers.append(_Worker(function, tasks, workers))
        return workers[-1]
    return None


def _ready(busy: list[_Worker]) -> list[_Worker]:
    """Those that have answered, or all after a while."""
    heard = wait([w.pipe for w in busy], _LOOK)
    return [w for w in busy if w.pipe in heard] if heard else busy


class _Worker:
    """A forked process that is told indices of tasks, and answers with their results."""

    def __init__(
        self,
        function: Callable[..., Any],
        tasks: Sequence[tuple[Any, ...]],
        others: Sequence[_Worker],
    ) -> None:
        self.pipe, theirs = Pipe()
        self.busy, self.alive, self.index, self.since = False, True, -1, 0.0
        with warnings.catch_warnings(), _deaf():
            warnings.simplefilter("ignore", DeprecationWarning)  # of forks beside threads
            self.process = os.fork()
            if self.process == 0:
                for worker in (self, *others):
                    worker.pipe.close()
                _serve(theirs, function, tasks)
        theirs.close()

    def start(self, index: int) -> None:
        self.busy, self.index, self.since = True, index, time.monotonic()
        with contextlib.suppress(OSError):  # it has died: see answers
            self.pipe.send(index)

    def answers(self, limit: float | None) -> Iterator[Any]:
        """What it has answered, a Lost if it is late or dead."""
        try:
            dead = self._dead()
            while self.busy and self.pipe.poll():
                what, answer = self.pipe.recv()
                self.busy, self.since = what == "item", time.monotonic()
                if what != "end":
                    yield answer
            if dead and self.busy:  # and a process of its own still holds its pipe
                raise EOFError
        except (EOFError, OSError, pickle.UnpicklingError, ValueError, TypeError):
            yield Lost(f"its process ended before it had a result ({self.end()})")
            return
        if self.busy and limit is not None and time.monotonic() > self.since + limit + GRACE:
            self.end()
            yield Lost(f"no result within {limit:g} s, and it could not be stopped; it was killed")

    def end(self) -> str:
        """Kill the process if it lives; how it ended, in words."""
        if not self.alive:
            return ""
        self.busy = self.alive = False
        self.pipe.close()
        try:
            os.kill(self.process, signal.SIGKILL)
            code = os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])
        except (ProcessLookupError, ChildProcessError):  # SIGCHLD is ignored
            return "exit status unknown"
        return f"exit status {code}" if code >= 0 else signal.Signals(-code).name

    def _dead(self) -> bool:
        with contextlib.suppress(ChildProcessError):
            how = os.WEXITED | os.WNOHANG | os.WNOWAIT
            return os.waitid(os.P_PID, self.process, how) is not None
        return False


@contextlib.contextmanager
def _deaf() -> Iterator[None]:
    """Signals wait meanwhile; a process that is forked here never hears those that ask to stop:
    its parent does, and ends it.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGTERM))
    process = os.getpid()
    try:
        yield
    finally:
        if os.getpid() == process:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(
    pipe: Connection, function: Callable[..., Any], tasks: Sequence[tuple[Any, ...]]
) -> None:
    """The life of a worker; never returns."""
    leave = os._exit
    try:
        _goes_first()
        os.dup2(2, 1)  # what somebody's code prints is none of our output
        while True:
            index: int = pipe.recv()
            for answer in _answers(function, tasks[index]):
                pipe.send_bytes(answer)
    except BaseException:  # the parent is gone
        leave(1)


def _answers(function: Callable[..., Any], task: tuple[Any, ...]) -> Iterator[bytes]:
    try:
        result = function(*task)
        for item in result if isinstance(result, Generator) else (result,):
            yield pickle.dumps(("item", item))
    except BaseException as error:  # somebody's code may raise anything
        yield pickle.dumps(("lost", Lost(f"{type(error).__name__}: {error}")))
    else:
        yield pickle.dumps(("end", None))


def _goes_first() -> None:
    """Where memory ends this process is the one to go, and it goes with its parent."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")
    with contextlib.suppress(OSError, ValueError):
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        resource.setrlimit(resource.RLIMIT_DATA, (memory, resource.RLIM_INFINITY))
