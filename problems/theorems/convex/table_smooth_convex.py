"""Table 2.1, smooth and convex: how many steps gradient descent and Nesterov's method need, and
how many any method needs.
"""

import math

import sympy

from theorybench.problems.functions.huber import huber
from theorybench.problems.functions.nesterov_worst import nesterov_worst
from theorybench.problems.methods import linear_span_methods
from theorybench.vocabulary import L, R, Erratum, Instance, LowerBound, Mode, Problem, Source, Steps
from theorybench.vocabulary import Theorem, Values, convex, epsilon_f, evaluate, gamma, gap
from theorybench.vocabulary import gradient_descent, has_minimiser, hidden, hitting_time, k
from theorybench.vocabulary import momentum, nesterov, smooth

NAME, BUDGET = "zhang2022.table-2.1.smooth-convex", 100
_source = Source("Zhang", 2022, "Table 2.1, smooth and convex")
_shared = {
    "source": _source,
    "assumes": (convex, smooth, has_minimiser),
    "metric": hitting_time(gap, epsilon_f),
    "mode": Mode.COMPLEXITY,
}
_accelerated = {
    **_shared,
    "algorithm": nesterov,
    "params": {gamma: 1 / L, momentum: (k - 1) / (k + 2)},
}


def _flat(c: Values) -> Problem:
    """R = 1, L so small that C L / sqrt(epsilon) = 100 is a hundredth of sqrt(L R^2 / epsilon),
    and half of the way on the line.
    """
    smoothness = (0.01 / c[hidden]) ** 2
    accuracy = (c[hidden] * smoothness / BUDGET) ** 2
    return huber(smoothness, 1.0, bend=2 * accuracy / smoothness)


def _chain(c: Values, steps: int) -> tuple[Instance, ...]:
    return (Instance(nesterov_worst(c[L], 0.0, c[R], 2 * steps + 1)),)


gradient = Theorem(
    name=f"{NAME}.gradient-descent",
    statement="Gradient descent: O(L / epsilon)",
    as_printed=True,
    algorithm=gradient_descent,
    params={gamma: 1 / L},
    bound=L * R**2 / (4 * epsilon_f) + sympy.Rational(1, 2),
    settings=tuple({epsilon_f: Steps(budget)} for budget in (10, 100, 1000)),
    witness=lambda c: huber(1.0, 1.0, bend=1 / (2 * c[epsilon_f].budget - 1)),
    notes=(
        "The constant that O hides is R^2 / 4, from f(x_n) - f* <= L R^2 / (4n + 2)"
        " (drori2014.thm-3.1)."
    ),
    **_shared,
)

printed = Theorem(
    name=NAME,
    statement="Nesterov's method: O(L / sqrt(epsilon))",
    as_printed=True,
    bound=hidden * L / sympy.sqrt(epsilon_f),
    settings=tuple(
        {hidden: constant, epsilon_f: Steps(BUDGET)} for constant in (1.0, 100.0, 10000.0)
    ),
    witness=_flat,
    erratum=Erratum(
        what=(
            "sqrt(L) is meant for L: f -> a f leaves the iterates and the number of steps as they"
            " are, and makes L / sqrt(epsilon) smaller by sqrt(a); so for every constant C there is"
            " a function on which C L / sqrt(epsilon) steps are too few, also for starts at"
            " distance 1"
        ),
        corrected=f"{NAME}.corrected",
        on="witness",
    ),
    notes=(
        "C is what O hides; it may depend on R, which the table does not show, and here R = 1. The"
        " witness is chosen after C. For L >= 1 the printed order is true and too large. The row's"
        " other columns: .gradient-descent, .lower."
    ),
    **_accelerated,
)

corrected = Theorem(
    name=f"{NAME}.corrected",
    statement=(
        "Nesterov's method with momentum (k - 1) / (k + 2): at most sqrt(2 L R^2 / epsilon) steps"
    ),
    bound=sympy.sqrt(2 * L * R**2 / epsilon_f),
    settings=tuple({epsilon_f: Steps(budget)} for budget in (10, 100, 1000)),
    witness=lambda c: huber(1.0, 1.0, bend=4 / c[epsilon_f].budget ** 2),
    notes=(
        "f(y_n) - f* <= 2 L R^2 / (n + 1)^2 (Beck, Teboulle 2009, Theorem 4.4, whose proof needs"
        " t_{n+1}^2 - t_{n+1} <= t_n^2 alone, here for t_n = (n + 1) / 2). The constant momentum of"
        " (2.4) is for strongly convex functions; the source does not say which one is meant here."
    ),
    **_accelerated,
)

_lower_printed = hidden * L / sympy.sqrt(epsilon_f)
_lower_corrected = sympy.sqrt(3 * L * R**2 / (32 * epsilon_f)) - 1

lower_printed = LowerBound(
    name=f"{NAME}.lower",
    statement=(
        "Lower bound: O(L / sqrt(epsilon)), with a constant C: some function takes every method C L"
        " / sqrt(epsilon) steps"
    ),
    as_printed=True,
    methods=lambda c: linear_span_methods(
        c[L], 0.0, c[R], 10 * math.ceil(float(evaluate(_lower_printed, c)))
    ),
    instances=lambda c: _chain(c, 2 * math.ceil(float(evaluate(_lower_corrected, c)))),
    bound=_lower_printed,
    settings=(
        {hidden: 0.01, L: 1e6, R: 1.0, epsilon_f: 1e4},
        {hidden: 1e-4, L: 1e10, R: 1.0, epsilon_f: 1e8},
    ),
    erratum=Erratum(
        what=(
            "sqrt(L) is meant for L: Nesterov's method needs at most sqrt(2 L R^2 / epsilon) steps"
            " on every function of the class, which is less than C L / sqrt(epsilon) for L > 2 R^2"
            " / C^2"
        ),
        corrected=f"{NAME}.lower.corrected",
    ),
    notes=(
        "Not the instances alone fail to deliver the bound: by .corrected no function of the class"
        " does."
    ),
    **_shared,
)

lower_corrected = LowerBound(
    name=f"{NAME}.lower.corrected",
    statement=(
        "Some function takes every method with the linear span property sqrt(3 L R^2 / (32"
        " epsilon)) - 1 steps"
    ),
    methods=lambda c: linear_span_methods(
        c[L], 0.0, c[R], 10 * math.ceil(float(evaluate(_lower_corrected, c)))
    ),
    instances=lambda c: _chain(c, math.ceil(float(evaluate(_lower_corrected, c))) - 1),
    bound=_lower_corrected,
    settings=(
        {L: 1.0, R: 1.0, epsilon_f: 1e-3},
        {L: 1e6, R: 1.0, epsilon_f: 300.0},
        {L: 2.0, R: 3.0, epsilon_f: 2e-3},
    ),
    notes=(
        "Nesterov (2004), Theorem 2.1.7: f(x_k) - f* >= 3 L R^2 / (32 (k + 1)^2) in 2k + 1"
        " dimensions."
    ),
    **_shared,
)
