"""Gradient descent on smooth convex functions: the exact worst case of the gradient norm at the
last point, by the distance at the start.
"""

from theorybench.problems.functions.huber import huber
from theorybench.vocabulary import L, R, Source, Theorem, convex, gamma, gradient_descent
from theorybench.vocabulary import gradient_norm, has_minimiser, n, smooth

theorem = Theorem(
    name="taylor2017.gradient-norm",
    source=Source(
        "Taylor, Hendrickx, Glineur",
        2017,
        "section 4.1, rate of the gradient norm",
        "https://arxiv.org/abs/1502.05666",
    ),
    assumes=(convex, smooth, has_minimiser),
    algorithm=gradient_descent,
    params={gamma: 1 / L},
    metric=gradient_norm,
    bound=L * R / (n + 1),
    settings=tuple({n: steps} for steps in (1, 2, 5, 10, 50)),
    witness=lambda c: huber(1.0, 1.0, bend=1 / (c[n] + 1)),
)
