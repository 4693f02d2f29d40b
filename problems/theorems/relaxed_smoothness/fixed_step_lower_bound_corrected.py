"""The lower bound for a fixed step that the two functions of Theorem 3.4.2 prove once they are
scaled into the class.
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
    """The exponential with f''(0) = L0; a line hardly steeper than epsilon that bends as sharply
    as L0 allows.
    """
    slope = c[epsilon] * (1 + 0.1 * (c[epsilon] ** 2 / (c[L0] * c[Delta_0])) ** 2)
    cliff = exponential_gradient(c[L1], c[M], c[L0] / c[L1])
    return Instance(cliff), Instance(
        quartic_linear_of_height(slope, 1.5 * slope / c[L0], c[Delta_0], c[L1])
    )


def _methods(c: Values):
    """Steps on both sides of the one above which the first function diverges."""
    relative = np.array([0.01, 0.1, 0.5, 0.9, 0.99, 1 - 1e-9, 1 + 1e-9, 1.01, 1.1, 3.0, 10.0])
    return (
        (
            gradient_descent,
            {gamma: relative * 2 * (np.log(c[M] * c[L1] / c[L0]) + 1) / (c[M] * c[L1])},
        ),
    )


theorem = LowerBound(
    name="zhang2022.thm-3.4.2.corrected",
    source=Source("Zhang", 2022, "Theorem 3.4.2, corrected"),
    statement=(
        "For M >= L0 / L1, M > eps, Delta_0 >= M / L1 and every fixed step, T_eps >="
        " L1 M (Delta_0 - 15 eps^2 / (16 L0)) / (2 eps^2 (log(M L1 / L0) + 1))"
    ),
    assumes=(lower_bounded, twice_differentiable, relaxed_smooth, bounded_gradient_on_sublevel),
    methods=_methods,
    instances=_instances,
    metric=hitting_time(gradient_norm, epsilon),
    mode=Mode.COMPLEXITY,
    bound=L1
    * M
    * (Delta_0 - 15 * epsilon**2 / (16 * L0))
    / (2 * epsilon**2 * (sympy.log(M * L1 / L0) + 1)),
    settings=(
        {L0: 2.0, L1: 2.0, M: 4.0, epsilon: 0.1, Delta_0: 2.0},
        {L0: 0.1, L1: 0.2, M: 5.0, epsilon: 0.3, Delta_0: 25.0},
        {L0: 1.0, L1: 50.0, M: 3.0, epsilon: 0.2, Delta_0: 0.2},
    ),
    notes=(
        "a e^(L1 |x| - 1) / L1 with a = L0 / L1 has f''(0) = L0 and f' = M at x_0 = (log(M L1 / L0)"
        " + 1) / L1. For h > 2 x_0 / M, x_1 = x_0 - h M < -x_0, and as |f'(x)| / |x| grows the run"
        " diverges. For smaller h take the line of slope s > eps and width w = 3 s / (2 L0):"
        " Delta_0 = s D + 5 s w / 8 = s D + 15 s^2 / (16 L0), and D / (s h) steps are spent on it;"
        " let s tend to eps. Every term has the unit it needs, so the bound is invariant under"
        " rescaling."
    ),
)
