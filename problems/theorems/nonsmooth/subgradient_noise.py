"""On convex Lipschitz functions subgradient descent has the same rate with noise as without, and
no method has a better one.
"""

import sympy

from theorybench.problems.functions.max_coordinate import max_coordinate
from theorybench.problems.functions.reddi import rarely
from theorybench.problems.methods import linear_span_methods
from theorybench.problems.noise import bounded, rare
from theorybench.vocabulary import G, R, Declared, Delta_0, Instance, L_f, LowerBound, Mode, Source
from theorybench.vocabulary import Theorem, alpha, bounded_gradient_moment, convex, gamma, gap
from theorybench.vocabulary import gradient_descent, has_minimiser, lipschitz, n, of_average, tau
from theorybench.vocabulary import unbiased

_source = Source("Zhang", 2022, "section 2.1.3, convex and Lipschitz functions")

theorem = Theorem(
    name="zhang2022.sec-2.1.3.optimality",
    source=_source,
    statement=(
        "On convex and Lipschitz functions the rates for deterministic and stochastic subgradients"
        " are the same, and standard subgradient descent achieves them: E f(average of x_0 .."
        " x_{n-1}) - f* <= R G / sqrt(n) with steps R / (G sqrt(n)), E||g||^2 <= G^2"
    ),
    assumes=(convex, has_minimiser, unbiased, bounded_gradient_moment),
    algorithm=gradient_descent,
    params={gamma: R / (G * sympy.sqrt(n))},
    metric=of_average(gap),
    mode=Mode.EXPECTATION,
    bound=R * G / sympy.sqrt(n),
    valid_when=(alpha >= 2,),
    settings=({n: 4}, {n: 16}),
    oracles=(bounded, rare, rarely),
    declares=(
        Declared(
            "||x_i - x_0|| <= i gamma (L_f + tau), and f is L_f-Lipschitz",
            at_most=Delta_0 + L_f * (n - 1) / 2 * gamma * (L_f + tau),
        ),
    ),
    notes=(
        "The oracles are those with alpha = 2 and bounded noise. The section is a survey without"
        " formulas; this is its one statement that compares two settings. Without noise, on the"
        " best point and with its worst case: boyd2003.eq-2. Others of its statements: gradient"
        " descent and SGD on smooth nonconvex functions (abbaszadehpeivasti2022.thm-2,"
        " cevher2020.eq-10.corrected), accelerated methods (zhang2022.sec-2.1.2.nag-optimal). Cubic"
        " Newton steps, finite sums and 'higher-order smoothness does not seem to help' are out of"
        " reach here."
    ),
)

lower = LowerBound(
    name="zhang2022.sec-2.1.3.optimality.lower",
    source=_source,
    statement=(
        "No method with the linear span property has f(x_n) - f* < L R / sqrt(n + 1) on all convex"
        " L-Lipschitz functions after n steps"
    ),
    assumes=(convex, lipschitz, has_minimiser),
    methods=lambda c: linear_span_methods(c[L_f] / c[R], 0.0, c[R], c[n])[1:],
    instances=lambda c: (Instance(max_coordinate(c[n] + 1, c[R])),),
    metric=gap,
    bound=L_f * R / sympy.sqrt(n + 1),
    settings=tuple({n: steps, L_f: 1.0, R: 1.0} for steps in (1, 3, 8)),
    notes=(
        "Drori, Teboulle (2016), appendix A. n steps from 0 leave one of n + 1 coordinates at 0,"
        " because at a tie the first of them answers."
    ),
)
