"""Table 2.1, smooth and convex: how many steps Nesterov's method needs, printed with L for
sqrt(L), and corrected.
"""

import sympy

from theorybench.problems.functions.huber import huber
from theorybench.vocabulary import L, R, Mode, Problem, Source, Steps, Theorem, Values, convex
from theorybench.vocabulary import epsilon_f, gamma, gap, has_minimiser, hidden, hitting_time, k
from theorybench.vocabulary import momentum, nesterov, smooth

BUDGET = 100


def _flat(c: Values) -> Problem:
    """R = 1, L so small that C L / sqrt(epsilon) = 100 is a hundredth of sqrt(L R^2 / epsilon),
    and half of the way on the line.
    """
    smoothness = (0.01 / c[hidden]) ** 2
    accuracy = (c[hidden] * smoothness / BUDGET) ** 2
    return huber(smoothness, 1.0, bend=2 * accuracy / smoothness)


printed, corrected = Theorem(
    name="zhang2022.table-2.1.smooth-convex",
    source=Source("Zhang", 2022, "Table 2.1, smooth and convex"),
    assumes=(convex, smooth, has_minimiser),
    algorithm=nesterov,
    params={gamma: 1 / L, momentum: (k - 1) / (k + 2)},
    metric=hitting_time(gap, epsilon_f),
    mode=Mode.COMPLEXITY,
    bound=hidden * L / sympy.sqrt(epsilon_f),
    settings=tuple({hidden: c, epsilon_f: Steps(BUDGET)} for c in (1.0, 100.0, 10000.0)),
    witness=_flat,
    statement="Nesterov's method takes O(L / sqrt(epsilon)) steps",
    as_printed=True,
).corrected(
    what=(
        "sqrt(L) is meant for L: f -> a f leaves the iterates and the number of steps as they"
        " are, and makes L / sqrt(epsilon) smaller by sqrt(a); so for every constant C there is"
        " a function on which C L / sqrt(epsilon) steps are too few, also for starts at"
        " distance 1"
    ),
    on="witness",
    bound=sympy.sqrt(2 * L * R**2 / epsilon_f),
    settings=tuple({epsilon_f: Steps(budget)} for budget in (10, 100, 1000)),
    witness=lambda c: huber(1.0, 1.0, bend=4 / c[epsilon_f].budget ** 2),
)
