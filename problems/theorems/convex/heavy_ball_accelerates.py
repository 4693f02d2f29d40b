"""Heavy ball with Polyak's parameters accelerates quadratics: the exact worst case where the
first step is like all others.
"""

import sympy

from theorybench.problems.functions.quadratic import quadratic
from theorybench.vocabulary import L, Q, R, Source, Theorem, distance, gamma, has_minimiser
from theorybench.vocabulary import heavy_ball, momentum, mu, n, quadratic_function, smooth
from theorybench.vocabulary import strongly_convex

_rho = (sympy.sqrt(Q) - 1) / (sympy.sqrt(Q) + 1)

theorem = Theorem(
    name="zhang2022.sec-2.2.1.heavy-ball.quadratics",
    source=Source("Zhang", 2022, "section 2.2.1"),
    statement="Heavy ball is only known to accelerate quadratic problems",
    assumes=(strongly_convex, smooth, quadratic_function, has_minimiser),
    algorithm=heavy_ball,
    where={Q: L / mu},
    params={gamma: 4 / (sympy.sqrt(L) + sympy.sqrt(mu)) ** 2, momentum: _rho**2},
    metric=distance,
    bound=_rho**n * (1 + (1 + _rho) * n) * R,
    settings=tuple({n: steps} for steps in (1, 2, 5, 20, 100)),
    witness=lambda c: quadratic("steepest-coordinate", (1.0, 0.04), (1.0, 0.0)),
)
