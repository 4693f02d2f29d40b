"""Gradient descent with any fixed step on smooth strongly convex functions: the exact worst case
of the gradient norm at the last point, by f - f* at the start.
"""

import sympy

from theorybench.problems.functions.huber_plus_quadratic import huber_plus_quadratic
from theorybench.problems.functions.quadratic import quadratic
from theorybench.vocabulary import L, Delta_0, Problem, Source, Theorem, Values, gamma
from theorybench.vocabulary import gradient_descent, gradient_norm_squared, has_minimiser
from theorybench.vocabulary import lower_bounded, mu, n, share, smooth, strongly_convex


def worst_case(c: Values) -> Problem:
    """As for the gap: the run ends where the function bends, at bend / L, or it overshoots in
    every step.
    """
    steps, step, convexity = c[n], c[share], 0.2
    start = 1 + ((1 - step * convexity) ** -steps - 1) / convexity
    if (1 - step) ** (2 * steps) > convexity / (
        convexity - 1 + (1 - step * convexity) ** (-2 * steps)
    ):
        return quadratic(f"overshot-{steps}-{step}", (1.0, convexity), (1.0, 0.0))
    return huber_plus_quadratic(1.0, convexity, start, bend=1.0)


theorem = Theorem(
    name="kim2024.gradient-norm",
    source=Source("Kim", 2024, "Part I, main theorem", "https://arxiv.org/abs/2412.04435"),
    assumes=(strongly_convex, smooth, has_minimiser, lower_bounded),
    algorithm=gradient_descent,
    params={gamma: share / L},
    metric=gradient_norm_squared,
    bound=2
    * L
    * Delta_0
    * sympy.Max(mu / (mu - L + L * (1 - gamma * mu) ** (-2 * n)), (1 - gamma * L) ** (2 * n)),
    valid_when=(gamma * L < 2,),
    settings=tuple(
        {n: steps, share: step} for steps in (1, 3, 10) for step in (0.5, 1.0, 1.5, 1.9)
    ),
    witness=worst_case,
    notes=(
        "Equal to the value of the performance estimation problem to 6 digits for n = 1, 2, 3 and"
        " gamma L = 0.5, 1, 1.5, 1.9."
    ),
)
