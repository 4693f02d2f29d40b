"""Clipped gradient descent on (L0, L1)-smooth functions: the number of steps to a small
gradient.
"""

import sympy

from theorybench.vocabulary import L0, L1, Delta_0, Mode, Source, Steps, Theorem
from theorybench.vocabulary import clipped_gradient_descent, epsilon, eta_c, gamma_c, gradient_norm
from theorybench.vocabulary import hitting_time, lower_bounded, relaxed_smooth, twice_differentiable


theorem = Theorem(
    name="zhang2022.thm-3.4.1",
    source=Source("Zhang", 2022, "Theorem 3.4.1"),
    as_printed=True,
    assumes=(lower_bounded, twice_differentiable, relaxed_smooth),
    algorithm=clipped_gradient_descent,
    params={eta_c: 1 / (10 * L0), gamma_c: sympy.Min(1 / eta_c, 1 / (10 * L1 * eta_c))},
    metric=hitting_time(gradient_norm, epsilon),
    mode=Mode.COMPLEXITY,
    bound=20 * L0 * Delta_0 / epsilon**2 + 20 * sympy.Max(1, L1**2) * Delta_0 / L0,
    settings=tuple({epsilon: Steps(budget)} for budget in (1000, 1454, 2000, 8000)),
    slip=(
        "its second case, eps <= ||grad|| <= L0 / L1, overlooks steps cut to length 1, see"
        " zhang2022.proof-3.4.1.gentle; and its Taylor inequality is wrong, see"
        " zhang2022.proof-3.4.1.taylor"
    ),
)
