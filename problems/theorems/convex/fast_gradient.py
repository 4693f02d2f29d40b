"""Nesterov's fast gradient method on smooth convex functions: the worst case known from
performance estimation.
"""

from theorybench.problems.functions.huber import huber
from theorybench.vocabulary import L, R, Source, Theorem, convex, gamma, gap, has_minimiser, k
from theorybench.vocabulary import momentum, n, nesterov, smooth

theorem = Theorem(
    name="taylor2017.table-1.fast-gradient",
    source=Source(
        "Taylor, Hendrickx, Glineur",
        2017,
        "Table 1, fast gradient method",
        "https://arxiv.org/abs/1512.07516",
    ),
    assumes=(convex, smooth, has_minimiser),
    algorithm=nesterov,
    params={gamma: 1 / L, momentum: (k - 1) / (k + 2)},
    metric=gap,
    bound=2 * L * R**2 / (n**2 + 5 * n + 6),
    settings=tuple({n: steps} for steps in (1, 2, 3, 5, 10)),
    witness=lambda c: huber(1.0, 1.0, bend=4 / (c[n] ** 2 + 5 * c[n] + 6)),
)
