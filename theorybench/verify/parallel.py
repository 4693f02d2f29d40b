"""Calls in processes of their own: one that raises, or whose process dies, costs its own result
and no other.
"""

from __future__ import annotations

import signal
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from joblib import Parallel, delayed


@dataclass(frozen=True)
class Lost:
    """In the place of a result: why there is none; died: the process ended, so that a part of
    the work may be to blame.
    """

    reason: str
    died: bool = False


def outcomes(
    function: Callable[..., Any], tasks: Sequence[tuple[Any, ...]], jobs: int
) -> Iterator[tuple[int, Any]]:
    """(index, function(*task) or Lost) in any order. The function must be importable, its arguments
    and results must pickle.

    Leaving the iterator, also by Ctrl-C, ends all processes.
    """
    waiting = dict(enumerate(tasks))
    while waiting:
        started: list[int] = []
        try:
            yield from _run(function, waiting, jobs, started)
        except (
            Exception
        ):  # a process has died, and has taken down the pool with all that was started
            lost = [i for i in started if i in waiting]
            if not lost:
                raise
            for index in lost:
                yield index, _alone(function, index, waiting.pop(index))


def _run(
    function: Callable[..., Any], waiting: dict[int, tuple[Any, ...]], jobs: int, started: list[int]
) -> Iterator[tuple[int, Any]]:
    """Results as they come in, each taken off `waiting`."""

    def calls() -> Iterator[Any]:
        for index, task in list(waiting.items()):
            started.append(index)
            yield delayed(_guarded)(function, index, task)

    # workers ignore Ctrl-C: the parent hears it and ends them
    options: dict[str, Any] = {
        "batch_size": 1,
        "initializer": signal.signal,
        "initargs": (signal.SIGINT, signal.SIG_IGN),
    }
    results: Any = Parallel(jobs, return_as="generator_unordered", **options)(calls())
    try:
        for index, result in results:
            del waiting[index]
            yield index, result
    finally:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # joblib warns that not all results were asked for
            results.close()


def _guarded(function: Callable[..., Any], index: int, task: tuple[Any, ...]) -> tuple[int, Any]:
    try:
        return index, function(*task)
    except (Exception, SystemExit) as error:
        return index, Lost(f"{type(error).__name__}: {error}")


def _alone(function: Callable[..., Any], index: int, task: tuple[Any, ...]) -> Any:
    try:
        return next(_run(function, {index: task}, 2, []))[1]
    except Exception as error:
        return Lost(
            f"its process ended before it had a result ({type(error).__name__}): out of memory, or"
            " killed",
            died=True,
        )
