"""No fixed step is fast on all (L0, L1)-smooth functions: the lower bound as printed."""

import numpy as np
import sympy

from theorybench.problems.methods import Methods, fixed_steps
from theorybench.problems.theorems.relaxed_smoothness.fixed_step_instances import as_in_proof
from theorybench.problems.theorems.relaxed_smoothness.fixed_step_instances import in_class, limit
from theorybench.problems.theorems.relaxed_smoothness.fixed_step_instances import scaled
from theorybench.vocabulary import L0, L1, M, Delta_0, LowerBound, Mode, Source, Values, epsilon
from theorybench.vocabulary import gradient_norm, hitting_time


def _methods(c: Values) -> Methods:
    """Steps on both sides of the one above which the proof's first function diverges, and of the
    one above which its scaled form does.
    """
    sides = np.array([0.9, 0.99, 1 - 1e-9, 1 + 1e-9, 1.01, 1.5])
    of_proof = limit(c) * np.array([0.01, 0.1, 0.5, *sides, 10.0])
    return fixed_steps([*of_proof, *(limit(c, max(1.0, c[L1] / c[L0])) * sides)])


theorem = LowerBound(
    name="zhang2022.thm-3.4.2",
    source=Source("Zhang", 2022, "Theorem 3.4.2"),
    as_printed=True,
    assumes=in_class,
    methods=_methods,
    instances=lambda c: as_in_proof(c) if c[L0] >= c[L1] else scaled(c),
    metric=hitting_time(gradient_norm, epsilon),
    mode=Mode.COMPLEXITY,
    bound=L1 * M * (Delta_0 - 5 * epsilon / 8) / (8 * epsilon**2 * (sympy.log(M) + 1)),
    settings=(
        {L0: 2.0, L1: 2.0, M: 4.0, epsilon: 0.1, Delta_0: 2.0},
        {L0: 1.0, L1: 1.0, M: 3.0, epsilon: 0.1, Delta_0: 8.0},
        {L0: 1.0, L1: 2.0, M: 4.0, epsilon: 0.1, Delta_0: 2.0},
        {L0: 1.0, L1: 50.0, M: 3.0, epsilon: 0.1, Delta_0: 0.2},
    ),
)
