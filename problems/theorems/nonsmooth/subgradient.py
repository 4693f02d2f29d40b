"""The subgradient method with a constant step on Lipschitz convex functions: the exact worst
case of the best of n points.
"""

from sympy import sqrt

from theorybench.algorithms.gradient_descent import gradient_descent
from theorybench.core.assumptions import convex, has_minimiser, lipschitz
from theorybench.core.metrics import best, gap
from theorybench.core.symbols import (
    L_f,
    R,
    gamma,
    n,
)
from theorybench.core.types import Source
from theorybench.entries.theorem import Mode, Theorem
from theorybench.problems.functions.max_coordinate import max_coordinate

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
    mode=Mode.DETERMINISTIC,
    bound=(R**2 + L_f**2 * gamma**2 * n) / (2 * gamma * n),
    settings=tuple({n: points} for points in (1, 2, 4, 9)),
    witness=lambda c: max_coordinate(c[n]),
    notes=(
        "The points are x_0 .. x_{n-1}: the n-th step is not counted. The bound is R G / sqrt(n),"
        " no method of n subgradients has a better one (Drori, Teboulle 2016, appendix A): n - 1"
        " steps leave a coordinate of the witness at 0."
    ),
)
