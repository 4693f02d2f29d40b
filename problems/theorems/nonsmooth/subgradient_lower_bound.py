"""No method has a better rate than subgradient descent on convex Lipschitz functions."""

import sympy

from theorybench.problems.functions.max_coordinate import max_coordinate
from theorybench.problems.methods import linear_span_methods
from theorybench.vocabulary import R, Instance, L_f, LowerBound, Source, convex, gap, has_minimiser
from theorybench.vocabulary import lipschitz, n

lower = LowerBound(
    name="zhang2022.sec-2.1.3.optimality.lower",
    source=Source("Zhang", 2022, "section 2.1.3, convex and Lipschitz functions"),
    assumes=(convex, lipschitz, has_minimiser),
    methods=lambda c: linear_span_methods(c[L_f] / c[R], 0.0, c[R], c[n])[1:],
    instances=lambda c: (Instance(max_coordinate(c[n] + 1, c[R])),),
    metric=gap,
    bound=L_f * R / sympy.sqrt(n + 1),
    settings=tuple({n: steps, L_f: 1.0, R: 1.0} for steps in (1, 3, 8)),
    notes="Drori, Teboulle (2016), appendix A. n steps from 0 leave one of n + 1 coordinates at 0,"
    " because at a tie the first of them answers.",
)
