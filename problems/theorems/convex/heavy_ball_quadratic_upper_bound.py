"""Heavy ball with averaging parameters on convex functions below a parabola: the exact worst
case, and the best of all methods.
"""

from theorybench.problems.functions.max_norm_squared import max_norm_squared
from theorybench.vocabulary import L, R, Source, Theorem, convex, gamma, gap, has_minimiser
from theorybench.vocabulary import heavy_ball, k, momentum, n, quadratic_upper_bound

theorem = Theorem(
    name="goujaud2022.thm-2.4",
    source=Source(
        "Goujaud, Taylor, Dieuleveut", 2022, "Theorem 2.4", "https://arxiv.org/abs/2205.15033"
    ),
    assumes=(convex, quadratic_upper_bound, has_minimiser),
    algorithm=heavy_ball,
    params={gamma: 1 / (L * (k + 1)), momentum: (k - 1) / (k + 1)},
    metric=gap,
    bound=L * R**2 / (2 * (n + 1)),
    settings=tuple({n: steps} for steps in (1, 2, 5, 10)),
    witness=lambda c: max_norm_squared(1.0, c[n] + 1),
)
