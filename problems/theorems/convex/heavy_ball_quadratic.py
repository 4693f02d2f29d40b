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
)
