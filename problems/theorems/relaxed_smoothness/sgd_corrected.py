"""SGD with a fixed step on (L0, L1)-smooth functions whose gradient is bounded everywhere."""

import sympy

from theorybench.problems.theorems.relaxed_smoothness.clipped_sgd_corrected import eta_0
from theorybench.problems.theorems.relaxed_smoothness.clipped_sgd_printed import noisy
from theorybench.vocabulary import L0, L1, T, Delta_0, L_f, Mode, Source, Steps, Theorem
from theorybench.vocabulary import bounded_noise, epsilon, gamma, gradient_descent, gradient_norm
from theorybench.vocabulary import hitting_time, lipschitz, lower_bounded, relaxed_smooth, tau
from theorybench.vocabulary import twice_differentiable

noise = (5 * L0 + 4 * L1 * L_f) * (L_f + tau) ** 2
bound = sympy.Max(
    (2 * Delta_0 + eta_0**2 * noise) ** 2 / (eta_0**2 * epsilon**4), (eta_0 * L1 * (L_f + tau)) ** 2
)

theorem = Theorem(
    name="zhang2022.thm-3.4.5.corrected",
    source=Source("Zhang", 2022, "Theorem 3.4.5, corrected"),
    statement=(
        "If ||grad f|| <= M everywhere, then with h = eta_0 / sqrt(T), any eta_0 > 0, the gradient"
        " norm has been at most eps within max{(2 (f(x_0) - f*) + eta_0^2 (5 L0 + 4 L1 M) (M +"
        " tau)^2)^2 / (eta_0^2 eps^4), (eta_0 L1 (M + tau))^2} steps with probability 1/2"
    ),
    assumes=(lower_bounded, twice_differentiable, relaxed_smooth, lipschitz, bounded_noise),
    algorithm=gradient_descent,
    params={gamma: eta_0 / sympy.sqrt(T)},
    metric=hitting_time(gradient_norm, epsilon),
    mode=Mode.COMPLEXITY,
    bound=bound,
    where={T: bound},
    settings=({epsilon: Steps(1900), eta_0: 1.0}, {epsilon: Steps(1900), eta_0: 2.0}),
    oracles=(noisy(0.01, "slope-into-bend"),),
    notes=(
        "T >= (eta_0 L1 (M + tau))^2 makes steps at most 1/L1 long. Then E f falls in a step by at"
        " least h g^2 - (5 L0 + 4 L1 g) h^2 E ||g_k||^2 / 2, g = ||grad f(x_k)||, and ||g_k|| <= M"
        " + tau. If P(all g > eps) > 1/2, then T h eps^2 / 2 < Delta_0 + T h^2 (5 L0 + 4 L1 M) (M +"
        " tau)^2 / 2, which is sqrt(T) eta_0 eps^2 < 2 Delta_0 + eta_0^2 (...). On a slope of"
        " height Delta_0 just steeper than eps half of the steps are needed. As printed eta_0 is 1,"
        " which has a unit."
    ),
)
