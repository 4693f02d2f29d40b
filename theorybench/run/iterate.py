"""The loop of every method, init, step, step, ..., and the parameters of each of its steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import torch

from theorybench.core.algorithm import Algorithm, Params, Query, State
from theorybench.core.symbols import Constant, k
from theorybench.core.types import Number, Tensor


def iterate(
    algorithm: Algorithm, query: Query, x0: Tensor, params: Callable[[int], Params], steps: int
) -> Iterator[State]:
    """The states after 0, 1, ..., `steps` steps from x0 (rows, d); params: number of a step, from
    1 -> its parameters.
    """
    state = algorithm.init(x0, params(1))
    yield state
    for number in range(1, steps + 1):
        state = algorithm.step(state, query, params(number))
        yield state


def points(
    algorithm: Algorithm, query: Query, x0: Tensor, params: Callable[[int], Params], steps: int
) -> Iterator[Tensor]:
    """The iterates x_0 .. x_steps, (rows, d) each: `iterate`, read by `algorithm.point`."""
    return map(algorithm.point, iterate(algorithm, query, x0, params, steps))


class Schedule:
    """The parameters of each step, from tables: constants are made once, schedules looked up.

    tables: constant -> number, (steps,) or (settings, steps), where the last step's number serves
    all later ones. Each setting is `count` rows, one setting after the other.
    """

    def __init__(self, tables: Mapping[Constant, Any], count: int = 1, device: str = "cpu") -> None:
        by_step = {c: np.atleast_2d(np.asarray(v, dtype=float)).T for c, v in tables.items()}
        rows = {
            c: v[:, 0] if v.shape[1] == 1 else self._spread(v, count, device)
            for c, v in by_step.items()
        }
        self.fixed = {c: self._number(v[0]) for c, v in rows.items() if len(v) == 1}
        self.varying = {c: v for c, v in rows.items() if len(v) > 1}

    @staticmethod
    def _spread(table: np.ndarray, count: int, device: str) -> Tensor:
        """(steps, settings) -> (steps, settings, count), in the memory of the table."""
        return torch.as_tensor(table.copy(), device=device)[:, :, None].expand(-1, -1, count)

    @staticmethod
    def _number(entry: np.ndarray | Tensor) -> Number:
        return entry.reshape(-1, 1) if isinstance(entry, Tensor) else float(entry)

    def at(self, step: int) -> Params:
        """Parameters of the given step, counted from 1: a float, or (settings * count, 1), each."""
        params: dict[Constant, Number] = {**self.fixed, k: float(step)}
        for constant, table in self.varying.items():
            params[constant] = self._number(table[min(step, len(table)) - 1])
        return params
