"""Nesterov's accelerated gradient method on smooth strongly convex functions."""

import sympy

from theorybench.problems.functions.huber_plus_quadratic import huber_plus_quadratic
from theorybench.vocabulary import L, Q, R, Source, Theorem, gamma, gap, has_minimiser, momentum, mu
from theorybench.vocabulary import n, nesterov, smooth, strongly_convex

theorem = Theorem(
    name="zhang2022.thm-2.1.3",
    source=Source("Zhang", 2022, "Theorem 2.1.3"),
    as_printed=True,
    assumes=(strongly_convex, smooth, has_minimiser),
    algorithm=nesterov,
    where={Q: L / mu},
    params={gamma: 1 / L, momentum: (sympy.sqrt(Q) - 1) / (sympy.sqrt(Q) + 1)},
    metric=gap,
    bound=(mu + L) / 2 * R**2 * sympy.exp(-(n - 1) / sympy.sqrt(Q)),
    settings=tuple({n: steps} for steps in (1, 2, 5, 20, 100, 1000)),
    witness=lambda c: huber_plus_quadratic(
        1.0, 0.01, 1.0, bend=0.01 / (0.99 ** (-2 * c[n]) - 0.99)
    ),
)
