"""f = L0 (e^(L1 |x|) - 1 - L1 |x|) / L1^2, on which |f''| <= L0 + L1 |f'| is reached everywhere:
its mean after one step of clipped SGD, and what the proof of Theorem 3.4.4 allows.
"""

from collections.abc import Callable
from typing import Any

import sympy

from theorybench.problems.theorems.relaxed_smoothness.bounded_noise_law import eta, expectation
from theorybench.problems.theorems.relaxed_smoothness.bounded_noise_law import line, ranges
from theorybench.problems.theorems.relaxed_smoothness.one_step import g
from theorybench.vocabulary import L0, L1, T, tau

Step = Callable[[Any, Any], Any]
"""(along, across) of the noise -> h_k."""

variables = {**ranges, L0: (1, 100), L1: (0.1, 2), tau: (1e-3, 1), g: (1e-2, 1e4), T: (1, 1e4)}
variables |= line
WHERE = "on the function that grows fastest"
place = sympy.log(1 + L1 * g / L0)
"""L1 x_k, where f'(x_k) = g."""
scale = L0 / L1**2


def _bowl(z: Any) -> Any:
    return sympy.exp(sympy.Abs(z)) - 1 - sympy.Abs(z)


def mean_after(step: Step) -> Any:
    """E f(x_{k+1})."""
    return scale * expectation(
        lambda along, across: _bowl(place - L1 * step(along, across) * (g + along)), across=False
    )


def quadratic(step: Step) -> Any:
    """The right side of (3.12), first line."""
    first = expectation(lambda along, across: step(along, across) * (g + along) * g, across=False)
    second = expectation(
        lambda along, across: step(along, across) ** 2 * (g + along) ** 2, across=False
    )
    return scale * _bowl(place) - first + (5 * L0 + 4 * L1 * g) / 2 * second


def allowed(step: Step) -> Any:
    """The right side of (3.14)."""
    noise = (5 * L0 + 2 * L1 * tau) * eta**2 * tau**2 + 9 * eta**2 * tau * L0**2 / L1
    return scale * _bowl(place) - expectation(step, across=False) * g**2 / 4 + noise
