"""The subgradient method with a constant step on Lipschitz convex functions: the exact worst
case of the best of n points.
"""

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
    statement=(
        "the best f(x_i) - f* of the first n points is at most (R^2 + G^2 gamma^2 n) / (2 gamma n),"
        " here for gamma = R / (G sqrt(n))"
    ),
    assumes=(convex, lipschitz, has_minimiser),
    algorithm=gradient_descent,
    params={gamma: R / (L_f * sqrt(n))},
    metric=best(gap),
    bound=(R**2 + L_f**2 * gamma**2 * n) / (2 * gamma * n),
    settings=tuple({n: points} for points in (1, 2, 4, 9)),
    witness=lambda c: max_coordinate(c[n]),
    notes=(
        "The points are x_0 .. x_{n-1}: the n-th step is not counted. The bound is R G / sqrt(n),"
        " no method of n subgradients has a better one (Drori, Teboulle 2016, appendix A): n - 1"
        " steps leave a coordinate of the witness at 0."
    ),
)
