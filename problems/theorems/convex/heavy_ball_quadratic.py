"""Heavy ball with Polyak's parameters on strongly convex quadratics: the exact worst case with
its polynomial factor.
"""

import sympy

from theorybench.problems.functions.quadratic import quadratic
from theorybench.vocabulary import L, R, Source, Theorem, distance, gamma, has_minimiser, heavy_ball
from theorybench.vocabulary import k, momentum, mu, n, quadratic_function, smooth, strongly_convex

theorem = Theorem(
    name="pedregosa2020.polyak-momentum",
    source=Source(
        "Pedregosa",
        2020,
        "On the link between optimization and polynomials, part 2",
        "https://fa.bianp.net/blog/2020/momentum/",
    ),
    statement=(
        "||x_n - x*|| <= m^(n/2) (1 + n (1 - m) / (1 + m)) ||x_0 - x*|| with step h = (2 / (sqrt(L)"
        " + sqrt(mu)))^2, but h / (1 + m) first, and momentum m = ((sqrt(L) - sqrt(mu)) / (sqrt(L)"
        " + sqrt(mu)))^2, on quadratics"
    ),
    assumes=(quadratic_function, strongly_convex, smooth, has_minimiser),
    algorithm=heavy_ball,
    params={
        momentum: ((sympy.sqrt(L) - sympy.sqrt(mu)) / (sympy.sqrt(L) + sympy.sqrt(mu))) ** 2,
        gamma: (2 / (sympy.sqrt(L) + sympy.sqrt(mu))) ** 2 / (1 + momentum * sympy.floor(1 / k)),
    },
    metric=distance,
    bound=sympy.sqrt(momentum) ** n * (1 + n * (1 - momentum) / (1 + momentum)) * R,
    settings=tuple({n: steps} for steps in (1, 2, 5, 10, 30)),
    witness=lambda c: quadratic("slowest-coordinate", (1.0, 0.1), (0.0, 1.0)),
    notes=(
        "On curvature a, x_n = m^(n/2) (2m T_n(s) + (1 - m) U_n(s)) / (1 + m) x_0 with the"
        " Chebyshev polynomials at s = (1 + m - h a) / (2 sqrt(m)) in [-1, 1] (the same recursion"
        " and the same first two values), |T_n| <= 1, |U_n| <= n + 1, both reached at a = mu, L."
    ),
)
