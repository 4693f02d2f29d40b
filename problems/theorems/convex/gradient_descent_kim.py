"""Gradient descent on smooth strongly convex functions, any fixed step: the exact worst case."""

import sympy

from theorybench.problems.functions.huber_plus_quadratic import huber_plus_quadratic
from theorybench.problems.functions.quadratic import quadratic
from theorybench.vocabulary import L, R, Problem, Source, Theorem, Values, gamma, gap
from theorybench.vocabulary import gradient_descent, has_minimiser, mu, n, share, smooth
from theorybench.vocabulary import strongly_convex


factor = sympy.Max(mu / (mu - L + L * (1 - gamma * mu) ** (-2 * n)), (1 - gamma * L) ** (2 * n))


def bend(c: Values) -> float:
    """Where the function of the first term of the maximum bends, for mu = 0.2 and L = R = 1."""
    return 0.2 / ((1 - 0.2 * c[share]) ** (-2 * c[n]) - 1 + 0.2)


def overshot(c: Values) -> Problem | None:
    """The function of the second term, overshot in every step, where that term is the larger."""
    if (1 - c[share]) ** (2 * c[n]) > bend(c):
        return quadratic(f"overshot-{c[n]}-{c[share]}", (1.0, 0.2), (1.0, 0.0))
    return None


theorem = Theorem(
    name="kim2024.exact-rate",
    source=Source("Kim", 2024, "main theorem", "https://arxiv.org/abs/2412.04427"),
    assumes=(strongly_convex, smooth, has_minimiser),
    algorithm=gradient_descent,
    params={gamma: share / L},
    metric=gap,
    bound=L * R**2 / 2 * factor,
    valid_when=(gamma * L < 2,),
    settings=tuple({n: k, share: a} for k in (1, 5, 20) for a in (0.5, 1.0, 1.5, 1.95)),
    witness=lambda c: overshot(c) or huber_plus_quadratic(1.0, 0.2, 1.0, bend=bend(c)),
)
