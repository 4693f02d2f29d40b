"""Gradient descent with step 1/L on smooth strongly convex functions: the linear rate quoted in
section 2.1.1.
"""

from theorybench.problems.functions.huber_plus_quadratic import huber_plus_quadratic
from theorybench.vocabulary import L, R, Source, Theorem, gamma, gap, gradient_descent
from theorybench.vocabulary import has_minimiser, mu, n, smooth, strongly_convex

theorem = Theorem(
    name="zhang2022.sec-2.1.1.gd-rate",
    source=Source("Zhang", 2022, "section 2.1.1"),
    as_printed=True,
    assumes=(strongly_convex, smooth, has_minimiser),
    algorithm=gradient_descent,
    params={gamma: 1 / L},
    metric=gap,
    bound=L / 2 * (L / (mu + L)) ** (2 * n) * R**2,
    settings=tuple({n: steps} for steps in (1, 2, 5, 20, 100, 1000)),
    witness=lambda c: huber_plus_quadratic(
        1.0, 0.25, 1.0, bend=0.25 / (0.75 ** (-2 * c[n]) - 0.75)
    ),
)
