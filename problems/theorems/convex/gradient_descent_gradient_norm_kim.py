"""Gradient descent with any fixed step on smooth strongly convex functions: the exact worst case
of the gradient norm at the last point, by f - f* at the start.
"""

from theorybench.problems.functions.huber_plus_quadratic import huber_plus_quadratic
from theorybench.problems.theorems.convex.gradient_descent_kim import factor, overshot
from theorybench.vocabulary import L, Delta_0, Problem, Source, Theorem, Values, gamma
from theorybench.vocabulary import gradient_descent, gradient_norm_squared, has_minimiser
from theorybench.vocabulary import lower_bounded, n, share, smooth, strongly_convex


def _ends_at_the_bend(c: Values) -> Problem:
    start = 1 + ((1 - 0.2 * c[share]) ** -c[n] - 1) / 0.2
    return huber_plus_quadratic(1.0, 0.2, start, bend=1.0)


theorem = Theorem(
    name="kim2024.gradient-norm",
    source=Source("Kim", 2024, "Part I, main theorem", "https://arxiv.org/abs/2412.04435"),
    assumes=(strongly_convex, smooth, has_minimiser, lower_bounded),
    algorithm=gradient_descent,
    params={gamma: share / L},
    metric=gradient_norm_squared,
    bound=2 * L * Delta_0 * factor,
    valid_when=(gamma * L < 2,),
    settings=tuple({n: k, share: a} for k in (1, 3, 10) for a in (0.5, 1.0, 1.5, 1.9)),
    witness=lambda c: overshot(c) or _ends_at_the_bend(c),
)
