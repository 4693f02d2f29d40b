"""Gradient descent with any fixed step on smooth strongly convex functions: the exact worst
case.
"""

import sympy

from theorybench.problems.functions.huber_plus_quadratic import huber_plus_quadratic
from theorybench.problems.functions.quadratic import quadratic
from theorybench.vocabulary import L, R, Problem, Source, Theorem, Values, gamma, gap
from theorybench.vocabulary import gradient_descent, has_minimiser, mu, n, share, smooth
from theorybench.vocabulary import strongly_convex


def worst_case(c: Values) -> Problem:
    """Both terms of the maximum have their function: one bends where the run ends, the other is
    overshot in every step.
    """
    steps, step, convexity = c[n], c[share], 0.2
    forgets = (1 - step * convexity) ** (-2 * steps) - 1 + convexity
    if (1 - step) ** (2 * steps) > convexity / forgets:
        return quadratic(f"overshot-{steps}-{step}", (1.0, convexity), (1.0, 0.0))
    return huber_plus_quadratic(1.0, convexity, 1.0, bend=convexity / forgets)


theorem = Theorem(
    name="kim2024.exact-rate",
    source=Source("Kim", 2024, "main theorem", "https://arxiv.org/abs/2412.04427"),
    assumes=(strongly_convex, smooth, has_minimiser),
    algorithm=gradient_descent,
    params={gamma: share / L},
    metric=gap,
    bound=L
    * R**2
    / 2
    * sympy.Max(mu / (mu - L + L * (1 - gamma * mu) ** (-2 * n)), (1 - gamma * L) ** (2 * n)),
    valid_when=(gamma * L < 2,),
    settings=tuple(
        {n: steps, share: step} for steps in (1, 5, 20) for step in (0.5, 1.0, 1.5, 1.95)
    ),
    witness=worst_case,
    notes=(
        "Conjectured by Taylor, Hendrickx and Glineur (2017), for mu = 0 by Drori and Teboulle"
        " (2014)."
    ),
)
