"""Normalised gradient descent has the rates of clipped gradient descent: without noise up to a
factor 2, with noise up to larger ones.
"""

import sympy

from theorybench.problems.theorems.relaxed_smoothness.clipped_sgd_corrected import eta_0
from theorybench.problems.theorems.relaxed_smoothness.clipped_sgd_printed import Delta, noisy
from theorybench.vocabulary import L0, L1, T, Delta_0, Mode, Source, Steps, Theorem, beta_n
from theorybench.vocabulary import bounded_noise, epsilon, eta, eta_n, gradient_norm, hitting_time
from theorybench.vocabulary import lower_bounded, normalised_gradient_descent, relaxed_smooth, tau
from theorybench.vocabulary import twice_differentiable

theorem = Theorem(
    name="zhang2022.sec-3.3.1.ngd-rate",
    source=Source("Zhang", 2022, "section 3.3.1"),
    statement=(
        "The rate of clipped gradient descent, Theorem 3.4.1, also applies to normalised gradient"
        " descent with eta_n = gamma eta_c, beta = gamma: T_eps <= 40 L0 (f(x_0) - f*) / eps^2 + 40"
        " max{1, L1^2} (f(x_0) - f*) / L0"
    ),
    as_printed=True,
    assumes=(lower_bounded, twice_differentiable, relaxed_smooth),
    algorithm=normalised_gradient_descent,
    params={eta_n: sympy.Min(1, 1 / (10 * L1)), beta_n: 10 * L0 * sympy.Min(1, 1 / (10 * L1))},
    metric=hitting_time(gradient_norm, epsilon),
    mode=Mode.COMPLEXITY,
    bound=40 * L0 * Delta_0 / epsilon**2 + 40 * sympy.Max(1, L1**2) * Delta_0 / L0,
    settings=({epsilon: Steps(1000)}, {epsilon: Steps(2000)}, {epsilon: Steps(16000)}),
    notes=(
        "The source says that the rates apply 'up to a constant factor in the step size'; the 2 is"
        " what h_c / 2 <= h_n <= h_c gives: a step falls by at least h_n ||grad||^2 / 2, half of"
        " what the clipped step does at least."
    ),
)

steps = Delta * sympy.Max(
    512 * L1 / epsilon,
    512 * Delta / (eta_0**2 * epsilon**4),
    (480 * L0 + 3072 * L1 * tau) / epsilon**2,
)

stochastic = Theorem(
    name="zhang2022.sec-3.3.1.ngd-rate.stochastic",
    source=Source("Zhang", 2022, "section 3.3.1"),
    statement=(
        "The rate of clipped SGD, Theorem 3.4.4, also applies to normalised SGD: with h = eta_n /"
        " (||g_k|| + beta), eta_n = 1 / (16 L1), beta = eta_n / eta, eta = min{1 / (20 L0), 1 /"
        " (128 L1 tau), eta_0 / sqrt(T)}, the gradient norm has been at most eps within Delta"
        " max{512 L1 / eps, 512 Delta / (eta_0^2 eps^4), (480 L0 + 3072 L1 tau) / eps^2} steps with"
        " probability 1/2"
    ),
    assumes=(lower_bounded, twice_differentiable, relaxed_smooth, bounded_noise),
    algorithm=normalised_gradient_descent,
    where={
        Delta: Delta_0 + eta_0**2 * ((5 * L0 + 2 * L1 * tau) * tau**2 + 9 * tau * L0**2 / L1),
        T: steps,
        eta: sympy.Min(1 / (20 * L0), 1 / (128 * L1 * tau), eta_0 / sympy.sqrt(T)),
    },
    params={eta_n: 1 / (16 * L1), beta_n: eta_n / eta},
    metric=hitting_time(gradient_norm, epsilon),
    mode=Mode.COMPLEXITY,
    bound=steps,
    settings=({epsilon: Steps(14750), eta_0: 1.0}, {epsilon: Steps(8000), eta_0: 3.0}),
    oracles=(noisy(0.01, "slope-into-bend-1-2-5-1", "slope-into-bend-1-1-5-5"),),
    notes=(
        "The source says 'up to a constant factor in the step size' and gives no constants. With a"
        " = grad f(x_k), g = ||a||, z = g_k - a: a step is at most 1/(16 L1) long and h (L0 + L1 g)"
        " <= 1/20 + 1/16. For g >= 6 tau f falls by 3/4 h g^2 as in zhang2022.thm-3.4.4.corrected,"
        " and 1/h <= 1/eta + 56/3 L1 g. For g < 6 tau h is between 8/15 eta and eta, and differs by"
        " at most 16 L1 eta^2 tau from what it is without noise, so that E h <z, a> >= -16 L1 eta^2"
        " tau^2 g >= -0.1 eta g^2 - 5 L1 eta^2 tau^3: E f falls by at least 3/8 eta g^2 less 4.05"
        " (5 L0 + 2 L1 tau) eta^2 tau^2. So the sum of E min{eta g^2, 3 g / (56 L1)} is at most"
        " 10.8 Delta, and if P(all g > eps) > 1/2, T < 21.6 Delta max{20 L0 / eps^2, 128 L1 tau /"
        " eps^2, sqrt(T) / (eta_0 eps^2), 56 L1 / (3 eps)}."
    ),
    loose=(
        "on slopes just steeper than eps a 17th to a 30th of the bound is needed. The proof loses 4"
        " by noise in Delta, 8/3 by the fall and 2 by the median; the variance of the noise, as in"
        " zhang2022.thm-3.4.4.corrected, would bring that down"
    ),
)
