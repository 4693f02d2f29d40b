"""Gradient norms of SGD with probability 1/2, proof of Theorem 3.4.5: brackets were lost."""

import sympy

from theorybench.problems.theorems.relaxed_smoothness.noisy_steps import eta_0, noisy
from theorybench.problems.theorems.relaxed_smoothness.sgd import noise
from theorybench.problems.theorems.relaxed_smoothness.sgd import printed as theorem
from theorybench.vocabulary import L0, L1, M, T, Delta_0, L_f, Mode, Source, Theorem, bounded_noise
from theorybench.vocabulary import delta, gamma, gradient_descent, gradient_norm_squared, lipschitz
from theorybench.vocabulary import lower_bounded, mean, relaxed_smooth, tau, twice_differentiable

height = Delta_0 + (5 * L0 + 4 * L1 * M * (M + tau) ** 2) / 2
height_corrected = Delta_0 + eta_0**2 * noise / 2

printed, corrected = Theorem(
    name="zhang2022.proof-3.4.5",
    source=Source("Zhang", 2022, "section 3.7.5"),
    assumes=theorem.assumes,
    algorithm=gradient_descent,
    params=theorem.params,
    metric=mean(gradient_norm_squared, first=1),
    mode=Mode.PROBABILITY,
    bound=2 / sympy.sqrt(T) * height,
    horizon=T,
    settings=({T: 400, delta: 0.5},),
    oracles=(noisy(10.0, "slope-into-bend-2-1-3.75"),),
    as_printed=True,
    notes="The proof sums over k = 0 .. T - 1 and prints 1 .. T.",
).corrected(
    what=(
        "(5 L0 + 4 L1 M) (M + tau)^2 has lost its first brackets: the noise of variance tau^2 that"
        " 5 L0 / (2 T) ||g_k||^2 holds is left out. In a valley of curvature L0 the mean of ||grad"
        " f||^2 stays near L0 tau^2 / (2 sqrt(T)). And T >= (L1 (M + tau))^2 is needed, for 1 /"
        " sqrt(T) to be the smaller step"
    ),
    on="slope-into-bend-2-1-3.75-0.001",
    assumes=(lower_bounded, twice_differentiable, relaxed_smooth, lipschitz, bounded_noise),
    params={gamma: eta_0 / sympy.sqrt(T)},
    metric=mean(gradient_norm_squared),
    bound=2 / (eta_0 * sympy.sqrt(T)) * height_corrected,
    valid_when=((eta_0 * L1 * (L_f + tau)) ** 2 <= T,),
    settings=({T: 2000, delta: 0.5, eta_0: 1.0},),
    oracles=(noisy(0.01, "slope-into-bend-1-0.5"), noisy(1.0, "slope-into-bend-2-1-3.75")),
)
