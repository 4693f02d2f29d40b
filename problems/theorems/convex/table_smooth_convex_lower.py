"""Table 2.1, smooth and convex: how many steps any method needs, printed with L for sqrt(L), and
corrected.
"""

import math

import sympy

from theorybench.problems.functions.nesterov_worst import nesterov_worst
from theorybench.problems.methods import linear_span_methods
from theorybench.vocabulary import L, R, Instance, LowerBound, Mode, Source, Values, convex
from theorybench.vocabulary import epsilon_f, evaluate, gap, has_minimiser, hidden, hitting_time
from theorybench.vocabulary import smooth

_printed = hidden * L / sympy.sqrt(epsilon_f)
_corrected = sympy.sqrt(3 * L * R**2 / (32 * epsilon_f)) - 1


def _steps(bound: sympy.Expr, c: Values) -> int:
    return math.ceil(float(evaluate(bound, c)))


def _chain(c: Values, steps: int) -> tuple[Instance, ...]:
    return (Instance(nesterov_worst(c[L], 0.0, c[R], 2 * steps + 1)),)


printed, corrected = LowerBound(
    name="zhang2022.table-2.1.smooth-convex.lower",
    source=Source("Zhang", 2022, "Table 2.1, smooth and convex"),
    assumes=(convex, smooth, has_minimiser),
    methods=lambda c: linear_span_methods(c[L], 0.0, c[R], 10 * _steps(_printed, c)),
    instances=lambda c: _chain(c, 2 * _steps(_corrected, c)),
    metric=hitting_time(gap, epsilon_f),
    mode=Mode.COMPLEXITY,
    bound=_printed,
    settings=(
        {hidden: 0.01, L: 1e6, R: 1.0, epsilon_f: 1e4},
        {hidden: 1e-4, L: 1e10, R: 1.0, epsilon_f: 1e8},
    ),
    statement="Some function takes every method O(L / sqrt(epsilon)) steps",
    as_printed=True,
).corrected(
    what=(
        "sqrt(L) is meant for L: Nesterov's method needs at most sqrt(2 L R^2 / epsilon) steps"
        " on every function of the class, which is less than C L / sqrt(epsilon) for L > 2 R^2"
        " / C^2"
    ),
    methods=lambda c: linear_span_methods(c[L], 0.0, c[R], 10 * _steps(_corrected, c)),
    instances=lambda c: _chain(c, _steps(_corrected, c) - 1),
    bound=_corrected,
    settings=(
        {L: 1.0, R: 1.0, epsilon_f: 1e-3},
        {L: 1e6, R: 1.0, epsilon_f: 300.0},
        {L: 2.0, R: 3.0, epsilon_f: 2e-3},
    ),
)
