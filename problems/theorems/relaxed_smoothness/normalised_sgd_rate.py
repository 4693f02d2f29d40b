"""Normalised SGD has the rate of clipped SGD, up to larger factors."""

import sympy

from theorybench.problems.theorems.relaxed_smoothness.clipped_sgd import longest_step
from theorybench.problems.theorems.relaxed_smoothness.noisy_steps import Delta, eta_0, noise, noisy
from theorybench.vocabulary import L0, L1, T, Delta_0, Mode, Source, Steps, Theorem, beta_n
from theorybench.vocabulary import bounded_noise, epsilon, eta, eta_n, gradient_norm, hitting_time
from theorybench.vocabulary import lower_bounded, normalised_gradient_descent, relaxed_smooth, tau
from theorybench.vocabulary import twice_differentiable

last = (480 * L0 + 3072 * L1 * tau) / epsilon**2
steps = Delta * sympy.Max(512 * L1 / epsilon, 512 * Delta / (eta_0**2 * epsilon**4), last)

theorem = Theorem(
    name="zhang2022.sec-3.3.1.ngd-rate.stochastic",
    source=Source("Zhang", 2022, "section 3.3.1"),
    assumes=(lower_bounded, twice_differentiable, relaxed_smooth, bounded_noise),
    algorithm=normalised_gradient_descent,
    where={Delta: Delta_0 + eta_0**2 * noise, T: steps, eta: longest_step(eta_0)},
    params={eta_n: 1 / (16 * L1), beta_n: eta_n / eta},
    metric=hitting_time(gradient_norm, epsilon),
    mode=Mode.COMPLEXITY,
    bound=steps,
    settings=({epsilon: Steps(14750), eta_0: 1.0}, {epsilon: Steps(8000), eta_0: 3.0}),
    oracles=(noisy(0.01, "slope-into-bend-1-2-5-1", "slope-into-bend-1-1-5-5"),),
    loose=(
        "on slopes just steeper than eps a 17th to a 30th of the bound is needed. The proof loses 4"
        " by noise in Delta, 8/3 by the fall and 2 by the median; the variance of the noise, as in"
        " zhang2022.thm-3.4.4.corrected, would bring that down"
    ),
)
