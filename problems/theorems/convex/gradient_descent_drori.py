"""Gradient descent with a fixed step on smooth convex functions: the exact worst case."""

from theorybench.problems.functions.huber import huber
from theorybench.vocabulary import L, R, Source, Theorem, convex, gamma, gap, gradient_descent
from theorybench.vocabulary import has_minimiser, n, smooth

theorem = Theorem(
    name="drori2014.thm-3.1",
    source=Source("Drori, Teboulle", 2014, "Theorem 3.1", "https://arxiv.org/abs/1206.3209"),
    assumes=(convex, smooth, has_minimiser),
    algorithm=gradient_descent,
    params={gamma: 1 / L},
    metric=gap,
    bound=L * R**2 / (4 * n * L * gamma + 2),
    valid_when=(gamma * L <= 1,),
    settings=tuple({n: steps} for steps in (1, 10, 100, 1000)),
    witness=lambda c: huber(1.0, 1.0, bend=1 / (2 * c[n] + 1)),
)
