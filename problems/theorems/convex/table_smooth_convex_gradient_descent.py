"""Table 2.1, smooth and convex: how many steps gradient descent needs."""

import sympy

from theorybench.problems.functions.huber import huber
from theorybench.vocabulary import L, R, Mode, Source, Steps, Theorem, convex, epsilon_f, gamma, gap
from theorybench.vocabulary import gradient_descent, has_minimiser, hitting_time, smooth

theorem = Theorem(
    name="zhang2022.table-2.1.smooth-convex.gradient-descent",
    source=Source("Zhang", 2022, "Table 2.1, smooth and convex"),
    as_printed=True,
    assumes=(convex, smooth, has_minimiser),
    algorithm=gradient_descent,
    params={gamma: 1 / L},
    metric=hitting_time(gap, epsilon_f),
    mode=Mode.COMPLEXITY,
    bound=L * R**2 / (4 * epsilon_f) + sympy.Rational(1, 2),
    settings=tuple({epsilon_f: Steps(budget)} for budget in (10, 100, 1000)),
    witness=lambda c: huber(1.0, 1.0, bend=1 / (2 * c[epsilon_f].budget - 1)),
    statement="Gradient descent takes O(L / epsilon) steps",
    notes="O hides R^2 / 4, by f(x_n) - f* <= L R^2 / (4n + 2) (drori2014.thm-3.1).",
)
