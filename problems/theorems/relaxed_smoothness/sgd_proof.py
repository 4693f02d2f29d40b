"""The mean of the squared gradient norms in the proof for SGD with a fixed step: its
expectation, and with probability 1/2.
"""

from dataclasses import replace

import sympy

from theorybench.problems.theorems.relaxed_smoothness.clipped_sgd_corrected import eta_0
from theorybench.problems.theorems.relaxed_smoothness.clipped_sgd_printed import noisy
from theorybench.vocabulary import L0, L1, M, T, Declared, Delta_0, Erratum, L_f, Mode, Source
from theorybench.vocabulary import Theorem, bounded_gradient_on_sublevel, bounded_noise, delta
from theorybench.vocabulary import gamma, gradient_descent, gradient_norm_squared, lipschitz
from theorybench.vocabulary import lower_bounded, mean, relaxed_smooth, tau, twice_differentiable

printed = Theorem(
    name="zhang2022.proof-3.4.5",
    source=Source("Zhang", 2022, "section 3.7.5"),
    statement=(
        "P(mean of ||grad f(x_k)||^2 over k = 1 .. T > 2 / sqrt(T) (f(x_0) - f* + (5 L0 + 4 L1 M (M"
        " + tau)^2) / 2)) <= 1/2"
    ),
    as_printed=True,
    erratum=Erratum(
        "(5 L0 + 4 L1 M) (M + tau)^2 has lost its first brackets: the noise of variance tau^2 that"
        " 5 L0 / (2 T) ||g_k||^2 holds is left out. In a valley of curvature L0 the mean of ||grad"
        " f||^2 stays near L0 tau^2 / (2 sqrt(T)). And T >= (L1 (M + tau))^2 is needed, for 1 /"
        " sqrt(T) to be the smaller step",
        corrected="zhang2022.proof-3.4.5.corrected",
        on="slope-into-bend-2-1-3.75-0.001",
    ),
    assumes=(
        lower_bounded,
        twice_differentiable,
        relaxed_smooth,
        bounded_gradient_on_sublevel,
        bounded_noise,
    ),
    algorithm=gradient_descent,
    params={gamma: sympy.Min(1 / sympy.sqrt(T), 1 / (L1 * (M + tau)))},
    metric=mean(gradient_norm_squared, first=1),
    mode=Mode.PROBABILITY,
    bound=2 / sympy.sqrt(T) * (Delta_0 + (5 * L0 + 4 * L1 * M * (M + tau) ** 2) / 2),
    horizon=T,
    settings=({T: 400, delta: 0.5},),
    oracles=(noisy(10.0, "slope-into-bend-2-1-3.75"),),
    notes="The proof sums over k = 0 .. T - 1 and prints 1 .. T.",
)

corrected = replace(
    printed,
    name="zhang2022.proof-3.4.5.corrected",
    statement=(
        "If ||grad f|| <= M everywhere, h = eta_0 / sqrt(T) and T >= (eta_0 L1 (M + tau))^2, then"
        " P(mean of ||grad f(x_k)||^2 over k = 0 .. T - 1 > 2 / (eta_0 sqrt(T)) (f(x_0) - f* +"
        " eta_0^2 (5 L0 + 4 L1 M) (M + tau)^2 / 2)) <= 1/2"
    ),
    as_printed=False,
    erratum=None,
    assumes=(lower_bounded, twice_differentiable, relaxed_smooth, lipschitz, bounded_noise),
    params={gamma: eta_0 / sympy.sqrt(T)},
    metric=mean(gradient_norm_squared),
    bound=2
    / (eta_0 * sympy.sqrt(T))
    * (Delta_0 + eta_0**2 * (5 * L0 + 4 * L1 * L_f) * (L_f + tau) ** 2 / 2),
    valid_when=((eta_0 * L1 * (L_f + tau)) ** 2 <= T,),
    settings=({T: 2000, delta: 0.5, eta_0: 1.0},),
    oracles=(noisy(0.01, "slope-into-bend-1-0.5"), noisy(1.0, "slope-into-bend-2-1-3.75")),
    notes=(
        "Summed as for zhang2022.thm-3.4.5.corrected; as printed eta_0 is 1, which has a unit."
        " Markov's inequality gives the 2. Where the noise dominates, 3/2 (L0 + L1 M) (M^2 + tau^2)"
        " in place of (5 L0 + 4 L1 M) (M + tau)^2 would do."
    ),
)

expected = replace(
    printed,
    name="zhang2022.proof-3.4.5.mean",
    statement=(
        "E mean of ||grad f(x_k)||^2 over k = 1 .. T <= (f(x_0) - f* + (5 L0 + 4 L1 M (M + tau)^2)"
        " / 2) / sqrt(T)"
    ),
    erratum=Erratum(
        "(5 L0 + 4 L1 M) (M + tau)^2 has lost its first brackets, and T >= (L1 (M + tau))^2 is"
        " needed",
        corrected="zhang2022.proof-3.4.5.mean.corrected",
        on="slope-into-bend-2-1-3.75-0.001",
    ),
    mode=Mode.EXPECTATION,
    bound=(Delta_0 + (5 * L0 + 4 * L1 * M * (M + tau) ** 2) / 2) / sympy.sqrt(T),
    settings=({T: 400},),
)

expected_corrected = replace(
    corrected,
    name="zhang2022.proof-3.4.5.mean.corrected",
    statement=(
        "If ||grad f|| <= M everywhere, h = eta_0 / sqrt(T) and T >= (eta_0 L1 (M + tau))^2, then E"
        " mean of ||grad f(x_k)||^2 over k = 0 .. T - 1 is at most (f(x_0) - f* + eta_0^2 (5 L0 + 4"
        " L1 M) (M + tau)^2 / 2) / (eta_0 sqrt(T))"
    ),
    mode=Mode.EXPECTATION,
    bound=corrected.bound / 2,
    settings=({T: 500, eta_0: 1.0},),
    declares=(Declared("||grad f|| <= M everywhere", at_most=L_f**2),),
    notes=(
        "Summed as for zhang2022.thm-3.4.5.corrected. Nearly reached by T steps that see a slope"
        " alone."
    ),
)
