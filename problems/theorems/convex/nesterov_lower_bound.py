"""No method that stays in the span of its gradients is faster than sqrt(L/mu) log(1/epsilon) on
smooth strongly convex functions.
"""

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
    notes=(
        "Printed without a constant; the strongest known one is Nesterov's (2004, Theorem 2.1.13):"
        " f(x_k) - f* >= mu/2 q^(2k) R^2, q = (sqrt(Q) - 1) / (sqrt(Q) + 1), and log(1/q) <= 2 /"
        " (sqrt(Q) - 1). In d dimensions k steps leave the coordinates beyond k at 0, so that ||x_k"
        " - x*||^2 >= R^2 q^(2k) (1 - q^(2d-2k)) / (1 - q^(2d)). It says nothing for epsilon > mu"
        " R^2 / 2. Here f depends on epsilon: one f for all epsilon, as printed, takes infinitely"
        " many dimensions (Nesterov's is on l_2), as in R^d some method of the class is at x* after"
        " d steps. Conjugate gradients, the best method, stand for all others."
    ),
)
