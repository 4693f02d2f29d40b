"""SGD with a fixed step on (L0, L1)-smooth functions as printed: a square is lost between proof
and statement.
"""

import sympy

from theorybench.problems.theorems.relaxed_smoothness.clipped_sgd_printed import noisy
from theorybench.vocabulary import L0, L1, M, T, Delta_0, Erratum, Mode, Source, Steps, Theorem
from theorybench.vocabulary import bounded_gradient_on_sublevel, bounded_noise, epsilon, gamma
from theorybench.vocabulary import gradient_descent, gradient_norm, hitting_time, lower_bounded
from theorybench.vocabulary import relaxed_smooth, tau, twice_differentiable

bound = (Delta_0 + (5 * L0 + 4 * L1 * M) * (M + tau) ** 2) / epsilon**4

theorem = Theorem(
    name="zhang2022.thm-3.4.5",
    source=Source("Zhang", 2022, "Theorem 3.4.5"),
    statement=(
        "With h = min{1 / sqrt(T), 1 / (L1 (M + tau))} the gradient norm has been at most eps"
        " within (f(x_0) - f* + (5 L0 + 4 L1 M) (M + tau)^2) / eps^4 steps with probability 1/2"
    ),
    as_printed=True,
    erratum=Erratum(
        "the proof ends with T = (2 A)^2 / eps^4 for A = f(x_0) - f* + (...) / 2, the statement has"
        " 2 A / eps^4 (and Delta_0 for 2 Delta_0): on a line of slope 1 and height 20 a run of T ="
        " 24 steps of size 1 / sqrt(T) covers 5 of 20. M is the largest gradient below f(x_0), but"
        " noise takes the run above f(x_0): a bound on all gradients is needed. If 1 / sqrt(T) is"
        " not the smaller step, the proof says nothing",
        corrected="zhang2022.thm-3.4.5.corrected",
        on="slope-into-bend-1-0.5-20-0.1",
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
    metric=hitting_time(gradient_norm, epsilon),
    mode=Mode.COMPLEXITY,
    bound=bound,
    where={T: bound},
    settings=({epsilon: Steps(24)},),
    oracles=(noisy(0.01, "slope-into-bend", "steep", "double-well"),),
    notes="The theorem does not list Assumption 3.4.1 but uses its M.",
)
