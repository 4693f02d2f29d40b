"""The lower bound for a fixed step as its proof has it: two functions, said to be in the class
of L0 = 1 < L1.
"""

import numpy as np
import sympy

from theorybench.problems.functions.exponential_gradient import exponential_gradient
from theorybench.problems.functions.quartic_linear import quartic_linear_of_height
from theorybench.vocabulary import L0, L1, M, Delta_0, Erratum, Instance, LowerBound, Mode, Source
from theorybench.vocabulary import bounded_gradient_on_sublevel, epsilon, gamma, gradient_descent
from theorybench.vocabulary import gradient_norm, hitting_time, lower_bounded, relaxed_smooth
from theorybench.vocabulary import twice_differentiable

theorem = LowerBound(
    name="zhang2022.thm-3.4.2.proof",
    source=Source("Zhang", 2022, "proof of Theorem 3.4.2, with (3.10)"),
    statement=(
        "L0 = 1 < L1, M > 1: one of the two functions has T_eps = infinity if h > (2 log M + 2) /"
        " (M L1), the other has T_eps >= Delta L1 M / (4 eps^2 (log M + 1)) with Delta = (Delta_0 -"
        " 5 eps / 4) / 2 if not"
    ),
    as_printed=True,
    erratum=Erratum(
        "the first function has f''(0) = L1 and is not in the class of L0 = 1 < L1; the second"
        " alone does not hold up steps above (2 log M + 2) / (M L1). Scaled into the class, the"
        " first diverges only above 2 (log(M L1 / L0) + 1) / (M L1).",
        corrected="zhang2022.thm-3.4.2.corrected",
    ),
    assumes=(lower_bounded, twice_differentiable, relaxed_smooth, bounded_gradient_on_sublevel),
    methods=lambda c: (
        (
            gradient_descent,
            {
                gamma: (
                    np.array([0.1, 0.5, 0.99, 1.01, 2.0, 10.0])
                    * (2 * np.log(c[M]) + 2)
                    / (c[M] * c[L1])
                )
            },
        ),
    ),
    instances=lambda c: (
        Instance(exponential_gradient(c[L1], c[M])),
        Instance(quartic_linear_of_height(2 * c[epsilon], 1.0, c[Delta_0], c[L1])),
    ),
    metric=hitting_time(gradient_norm, epsilon),
    mode=Mode.COMPLEXITY,
    bound=L1 * M * (Delta_0 - 5 * epsilon / 4) / (8 * epsilon**2 * (sympy.log(M) + 1)),
    settings=({L0: 1.0, L1: 2.0, M: 4.0, epsilon: 0.1, Delta_0: 2.0},),
    notes=(
        "That these functions fail does not make the theorem false: in this setting others deliver"
        " it (zhang2022.thm-3.4.2)."
    ),
)
