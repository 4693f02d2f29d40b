"""Polyak's steps on Lipschitz convex functions: the exact worst case of the best point."""

from sympy import sqrt

from theorybench.problems.functions.max_coordinate import max_coordinate
from theorybench.vocabulary import R, L_f, Source, Theorem, best, convex, gap, has_minimiser
from theorybench.vocabulary import lipschitz, multiple, n, polyak

theorem = Theorem(
    name="hazan2019.thm-1.lipschitz",
    source=Source(
        "Hazan, Kakade",
        2019,
        "Theorem 1, the case without smoothness",
        "https://arxiv.org/abs/1905.00313",
    ),
    assumes=(convex, lipschitz, has_minimiser),
    algorithm=polyak,
    params={multiple: 1},
    metric=best(gap),
    bound=L_f * R / sqrt(n),
    settings=tuple({n: points} for points in (1, 2, 4, 9)),
    witness=lambda c: max_coordinate(c[n]),
)
