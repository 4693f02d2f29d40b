"""SGD with a fixed step on (L0, L1)-smooth functions: as printed, where a square is lost between
proof and statement; corrected, for functions whose gradient is bounded everywhere.
"""

import sympy

from theorybench.problems.theorems.relaxed_smoothness.fixed_step_instances import in_class
from theorybench.problems.theorems.relaxed_smoothness.noisy_steps import eta_0, noisy
from theorybench.vocabulary import L0, L1, M, T, Delta_0, L_f, Mode, Source, Steps, Theorem
from theorybench.vocabulary import bounded_noise, epsilon, gamma, gradient_descent, gradient_norm
from theorybench.vocabulary import hitting_time, lipschitz, lower_bounded, relaxed_smooth, tau
from theorybench.vocabulary import twice_differentiable

bound = (Delta_0 + (5 * L0 + 4 * L1 * M) * (M + tau) ** 2) / epsilon**4
noise = (5 * L0 + 4 * L1 * L_f) * (L_f + tau) ** 2
bound_corrected = sympy.Max(
    (2 * Delta_0 + eta_0**2 * noise) ** 2 / (eta_0**2 * epsilon**4), (eta_0 * L1 * (L_f + tau)) ** 2
)

printed, corrected = Theorem(
    name="zhang2022.thm-3.4.5",
    source=Source("Zhang", 2022, "Theorem 3.4.5"),
    assumes=(*in_class, bounded_noise),
    algorithm=gradient_descent,
    params={gamma: sympy.Min(1 / sympy.sqrt(T), 1 / (L1 * (M + tau)))},
    metric=hitting_time(gradient_norm, epsilon),
    mode=Mode.COMPLEXITY,
    bound=bound,
    where={T: bound},
    settings=({epsilon: Steps(24)},),
    oracles=(noisy(0.01, "slope-into-bend", "steep", "double-well"),),
    as_printed=True,
    notes="The theorem does not list Assumption 3.4.1 but uses its M.",
).corrected(
    what=(
        "the proof ends with T = (2 A)^2 / eps^4 for A = f(x_0) - f* + (...) / 2, the statement has"
        " 2 A / eps^4 (and Delta_0 for 2 Delta_0): on a line of slope 1 and height 20 a run of T ="
        " 24 steps of size 1 / sqrt(T) covers 5 of 20. M is the largest gradient below f(x_0), but"
        " noise takes the run above f(x_0): a bound on all gradients is needed. If 1 / sqrt(T) is"
        " not the smaller step, the proof says nothing"
    ),
    on="slope-into-bend-1-0.5-20-0.1",
    source=Source("Zhang", 2022, "Theorem 3.4.5, corrected"),
    assumes=(lower_bounded, twice_differentiable, relaxed_smooth, lipschitz, bounded_noise),
    params={gamma: eta_0 / sympy.sqrt(T)},
    bound=bound_corrected,
    where={T: bound_corrected},
    settings=({epsilon: Steps(1900), eta_0: 1.0}, {epsilon: Steps(1900), eta_0: 2.0}),
    oracles=(noisy(0.01, "slope-into-bend"),),
)
