"""Clipped SGD on (L0, L1)-smooth functions: the step of the proof, constants that it proves, and a unit for 1 / sqrt(T)."""

import sympy

from theorybench.algorithms.clipped_sgd import clipped_sgd_of_proof
from theorybench.assumptions import bounded_noise, lower_bounded, relaxed_smooth, twice_differentiable
from theorybench.metrics import gradient_norm, hitting_time
from theorybench.problems.theorems.relaxed_smoothness.clipped_sgd_printed import Delta, noisy
from theorybench.symbols import L0, L1, STEP, Constant, Delta_0, T, epsilon, eta, tau
from theorybench.theorem import Mode, Steps, Theorem
from theorybench.types import Source

eta_0 = Constant("eta_0", "step size that is divided by sqrt(T)", STEP, "\\eta_0")
bound = Delta * sympy.Max(128 * L1 / epsilon, 8 * Delta / (eta_0**2 * epsilon**4), (80 * L0 + 512 * L1 * tau) / epsilon**2)

theorem = Theorem(
    name="zhang2022.thm-3.4.4.corrected",
    source=Source("Zhang", 2022, "Theorem 3.4.4, corrected"),
    statement="With h = min{1 / (16 L1 (||g_k|| + tau)), eta}, eta = min{1 / (20 L0), 1 / (128 L1 tau), eta_0 / sqrt(T)}, any eta_0 > 0,"
    " the gradient norm has been at most eps within Delta max{128 L1 / eps, 8 Delta / (eta_0^2 eps^4), (80 L0 + 512 L1 tau) / eps^2} steps"
    " with probability 1/2, Delta = f(x_0) - f* + eta_0^2 ((5 L0 + 2 L1 tau) tau^2 + 9 tau L0^2 / L1)",
    assumes=(lower_bounded, twice_differentiable, relaxed_smooth, bounded_noise),
    algorithm=clipped_sgd_of_proof,
    params={eta: sympy.Min(1 / (20 * L0), 1 / (128 * L1 * tau), eta_0 / sympy.sqrt(T)), L1: L1, tau: tau},
    metric=hitting_time(gradient_norm, epsilon),
    mode=Mode.COMPLEXITY,
    bound=bound,
    where={Delta: Delta_0 + eta_0**2 * ((5 * L0 + 2 * L1 * tau) * tau**2 + 9 * tau * L0**2 / L1), T: bound},
    settings=({epsilon: Steps(900), eta_0: 1.0}, {epsilon: Steps(900), eta_0: 0.3}, {epsilon: Steps(5950), eta_0: 1.0}),
    oracles=(noisy(0.01, "fastest-growth", "slope-into-bend", "steep"), noisy(0.5, "slope-into-bend-1-0.3-20")),
    notes="Let a = grad f(x_k), g = ||a||, z = g_k - a. A step is at most 1/L1 / 16 long and h (L0 + L1 g) <= 1/20 + 1/16, so that f falls"
    " by at least h <g_k, a> - 0.0575 h ||g_k||^2. If a step is clipped for some noise, then ||g_k|| >= 7 tau, g >= 6 tau, and with ||z||"
    " <= g / 6 f falls by 3/4 h g^2. If none is, E h <z, a> = 0, f falls on average by 0.94 eta g^2 less 0.511 (L0 + L1 g) eta^2 tau^2,"
    " and of the last term what is not within (5 L0 + 2 L1 tau) eta^2 tau^2 has g > 3.9 tau and is below 0.01 eta g^2. So E f falls by at"
    " least 3/4 E h g^2 less what Delta holds of the noise, and the sum of E h g^2 over T steps is at most 4/3 Delta. If P(all g > eps) >"
    " 1/2 the sum exceeds T/2 min{eta eps^2, 3 eps / (64 L1)}, as h >= 1 / (16 L1 (g + 2 tau)) and g >= 6 tau where h < eta. So T < 8/3"
    " Delta max{20 L0 / eps^2, 128 L1 tau / eps^2, sqrt(T) / (eta_0 eps^2), 64 L1 / (3 eps)}, which the bound excludes: 8/3 is below"
    " 80/20, 512/128 and sqrt(8), and 512/9 below 128.",
)
