"""The remark that joins two lower bounds for a fixed step: L1 M / log M of the steep start, L0
of a parabola.
"""

import numpy as np
import sympy

from theorybench.problems.functions.fastest_growth import fastest_growth
from theorybench.problems.functions.slope_into_bend import slope_into_bend
from theorybench.vocabulary import L0, L1, M, Delta_0, Instance, LowerBound, Mode, Source, Values
from theorybench.vocabulary import bounded_gradient_on_sublevel, epsilon, gamma, gradient_descent
from theorybench.vocabulary import gradient_norm, hitting_time, lower_bounded, relaxed_smooth
from theorybench.vocabulary import twice_differentiable


def instances(c: Values, steeper: float = 1.0001) -> tuple[Instance, ...]:
    """The function that grows fastest, and a line steeper than epsilon by a factor that bends as
    sharply as L0 allows.
    """
    line = slope_into_bend(steeper * c[epsilon], c[L0], c[Delta_0], c[L1])
    return Instance(fastest_growth(c[L0], c[L1], c[M])), Instance(line)


def limit(c: Values) -> float:
    """The fixed step above which gradient descent diverges on the function that grows fastest."""
    return 2 * np.log1p(c[M] * c[L1] / c[L0]) / (c[M] * c[L1])


def _methods(c: Values):
    relative = np.array([0.1, 0.5, 0.9, 0.99, 1.01, 1.5, 10.0])
    return ((gradient_descent, {gamma: relative * limit(c)}),)


theorem = LowerBound(
    name="zhang2022.rem-3.4.1",
    source=Source("Zhang", 2022, "Remark 3.4.1"),
    statement=(
        "Gradient descent with a fixed step cannot converge to an eps-stationary point faster than"
        " Omega((L1 M / log M + L0) (f(x_0) - f*) / eps^2); here with 1/3"
    ),
    as_printed=True,
    assumes=(lower_bounded, twice_differentiable, relaxed_smooth, bounded_gradient_on_sublevel),
    methods=_methods,
    instances=instances,
    metric=hitting_time(gradient_norm, epsilon),
    mode=Mode.COMPLEXITY,
    bound=(L1 * M / sympy.log(M) + L0) * Delta_0 / (3 * epsilon**2),
    settings=(
        {L0: 1.0, L1: 1.0, M: 100.0, epsilon: 1.0, Delta_0: 100.0},
        {L0: 20.0, L1: 1.0, M: 20.0, epsilon: 0.5, Delta_0: 20.0},
        {L0: 1.0, L1: 1.0, M: 20.0, epsilon: 0.5, Delta_0: 20.0},
    ),
    notes=(
        "The constant hidden by Omega is taken as 1/3, for M >= e^2 and L1 <= L0. Without such"
        " limits there is none: as M tends to 1, L1 M / log M grows beyond the 4 (M L1 + L0) of"
        " Theorem 3.4.3 (the theorem has log M + 1), and with L1 / L0 the logarithm should grow."
        " The two functions give L1 M (Delta_0 - 15 eps^2 / (16 L0)) / (2 eps^2 log(1 + M L1 /"
        " L0)): x_1 = -x_0 on the function that grows fastest for h = 2 x_0 / M, x_0 = log(1 + M L1"
        " / L0) / L1. As M L1 / L0 tends to 0 this is L0 / 2, that of a parabola. The rate L0 /"
        " eps^2 + L1^2 / L0 that the remark recalls for clipped steps has max{1, L1^2} in Theorem"
        " 3.4.1; for L1 >= 1, as in Theorem 3.4.2, it is the same."
    ),
)
