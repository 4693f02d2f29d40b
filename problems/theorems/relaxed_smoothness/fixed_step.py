"""Gradient descent with a fixed step on (L0, L1)-smooth functions whose gradient is bounded on
the sublevel set of the start.
"""

from theorybench.vocabulary import L0, L1, M, Delta_0, Mode, Source, Steps, Theorem
from theorybench.vocabulary import bounded_gradient_on_sublevel, epsilon, gamma, gradient_descent
from theorybench.vocabulary import gradient_norm, hitting_time, lower_bounded, relaxed_smooth
from theorybench.vocabulary import twice_differentiable


theorem = Theorem(
    name="zhang2022.thm-3.4.3",
    source=Source("Zhang", 2022, "Theorem 3.4.3"),
    as_printed=True,
    assumes=(lower_bounded, twice_differentiable, relaxed_smooth, bounded_gradient_on_sublevel),
    algorithm=gradient_descent,
    params={gamma: 1 / (2 * (M * L1 + L0))},
    metric=hitting_time(gradient_norm, epsilon),
    mode=Mode.COMPLEXITY,
    bound=4 * (M * L1 + L0) * Delta_0 / epsilon**2,
    settings=({epsilon: Steps(200)}, {epsilon: Steps(2200)}),
    notes=(
        "The proof's constants give 8/3 in place of 4; on a straight line of slope epsilon the"
        " number of steps is half the bound."
    ),
)
