"""Which laws of noise, unbiased and bounded by tau, decide what can be said of them all: those
of two values.
"""

from collections.abc import Callable
from typing import Any

import sympy

from theorybench.vocabulary import GRADIENT, L0, L1, ONE, T, Constant, tau


g = Constant("g", "norm of the gradient at x_k", GRADIENT, "\\|\\nabla f(x_k)\\|")
up = Constant(
    "up", "component along the gradient of the one value of the noise, in units of tau", ONE
)
down = Constant("down", "component against the gradient of the other value, in units of tau", ONE)
aside_up = Constant(
    "aside_up",
    "component of the one value across the gradient, as a share of the largest possible",
    ONE,
)
aside_down = Constant(
    "aside_down",
    "component of the other value across the gradient, as a share of the largest possible",
    ONE,
)

eta = sympy.Min(1 / (20 * L0), 1 / (128 * L1 * tau), 1 / sympy.sqrt(T))

line = {up: (1e-3, 1), down: (1e-3, 1)}
space = {**line, aside_up: (0, 1), aside_down: (0, 1)}
ranges = {L0: (1e-3, 1e3), L1: (1e-3, 1e3), tau: (1e-3, 1e3), T: (1, 1e6), g: (1e-6, 1e6)}


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


def stochastic(along: Any, across: Any) -> Any:
    """||g_k|| for a noise."""
    return sympy.sqrt((g + along) ** 2 + across**2)


def step(along: Any, across: Any) -> Any:
    """h_k of the proof, min{1 / (16 L1 (||g_k|| + tau)), eta}; to compare the two by algebra
    would take seconds.
    """
    return sympy.Min(1 / (16 * L1 * (stochastic(along, across) + tau)), eta, evaluate=False)


def printed_step(along: Any, across: Any) -> Any:
    """h_k as printed in (3.11), min{1 / (16 eta L1 (||g_k|| + tau)), eta}."""
    return sympy.Min(1 / (16 * eta * L1 * (stochastic(along, across) + tau)), eta, evaluate=False)
