"""The letters in which chapter 3 of Zhang (2022) looks at one step from x_k."""

import sympy

from theorybench.vocabulary import GRADIENT, L0, L1, LENGTH, ONE, Constant, Source, epsilon


g = Constant("g", "norm of the gradient at x_k", GRADIENT, "\\|\\nabla f(x_k)\\|")
G_k = Constant("G_k", "norm of the stochastic gradient", GRADIENT, "\\|g_k\\|")
q = Constant("q", "length of the step in units of 1/L1", ONE)
r = Constant("r", "distance from x_k", LENGTH)
t = Constant("t", "share of the way", ONE)
rho = Constant("rho", "radius of the set (3.3)", LENGTH, "\\rho")

ranges = {L0: (1e-6, 1e6), L1: (1e-6, 1e6), g: (1e-6, 1e9)}
proof = Source("Zhang", 2022, "proof of Theorem 3.4.1")


def clipped(radius=1):
    """The step of clipped gradient descent, at most as long as the radius of the set (3.3)."""
    return sympy.Min(1 / (10 * L0), radius / g, 1 / (10 * L1 * g))


def fall(radius=1):
    """By how much f is said to fall in a step."""
    steep = L0 / (20 * sympy.Max(1 / sympy.sympify(radius) ** 2, L1**2))
    return sympy.Min(steep, epsilon**2 / (20 * L0))
