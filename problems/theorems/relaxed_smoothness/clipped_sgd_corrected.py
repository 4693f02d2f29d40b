"""Clipped SGD on (L0, L1)-smooth functions: the step of the proof, the printed constants, and a
unit for 1 / sqrt(T).
"""

import sympy

from theorybench.problems.theorems.relaxed_smoothness.clipped_sgd_printed import Delta, noisy
from theorybench.vocabulary import L0, L1, STEP, T, Constant, Delta_0, Mode, Source, Steps, Theorem
from theorybench.vocabulary import bounded_noise, clipped_sgd_of_proof, epsilon, eta, gradient_norm
from theorybench.vocabulary import hitting_time, lower_bounded, relaxed_smooth, tau
from theorybench.vocabulary import twice_differentiable

eta_0 = Constant("eta_0", "step size that is divided by sqrt(T)", STEP, "\\eta_0")
bound = Delta * sympy.Max(
    128 * L1 / epsilon, 4 * Delta / (eta_0**2 * epsilon**4), (80 * L0 + 512 * L1 * tau) / epsilon**2
)

theorem = Theorem(
    name="zhang2022.thm-3.4.4.corrected",
    source=Source("Zhang", 2022, "Theorem 3.4.4, corrected"),
    statement=(
        "With h = min{1 / (16 L1 (||g_k|| + tau)), eta}, eta = min{1 / (20 L0), 1 / (128 L1 tau),"
        " eta_0 / sqrt(T)}, any eta_0 > 0, the gradient norm has been at most eps within Delta"
        " max{128 L1 / eps, 4 Delta / (eta_0^2 eps^4), (80 L0 + 512 L1 tau) / eps^2} steps with"
        " probability 1/2, Delta = f(x_0) - f* + eta_0^2 ((5 L0 + 2 L1 tau) tau^2 + 9 tau L0^2"
        " / L1)"
    ),
    assumes=(lower_bounded, twice_differentiable, relaxed_smooth, bounded_noise),
    algorithm=clipped_sgd_of_proof,
    params={
        eta: sympy.Min(1 / (20 * L0), 1 / (128 * L1 * tau), eta_0 / sympy.sqrt(T)),
        L1: L1,
        tau: tau,
    },
    metric=hitting_time(gradient_norm, epsilon),
    mode=Mode.COMPLEXITY,
    bound=bound,
    where={
        Delta: Delta_0 + eta_0**2 * ((5 * L0 + 2 * L1 * tau) * tau**2 + 9 * tau * L0**2 / L1),
        T: bound,
    },
    settings=(
        *({epsilon: Steps(budget), eta_0: 1.0} for budget in (900, 1640, 3240, 5950)),
        {epsilon: Steps(900), eta_0: 0.3},
    ),
    oracles=(
        noisy(0.01, "fastest-growth", "slope-into-bend", "steep"),
        noisy(0.5, "slope-into-bend-1-0.3-20"),
    ),
    notes=(
        "Let a = grad f(x_k), g = ||a||, z = g_k - a. A step is at most 1/(16 L1) long and h (L0 +"
        " L1 g) <= 1/20 + 1/16, so that f falls by at least h <g_k, a> - 0.511 h^2 (L0 + L1 g)"
        " ||g_k||^2. (1) If some noise would clip the step, then g >= 6 tau, h is eta or at least 3"
        " / (64 L1 g), and f falls by 3/4 h g^2 whatever the noise. (2) If none would, f falls by"
        " at least 0.94 eta g^2 + c eta <z, a> less (5 L0 + 2 L1 tau) eta^2 tau^2, with 0 < c < 1:"
        " of 0.511 (L0 + L1 g) eta^2 tau^2 what is not within the last term has g > 3.9 tau and is"
        " below 0.001 eta g^2. So the sum of E h g^2 over T steps is at most 4/3 Delta, in steps"
        " (2) at most 1.07 Delta. If P(all g > eps) > 1/2, it exceeds T/2 min{eta eps^2, 3 eps /"
        " (64 L1)}, so that T < 8/3 Delta max{20 L0 / eps^2, 128 L1 tau / eps^2, 64 L1 / (3 eps)},"
        " which the bound excludes, unless eta = eta_0 / sqrt(T). Then a run with all g > eps needs"
        " a sum of the -c eta <z, a> of at least 0.88 Delta, as without it f would fall by 1.88"
        " Delta or more: sqrt(T) eta_0 eps^2 >= 2 Delta, and a step (1), where g >= 3 / (64 L1"
        " eta), lowers f by 9 eps / (256 L1) at least, T of them by 4.5 Delta. Its variance is at"
        " most 1.07 Delta eta tau^2, which is below 0.11 Delta^2, because Delta_0 >= int_0^eps u /"
        " (L0 + L1 u) du, the height of the steepest bend from slope eps to 0, and Delta holds 5 L0"
        " (eta_0 tau)^2 and 2 L1 eta_0^2 tau^3 too. By Cantelli's inequality such runs have a"
        " probability below 0.11 / (0.11 + 0.88^2) < 1/8. 9 tau L0^2 / L1 is not used."
    ),
)
