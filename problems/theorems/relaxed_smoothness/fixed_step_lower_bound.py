"""No fixed step makes gradient descent fast on all (L0, L1)-smooth functions: the lower bound as
printed.
"""

import numpy as np
import sympy

from theorybench.problems.functions.exponential_gradient import exponential_gradient
from theorybench.problems.functions.quartic_linear import quartic_linear_of_height
from theorybench.vocabulary import L0, L1, M, Delta_0, Instance, LowerBound, Mode, Source, Values
from theorybench.vocabulary import bounded_gradient_on_sublevel, epsilon, gamma, gradient_descent
from theorybench.vocabulary import gradient_norm, hitting_time, lower_bounded, relaxed_smooth
from theorybench.vocabulary import twice_differentiable


def _instances(c: Values) -> tuple[Instance, ...]:
    """The proof's functions where both are in the class; else the exponential with f''(0) = L0
    and a line hardly steeper than epsilon.
    """
    if c[L0] >= c[L1]:
        cliff, slope, width = exponential_gradient(c[L1], c[M]), 2 * c[epsilon], 1.0
    else:
        cliff = exponential_gradient(c[L1], c[M], c[L0] / c[L1])
        slope = c[epsilon] * (1 + 0.1 * (c[epsilon] ** 2 / (c[L0] * c[Delta_0])) ** 2)
        width = 1.5 * slope / c[L0]
    return Instance(cliff), Instance(quartic_linear_of_height(slope, width, c[Delta_0], c[L1]))


def _methods(c: Values):
    """Steps on both sides of the one above which the proof's first function diverges, and of the
    one above which its scaled form does.
    """
    printed, scaled = (
        2 * (np.log(c[M] * ratio) + 1) / (c[M] * c[L1]) for ratio in (1.0, max(1.0, c[L1] / c[L0]))
    )
    sides = np.array([0.9, 0.99, 1 - 1e-9, 1 + 1e-9, 1.01, 1.5])
    return (
        (
            gradient_descent,
            {
                gamma: np.concatenate(
                    [printed * np.array([0.01, 0.1, 0.5, *sides, 10.0]), scaled * sides]
                )
            },
        ),
    )


theorem = LowerBound(
    name="zhang2022.thm-3.4.2",
    source=Source("Zhang", 2022, "Theorem 3.4.2"),
    statement=(
        "For L0 >= 1, L1 >= 1, M > 1 and every fixed step, T_eps >= L1 M (f(x_0) - f* - 5 eps / 8)"
        " / (8 eps^2 (log M + 1))"
    ),
    as_printed=True,
    assumes=(lower_bounded, twice_differentiable, relaxed_smooth, bounded_gradient_on_sublevel),
    methods=_methods,
    instances=_instances,
    metric=hitting_time(gradient_norm, epsilon),
    mode=Mode.COMPLEXITY,
    bound=L1 * M * (Delta_0 - 5 * epsilon / 8) / (8 * epsilon**2 * (sympy.log(M) + 1)),
    settings=(
        {L0: 2.0, L1: 2.0, M: 4.0, epsilon: 0.1, Delta_0: 2.0},
        {L0: 1.0, L1: 1.0, M: 3.0, epsilon: 0.1, Delta_0: 8.0},
        {L0: 1.0, L1: 2.0, M: 4.0, epsilon: 0.1, Delta_0: 2.0},
        {L0: 1.0, L1: 50.0, M: 3.0, epsilon: 0.1, Delta_0: 0.2},
    ),
    notes=(
        "The proof gives 5 eps/4 for 5 eps/8, but the run has further to go than it counts: with"
        " Delta_0 = 2 eps D + 5 eps/4 it starts at 1 + D and must reach 2 sin(pi/18) = 0.347 by"
        " steps of at most 2 eps h, so T >= (D + 0.652) / (2 eps h); the printed bound is (D +"
        " 5/16) / (2 eps h) at h = (2 log M + 2) / (M L1). The proof's first function is in the"
        " class only if L0 >= L1 (zhang2022.constr-3.4.2.exponential). For L0 < L1, scaled by L0 /"
        " L1, it diverges for h > 2 (log(M L1 / L0) + 1) / (M L1), and as the slope of the second"
        " tends to eps, T >= (Delta_0 - 15 eps^2 / (16 L0)) / (eps^2 h) for smaller h: that proves"
        " the printed bound for eps <= 2 L0 / 3 and L1 <= L0 (e M)^3. For much larger L1 / L0 no"
        " function on the line is hard enough; whether functions of several variables are is open"
        " here. The range of eps is not printed; it must be small:"
        " zhang2022.thm-3.4.2.every-epsilon."
    ),
)
