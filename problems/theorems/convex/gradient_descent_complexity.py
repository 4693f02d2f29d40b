"""Gradient descent with step 1/L needs of the order of (L/mu) log(1/epsilon) steps on smooth
strongly convex functions.
"""

import sympy

from theorybench.problems.functions.quadratic import quadratic
from theorybench.vocabulary import L, R, Mode, Source, Steps, Theorem, epsilon_f, gamma, gap
from theorybench.vocabulary import gradient_descent, has_minimiser, hitting_time, mu, smooth
from theorybench.vocabulary import strongly_convex

theorem = Theorem(
    name="zhang2022.sec-2.1.1.gd-complexity",
    source=Source("Zhang", 2022, "section 2.1.1"),
    statement="T = O(L/mu log(L ||x_0 - x*|| / epsilon))",
    as_printed=True,
    assumes=(strongly_convex, smooth, has_minimiser),
    algorithm=gradient_descent,
    params={gamma: 1 / L},
    metric=hitting_time(gap, epsilon_f),
    mode=Mode.COMPLEXITY,
    bound=2 * L / mu * sympy.log(L * R / epsilon_f),
    valid_when=(epsilon_f <= 2 * L / sympy.E, epsilon_f <= L * R, epsilon_f >= 1e-9 * L * R**2),
    settings=tuple({epsilon_f: Steps(budget)} for budget in (20, 200, 2000, 20000)),
    witness=lambda c: quadratic("slow-coordinate", (1.0, 0.1), (0.0, 1.0)),
)
