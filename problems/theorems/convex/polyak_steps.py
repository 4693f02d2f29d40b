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
    statement=(
        "||x_n - x*|| <= ((L - mu) / (L + mu))^n ||x_0 - x*|| for steps gamma_k = 2 (f(x_k) - f*) /"
        " ||grad f(x_k)||^2"
    ),
    assumes=(strongly_convex, smooth, has_minimiser),
    algorithm=polyak,
    params={multiple: 2},
    metric=distance,
    bound=((L - mu) / (L + mu)) ** n * R,
    settings=tuple({n: steps} for steps in (1, 2, 5)),
    witness=lambda c: quadratic("balanced-valley", (1.0, 0.1), (0.1**0.5, 1.0)),
    notes=(
        "The source bounds ||x_{k+1} - x*||^2 / ||x_k - x*||^2 by (gamma L - 1) (1 - gamma mu) /"
        " (gamma (L + mu) - 1), exactly; that is largest at gamma = 2 / (L + mu), where it is ((L -"
        " mu) / (L + mu))^2. On mu x^2 / 2 + L y^2 / 2 with mu x^2 = L y^2 every step has this"
        " gamma and keeps the ratio of x^2 and y^2."
    ),
)
