"""Gradient descent with a fixed step on smooth convex functions: the exact worst case."""

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
    name="drori2014.thm-3.1",
    source=Source("Drori, Teboulle", 2014, "Theorem 3.1", "https://arxiv.org/abs/1206.3209"),
    assumes=(convex, smooth, has_minimiser),
    algorithm=gradient_descent,
    params={gamma: 1 / L},
    metric=gap,
    mode=Mode.DETERMINISTIC,
    bound=L * R**2 / (4 * n * L * gamma + 2),
    valid_when=(gamma * L <= 1,),
    settings=tuple({n: steps} for steps in (1, 10, 100, 1000)),
    witness=lambda c: huber(1.0, 1.0, bend=1 / (2 * c[n] + 1)),
)
