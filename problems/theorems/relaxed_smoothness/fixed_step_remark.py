"""Two lower bounds for a fixed step: L1 M / log M of a steep start, L0 of a parabola."""

import numpy as np
import sympy

from theorybench.problems.functions.fastest_growth import fastest_growth
from theorybench.problems.functions.slope_into_bend import slope_into_bend
from theorybench.problems.methods import fixed_steps
from theorybench.problems.theorems.relaxed_smoothness.fixed_step_instances import in_class
from theorybench.vocabulary import L0, L1, M, Delta_0, Instance, LowerBound, Mode, Source, Values
from theorybench.vocabulary import epsilon, gradient_norm, hitting_time


def instances(c: Values, steeper: float = 1.0001) -> tuple[Instance, ...]:
    """The function that grows fastest, and a line steeper than epsilon by a factor that bends as
    sharply as L0 allows.
    """
    line = slope_into_bend(steeper * c[epsilon], c[L0], c[Delta_0], c[L1])
    return Instance(fastest_growth(c[L0], c[L1], c[M])), Instance(line)


def limit(c: Values) -> float:
    """The fixed step above which gradient descent diverges on the function that grows fastest."""
    return 2 * np.log1p(c[M] * c[L1] / c[L0]) / (c[M] * c[L1])


theorem = LowerBound(
    name="zhang2022.rem-3.4.1",
    source=Source("Zhang", 2022, "Remark 3.4.1"),
    statement="T_eps = Omega((L1 M / log M + L0) (f(x_0) - f*) / eps^2) for every fixed step",
    as_printed=True,
    assumes=in_class,
    methods=lambda c: fixed_steps(np.array([0.1, 0.5, 0.9, 0.99, 1.01, 1.5, 10.0]) * limit(c)),
    instances=instances,
    metric=hitting_time(gradient_norm, epsilon),
    mode=Mode.COMPLEXITY,
    bound=(L1 * M / sympy.log(M) + L0) * Delta_0 / (3 * epsilon**2),
    settings=(
        {L0: 1.0, L1: 1.0, M: 100.0, epsilon: 1.0, Delta_0: 100.0},
        {L0: 20.0, L1: 1.0, M: 20.0, epsilon: 0.5, Delta_0: 20.0},
        {L0: 1.0, L1: 1.0, M: 20.0, epsilon: 0.5, Delta_0: 20.0},
    ),
)
