"""Gradient descent with twice Polyak's step on smooth strongly convex functions: the exact worst
case of the distance.
"""

from theorybench.problems.functions.quadratic import quadratic
from theorybench.vocabulary import L, R, Source, Theorem, distance, has_minimiser, mu, multiple, n
from theorybench.vocabulary import polyak, smooth, strongly_convex

theorem = Theorem(
    name="barre2020.prop-1",
    source=Source(
        "Barré, Taylor, d'Aspremont",
        2020,
        "Proposition 1, for the worst step",
        "https://arxiv.org/abs/2002.00915",
    ),
    assumes=(strongly_convex, smooth, has_minimiser),
    algorithm=polyak,
    params={multiple: 2},
    metric=distance,
    bound=((L - mu) / (L + mu)) ** n * R,
    settings=tuple({n: steps} for steps in (1, 2, 5)),
    witness=lambda c: quadratic("balanced-valley", (1.0, 0.1), (0.1**0.5, 1.0)),
)
