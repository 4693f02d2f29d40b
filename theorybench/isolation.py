"""Runs code of somebody else's so that it ends, hangs or changes nothing but its own result."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stdout
from typing import Any, NoReturn

_AGAIN = 0.5
"""Seconds between two attempts to end what is over its time."""


class Interrupted(KeyboardInterrupt):
    """A signal asks to stop, by Ctrl-C or a request to terminate; a KeyboardInterrupt that is not
    of this class was raised by somebody's code, and is an error of that code.
    """


class OverTime(BaseException):
    """The code took longer than it may."""


class Exited(BaseException):
    """The code tried to end the process."""


def interrupt(*_: object) -> NoReturn:
    """The handler of a signal that asks to stop. Raises Interrupted."""
    raise Interrupted


@contextmanager
def isolated(limit: float | None = None) -> Iterator[list[str]]:
    """Run a block of somebody's code; afterwards the global state is as before.

    limit: seconds of wall time, None for no limit. Gives a list in which, after the block, stands
    what the code had changed and was set back, in words. What it prints goes to stderr. Raises
    whatever the code raises; OverTime at the limit; Exited in the place of an end of the process;
    Interrupted for Ctrl-C. Limit and Ctrl-C are told apart in the main thread only.
    """
    changed: list[str] = []
    with ExitStack() as stack:
        for put, value in _generators():
            stack.callback(put, value)
        stack.callback(_restore, _state(), changed)
        stack.enter_context(redirect_stdout(sys.stderr))
        stack.enter_context(_no_exit())
        if threading.current_thread() is threading.main_thread():
            stack.enter_context(_told_apart())
            if limit is not None and hasattr(signal, "pthread_kill"):
                stack.enter_context(_within(limit))
        yield changed


@contextmanager
def _no_exit() -> Iterator[None]:
    """os._exit raises Exited; processes that the code forks, and other threads, may still end."""
    real, process, thread = os._exit, os.getpid(), threading.get_ident()

    def leave(status: int) -> NoReturn:
        if (os.getpid(), threading.get_ident()) == (process, thread):
            raise Exited(f"os._exit({status!r}) was called")
        real(status)

    os._exit = leave
    try:
        yield
    finally:
        os._exit = real


@contextmanager
def _told_apart() -> Iterator[None]:
    """Ctrl-C raises Interrupted where it would raise KeyboardInterrupt; handlers are kept."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    if before[signal.SIGINT] is signal.default_int_handler:
        signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _within(limit: float) -> Iterator[None]:
    """A thread wakes the main one at the limit: the timers of signals may be in others' use."""
    before, running = signal.getsignal(signal.SIGALRM), True

    def late(number: int, frame: Any) -> None:
        if expired.is_set() and running:
            raise OverTime(f"no result within {limit:g} s")
        if callable(before):
            before(number, frame)

    expired, done = threading.Event(), threading.Event()

    def watch() -> None:
        pause = limit
        while not done.wait(pause):  # again and again: the code may catch what should end it
            expired.set()
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGALRM)
            pause = _AGAIN

    signal.signal(signal.SIGALRM, late)
    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        running = False
        done.set()
        watcher.join()
        signal.signal(signal.SIGALRM, before)


State = dict[str, tuple[Any, Callable[[Any], Any]]]
"""What it is, in words -> its value, and how to set it."""


def _generators() -> Iterator[tuple[Callable[[Any], Any], Any]]:
    """How to set the common random generators, and their states."""
    for module, get, put in (
        ("random", "getstate", "setstate"),
        ("numpy.random", "get_state", "set_state"),
        ("torch.random", "get_rng_state", "set_rng_state"),
    ):
        if (known := sys.modules.get(module)) is not None and hasattr(known, put):
            yield getattr(known, put), getattr(known, get)()


def _state() -> State:
    state: State = {
        "the working directory": (_folder(), lambda path: path and os.chdir(path)),
        "the recursion limit": (sys.getrecursionlimit(), sys.setrecursionlimit),
    }
    if (torch := sys.modules.get("torch")) is not None and hasattr(torch, "get_default_device"):
        state |= {
            "torch's default device": (torch.get_default_device(), _set_device),
            "torch's default dtype": (torch.get_default_dtype(), torch.set_default_dtype),
            "torch's gradient mode": (torch.is_grad_enabled(), torch.set_grad_enabled),
            "torch's number of threads": (torch.get_num_threads(), torch.set_num_threads),
            "torch's deterministic mode": (
                torch.get_deterministic_debug_mode(),
                torch.set_deterministic_debug_mode,
            ),
        }
    if (numpy := sys.modules.get("numpy")) is not None and hasattr(numpy, "geterr"):
        state["numpy's handling of errors"] = (numpy.geterr(), lambda known: numpy.seterr(**known))
    return state


def _folder() -> str:
    try:
        return os.getcwd()
    except FileNotFoundError:
        return ""


def _set_device(device: Any) -> None:
    import torch

    torch.set_default_device(None if device.type == "cpu" else device)


def _restore(before: State, changed: list[str]) -> None:
    for what, (now, _) in _state().items():
        if what in before and now != before[what][0]:
            value, put = before[what]
            put(value)
            changed.append(f"{what} to {now} (it was {value})")
