"""A constant step on Lipschitz convex functions: the exact worst case of the best point."""

from sympy import sqrt

from theorybench.problems.functions.max_coordinate import max_coordinate
from theorybench.vocabulary import R, L_f, Source, Theorem, best, convex, gamma, gap
from theorybench.vocabulary import gradient_descent, has_minimiser, lipschitz, n

theorem = Theorem(
    name="boyd2003.eq-2",
    source=Source(
        "Boyd, Xiao, Mutapcic",
        2003,
        "eq. (2)",
        "https://web.stanford.edu/class/ee392o/subgrad_method.pdf",
    ),
    assumes=(convex, lipschitz, has_minimiser),
    algorithm=gradient_descent,
    params={gamma: R / (L_f * sqrt(n))},
    metric=best(gap),
    bound=(R**2 + L_f**2 * gamma**2 * n) / (2 * gamma * n),
    settings=tuple({n: points} for points in (1, 2, 4, 9)),
    witness=lambda c: max_coordinate(c[n]),
)
