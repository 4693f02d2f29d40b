"""The exact rate of gradient descent divided by four, with the witness of the rate."""

from theorybench.algorithms.gradient_descent import gradient_descent
from theorybench.core.assumptions import convex, has_minimiser, smooth
from theorybench.core.metrics import gap
from theorybench.core.symbols import (
    L,
    R,
    gamma,
    n,
)
from theorybench.core.types import Source
from theorybench.entries.theorem import Mode, Theorem
from theorybench.problems.functions.huber import huber

theorem = Theorem(
    name="planted.too-small",
    source=Source("Nobody", 2026, "Theorem 1"),
    assumes=(convex, smooth, has_minimiser),
    algorithm=gradient_descent,
    params={gamma: 1 / L},
    metric=gap,
    mode=Mode.DETERMINISTIC,
    bound=L * R**2 / (16 * n + 8),
    settings=({n: 10},),
    witness=lambda values: huber(1.0, 1.0, 1 / (2 * values[n] + 1)),
)
