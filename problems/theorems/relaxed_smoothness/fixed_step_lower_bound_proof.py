"""The lower bound for a fixed step as its proof has it, with two functions that are said to be in
the class of L0 = 1 < L1; and what they prove once they are scaled into the class.
"""

import numpy as np
import sympy

from theorybench.problems.methods import fixed_steps
from theorybench.problems.theorems.relaxed_smoothness.fixed_step_instances import as_in_proof
from theorybench.problems.theorems.relaxed_smoothness.fixed_step_instances import in_class, limit
from theorybench.problems.theorems.relaxed_smoothness.fixed_step_instances import scaled
from theorybench.vocabulary import L0, L1, M, Delta_0, LowerBound, Mode, Source, epsilon
from theorybench.vocabulary import gradient_norm, hitting_time

AROUND = np.array([0.1, 0.5, 0.99, 1.01, 2.0, 10.0])
NEARER = np.array([0.01, 0.1, 0.5, 0.9, 0.99, 1 - 1e-9, 1 + 1e-9, 1.01, 1.1, 3.0, 10.0])

printed, corrected = LowerBound(
    name="zhang2022.thm-3.4.2.proof",
    source=Source("Zhang", 2022, "proof of Theorem 3.4.2, with (3.10)"),
    assumes=in_class,
    methods=lambda c: fixed_steps(AROUND * limit(c)),
    instances=as_in_proof,
    metric=hitting_time(gradient_norm, epsilon),
    mode=Mode.COMPLEXITY,
    bound=L1 * M * (Delta_0 - 5 * epsilon / 4) / (8 * epsilon**2 * (sympy.log(M) + 1)),
    settings=({L0: 1.0, L1: 2.0, M: 4.0, epsilon: 0.1, Delta_0: 2.0},),
    as_printed=True,
).corrected(
    name="zhang2022.thm-3.4.2.corrected",
    what=(
        "the first function has f''(0) = L1 and is not in the class of L0 = 1 < L1; the second"
        " alone does not hold up steps above (2 log M + 2) / (M L1). Scaled into the class, the"
        " first diverges only above 2 (log(M L1 / L0) + 1) / (M L1)."
    ),
    source=Source("Zhang", 2022, "Theorem 3.4.2, corrected"),
    statement=(
        "For M >= L0 / L1, M > eps, Delta_0 >= M / L1 and every fixed step, T_eps >="
        " L1 M (Delta_0 - 15 eps^2 / (16 L0)) / (2 eps^2 (log(M L1 / L0) + 1))"
    ),
    methods=lambda c: fixed_steps(NEARER * limit(c, c[L1] / c[L0])),
    instances=scaled,
    bound=L1
    * M
    * (Delta_0 - 15 * epsilon**2 / (16 * L0))
    / (2 * epsilon**2 * (sympy.log(M * L1 / L0) + 1)),
    settings=(
        {L0: 2.0, L1: 2.0, M: 4.0, epsilon: 0.1, Delta_0: 2.0},
        {L0: 0.1, L1: 0.2, M: 5.0, epsilon: 0.3, Delta_0: 25.0},
        {L0: 1.0, L1: 50.0, M: 3.0, epsilon: 0.2, Delta_0: 0.2},
    ),
)
