"""Smooth strongly convex functions: no method is faster than sqrt(L/mu) log(1/epsilon)."""

import math

import sympy

from theorybench.problems.functions.nesterov_worst import nesterov_worst
from theorybench.problems.methods import linear_span_methods
from theorybench.vocabulary import L, R, Instance, LowerBound, Mode, Source, Values, epsilon_f
from theorybench.vocabulary import evaluate, gap, has_minimiser, hitting_time, mu, smooth
from theorybench.vocabulary import strongly_convex

bound = (sympy.sqrt(L / mu) - 1) / 4 * sympy.log(mu * R**2 / (2 * epsilon_f))


def _steps(c: Values) -> int:
    return math.ceil(float(evaluate(bound, c)))


theorem = LowerBound(
    name="zhang2022.thm-2.1.2",
    source=Source("Zhang", 2022, "Theorem 2.1.2"),
    statement=(
        "There is an f in F_{mu,L} on which no first-order algorithm with the linear span property"
        " is faster than O(sqrt(L/mu) log(1/epsilon))"
    ),
    assumes=(strongly_convex, smooth, has_minimiser),
    methods=lambda c: linear_span_methods(c[L], c[mu], c[R], 10 * _steps(c)),
    instances=lambda c: (Instance(nesterov_worst(c[L], c[mu], c[R], 2 * _steps(c) + 20)),),
    metric=hitting_time(gap, epsilon_f),
    mode=Mode.COMPLEXITY,
    bound=bound,
    settings=(
        {L: 1.0, mu: 0.01, R: 1.0, epsilon_f: 1e-9},
        {L: 10.0, mu: 0.01, R: 2.0, epsilon_f: 1e-4},
        {L: 1.0, mu: 0.25, R: 1.0, epsilon_f: 1e-12},
    ),
)
