"""Gradient descent on smooth strongly convex functions: the exact factor of the distance."""

import sympy

from theorybench.problems.functions.quadratic import quadratic
from theorybench.vocabulary import L, R, Problem, Source, Theorem, Values, distance, gamma
from theorybench.vocabulary import gradient_descent, has_minimiser, mu, n, share, smooth
from theorybench.vocabulary import strongly_convex


def worst_case(c: Values) -> Problem:
    """Along the coordinate that forgets the slowest every step multiplies by the same factor."""
    overshot = abs(1 - c[share]) > 1 - 0.2 * c[share]
    start = (1.0, 0.0) if overshot else (0.0, 1.0)
    return quadratic(f"one-coordinate-{c[share]}", (1.0, 0.2), start)


LINK = "https://arxiv.org/abs/1705.04398"
factor = sympy.Max(sympy.Abs(1 - gamma * L), sympy.Abs(1 - gamma * mu))

theorem = Theorem(
    name="taylor2018.thm-3.1",
    source=Source("Taylor, Hendrickx, Glineur", 2018, "Theorem 3.1", LINK),
    assumes=(strongly_convex, smooth, has_minimiser),
    algorithm=gradient_descent,
    params={gamma: share / L},
    valid_when=(gamma * L <= 2,),
    metric=distance,
    bound=factor**n * R,
    settings=tuple({n: steps, share: a} for steps in (1, 3, 10) for a in (0.5, 1.0, 1.5, 1.9)),
    witness=worst_case,
)
