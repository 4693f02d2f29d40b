"""Which laws of noise, unbiased and bounded by tau, decide what can be said of them all: those
of two values.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import sympy

from theorybench.problems.theorems.relaxed_smoothness.clipped_sgd import longest_step
from theorybench.problems.theorems.relaxed_smoothness.one_step import g
from theorybench.vocabulary import L0, L1, T, Constant, tau

up = Constant("up", "component along the gradient of the one value of the noise, in units of tau")
down = Constant("down", "component against the gradient of the other value, in units of tau")
aside_up = Constant(
    "aside_up", "component of the one value across the gradient, as a share of the largest possible"
)
aside_down = Constant(
    "aside_down",
    "component of the other value across the gradient, as a share of the largest possible",
)

eta = longest_step(1)
line = {up: (1e-3, 1), down: (1e-3, 1)}
ranges = {**dict.fromkeys((L0, L1, tau), (1e-3, 1e3)), T: (1, 1e6), g: (1e-6, 1e6)}
all_laws = {**ranges, **line, aside_up: (0, 1), aside_down: (0, 1)}


def expectation(of: Callable[[Any, Any], Any], across: bool = True) -> Any:
    """E of a function (along, across) of the noise, in units of F/X, over the law of two values of
    mean 0.

    The largest expectation is that of an extreme law. Only the component along the gradient has a
    mean that counts: the other can be reflected. So the extreme laws have two values, of weights
    `down` and `up` over their sum.
    """
    first = (tau * up, tau * sympy.sqrt(1 - up**2) * aside_up if across else 0)
    second = (-tau * down, tau * sympy.sqrt(1 - down**2) * aside_down if across else 0)
    return (down * of(*first) + up * of(*second)) / (up + down)


def step(along: Any, across: Any, factor: Any = 1) -> Any:
    """h_k of the proof, min{1 / (16 L1 (||g_k|| + tau)), eta}, for a noise; to compare the two by
    algebra would take seconds.
    """
    stochastic = sympy.sqrt((g + along) ** 2 + across**2)
    return sympy.Min(1 / (16 * factor * L1 * (stochastic + tau)), eta, evaluate=False)


printed_step = partial(step, factor=eta)
"""h_k as printed in (3.11), min{1 / (16 eta L1 (||g_k|| + tau)), eta}."""
