"""Normalised gradient descent has the rate of clipped gradient descent, up to a factor 2."""

import sympy

from theorybench.vocabulary import L0, L1, Delta_0, Mode, Source, Steps, Theorem, beta_n, epsilon
from theorybench.vocabulary import eta_n, gradient_norm, hitting_time, lower_bounded
from theorybench.vocabulary import normalised_gradient_descent, relaxed_smooth, twice_differentiable


theorem = Theorem(
    name="zhang2022.sec-3.3.1.ngd-rate",
    source=Source("Zhang", 2022, "section 3.3.1"),
    as_printed=True,
    assumes=(lower_bounded, twice_differentiable, relaxed_smooth),
    algorithm=normalised_gradient_descent,
    params={eta_n: sympy.Min(1, 1 / (10 * L1)), beta_n: 10 * L0 * sympy.Min(1, 1 / (10 * L1))},
    metric=hitting_time(gradient_norm, epsilon),
    mode=Mode.COMPLEXITY,
    bound=40 * L0 * Delta_0 / epsilon**2 + 40 * sympy.Max(1, L1**2) * Delta_0 / L0,
    settings=({epsilon: Steps(1000)}, {epsilon: Steps(2000)}, {epsilon: Steps(16000)}),
)
