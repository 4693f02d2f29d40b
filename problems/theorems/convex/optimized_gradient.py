"""The optimized gradient method on smooth convex functions: the exact worst case."""

import math

from sympy.utilities.lambdify import implemented_function

from theorybench.problems.functions.huber import huber
from theorybench.vocabulary import L, R, T, Source, Theorem, convex, gamma, gap, has_minimiser, n
from theorybench.vocabulary import optimized_gradient, smooth


def last_theta(steps: float) -> float:
    """theta_i = (1 + sqrt(1 + 4 theta_{i-1}^2)) / 2 from theta_0 = 1, with 8 for 4 at the end."""
    theta = 1.0
    for i in range(1, int(steps) + 1):
        theta = (1 + math.sqrt(1 + (4 if i < steps else 8) * theta**2)) / 2
    return theta


theorem = Theorem(
    name="kim2016.thm-2",
    source=Source("Kim, Fessler", 2016, "Theorem 2", "https://arxiv.org/abs/1406.5468"),
    assumes=(convex, smooth, has_minimiser),
    algorithm=optimized_gradient,
    params={gamma: 1 / L, T: n},
    metric=gap,
    bound=L * R**2 / (2 * implemented_function("theta", last_theta)(n) ** 2),
    settings=tuple({n: steps} for steps in (1, 2, 5, 10)),
    witness=lambda c: huber(1.0, 1.0, bend=last_theta(c[n]) ** -2),
)
