"""Normalised gradient descent has the rate of clipped gradient descent, up to the factor 2 by which their steps differ."""

import sympy

from theorybench.algorithms.normalised_gradient_descent import normalised_gradient_descent
from theorybench.assumptions import lower_bounded, relaxed_smooth, twice_differentiable
from theorybench.metrics import gradient_norm, hitting_time
from theorybench.symbols import L0, L1, Delta_0, beta_n, epsilon, eta_n
from theorybench.theorem import Mode, Steps, Theorem
from theorybench.types import Source

theorem = Theorem(
    name="zhang2022.sec-3.3.1.ngd-rate",
    source=Source("Zhang", 2022, "section 3.3.1"),
    statement="The rate of clipped gradient descent, Theorem 3.4.1, also applies to normalised gradient descent with eta_n = gamma eta_c,"
    " beta = gamma: T_eps <= 40 L0 (f(x_0) - f*) / eps^2 + 40 max{1, L1^2} (f(x_0) - f*) / L0",
    as_printed=True,
    assumes=(lower_bounded, twice_differentiable, relaxed_smooth),
    algorithm=normalised_gradient_descent,
    params={eta_n: sympy.Min(1, 1 / (10 * L1)), beta_n: 10 * L0 * sympy.Min(1, 1 / (10 * L1))},
    metric=hitting_time(gradient_norm, epsilon),
    mode=Mode.COMPLEXITY,
    bound=40 * L0 * Delta_0 / epsilon**2 + 40 * sympy.Max(1, L1**2) * Delta_0 / L0,
    settings=({epsilon: Steps(1000)}, {epsilon: Steps(2000)}, {epsilon: Steps(16000)}),
    notes="The source says that the rates apply 'up to a constant factor in the step size'; the 2 is what h_c / 2 <= h_n <= h_c gives: a"
    " step falls by at least h_n ||grad||^2 / 2, half of what the clipped step does at least.",
)
