"""Smooth nonconvex functions: no method is faster than L Delta / epsilon^2."""

import sympy

from theorybench.core.scaling import rescaled
from theorybench.problems.functions.zero_chain import SMOOTHNESS, zero_chain
from theorybench.problems.methods import linear_span_methods
from theorybench.vocabulary import L, Delta_0, Instance, LowerBound, Mode, Source, Values, epsilon
from theorybench.vocabulary import evaluate, gradient_norm, hitting_time, lower_bounded, smooth

bound = sympy.floor(L * Delta_0 / (1824 * epsilon**2))


def _chain(c: Values) -> Instance:
    """(L a^2 / 152) f_d(x / a), whose gradient is a hair longer than that of epsilon f_d."""
    length = SMOOTHNESS * c[epsilon] / c[L] * (1 + 1e-9)
    return Instance(
        rescaled(zero_chain(int(evaluate(bound, c))), c[L] * length**2 / SMOOTHNESS, length)
    )


theorem = LowerBound(
    name="zhang2022.sec-3.4.1.gd-optimal",
    source=Source("Zhang", 2022, "sections 3.2.1 and 3.4.1"),
    statement=(
        "The O(L (f(x_0) - f*) / eps^2) steps of gradient descent on smooth nonconvex functions are"
        " optimal up to a constant, by Theorem 1 of Carmon et al. (2017); here with 1/1824"
    ),
    as_printed=True,
    assumes=(lower_bounded, smooth),
    methods=lambda c: linear_span_methods(
        c[L], 0.0, 152 * c[epsilon] / c[L], 100 * int(evaluate(bound, c))
    ),
    instances=lambda c: (_chain(c),),
    metric=hitting_time(gradient_norm, epsilon),
    mode=Mode.COMPLEXITY,
    bound=bound,
    settings=tuple(
        {L: smoothness, Delta_0: 1824.0 * dim * size**2 / smoothness, epsilon: size}
        for smoothness, size, dim in ((1, 1, 5), (4, 0.5, 12))
    ),
)
