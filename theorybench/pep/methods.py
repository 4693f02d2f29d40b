"""Methods whose listing searches numerically for a point that interpolation conditions describe
by its properties.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from theorybench.algorithms.exact_line_search import exact_line_search
from theorybench.core.algorithm import Algorithm, Params, State
from theorybench.core.types import Tensor


class Searching(Protocol):
    """What such a step asks: gradients, and exact minima along a line."""

    def gradient(self, x: Tensor) -> Tensor:
        """(rows, d) -> (rows, d)."""
        ...

    def minimise_along(self, x: Tensor, direction: Tensor) -> Tensor:
        """The minimiser y of f on the line x + t direction: all (rows, d)."""
        ...


Step = Callable[[State, Searching, Params], State]


def _exact_line_search(state: State, query: Searching, params: Params) -> State:
    """x_{k+1} = argmin over t of f(x_k - t g_k): for convex f the minimum over the line is the
    one over t >= 0.
    """
    x = state["x"]
    return {"x": query.minimise_along(x, query.gradient(x))}


IDEAL: Mapping[Algorithm, Step] = {exact_line_search: _exact_line_search}
"""The step in exact arithmetic of a method that approximates it to the last digit."""
