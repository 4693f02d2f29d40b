"""Table 2.1, smooth and strongly convex: how many steps Nesterov's method needs."""

import sympy

from theorybench.problems.functions.huber_plus_quadratic import huber_plus_quadratic
from theorybench.vocabulary import L, Q, R, Mode, Source, Steps, Theorem, epsilon_f, gamma, gap
from theorybench.vocabulary import has_minimiser, hitting_time, momentum, mu, nesterov, smooth
from theorybench.vocabulary import strongly_convex

theorem = Theorem(
    name="zhang2022.table-2.1.smooth-strongly-convex",
    source=Source("Zhang", 2022, "Theorem 2.1.3 and Table 2.1, smooth and strongly convex"),
    statement="Nesterov's method takes O(sqrt(L/mu) log(1/epsilon)) steps",
    as_printed=True,
    assumes=(strongly_convex, smooth, has_minimiser),
    algorithm=nesterov,
    where={Q: L / mu},
    params={gamma: 1 / L, momentum: (sympy.sqrt(Q) - 1) / (sympy.sqrt(Q) + 1)},
    metric=hitting_time(gap, epsilon_f),
    mode=Mode.COMPLEXITY,
    bound=2 + sympy.sqrt(Q) * sympy.log((mu + L) * R**2 / (2 * epsilon_f)),
    valid_when=(epsilon_f >= 1e-9 * L * R**2,),
    settings=tuple({epsilon_f: Steps(budget)} for budget in (20, 100, 500)),
    witness=lambda c: huber_plus_quadratic(1.0, 0.01, 1.0, bend=0.001),
)
