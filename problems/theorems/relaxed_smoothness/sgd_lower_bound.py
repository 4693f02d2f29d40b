"""Noise does not help a fixed step: SGD on the two functions that make fixed steps slow."""

import numpy as np

from theorybench.problems.theorems.relaxed_smoothness.fixed_step_remark import instances, limit
from theorybench.vocabulary import L0, L1, M, Declared, Delta_0, Instance, LowerBound, Mode, Source
from theorybench.vocabulary import Values, best, bounded_gradient_on_sublevel, bounded_noise, coin
from theorybench.vocabulary import epsilon, gamma, gradient_descent, gradient_norm, lower_bounded, n
from theorybench.vocabulary import relaxed_smooth, tau, twice_differentiable


def _noisy(c: Values) -> tuple[Instance, ...]:
    return tuple(Instance(one.problem, coin(c[tau])) for one in instances(c, 1.1))


theorem = LowerBound(
    name="zhang2022.sec-3.4.2.sgd-slower",
    source=Source("Zhang", 2022, "section 3.4.2"),
    statement=(
        "The lower bound for gradient descent with a fixed step is valid for SGD too: whatever the"
        " step, on some function the gradient norm has not been below eps for 3/4 L1 M (f(x_0) -"
        " f*) / (2 eps^2 log(1 + M L1 / L0)) steps"
    ),
    assumes=(
        lower_bounded,
        twice_differentiable,
        relaxed_smooth,
        bounded_gradient_on_sublevel,
        bounded_noise,
    ),
    methods=lambda c: (
        (gradient_descent, {gamma: np.array([0.1, 0.5, 0.9, 0.99, 1.05, 2.0, 10.0]) * limit(c)}),
    ),
    instances=_noisy,
    metric=best(gradient_norm),
    mode=Mode.EXPECTATION,
    bound=epsilon,
    settings=(
        {L0: 1.0, L1: 1.0, M: 20.0, epsilon: 0.5, Delta_0: 20.0, tau: 0.05, n: 200},
        {L0: 1.0, L1: 1.0, M: 50.0, epsilon: 0.5, Delta_0: 50.0, tau: 0.05, n: 990},
    ),
    declares=(
        Declared("the smallest gradient norm is at most the first, which is at most M", at_most=M),
    ),
    notes=(
        "Trivially so if tau may be 0, as the source argues; here with noise. The line has slope"
        " 1.1 eps, so that a mean can be told from eps; n is 93% of the steps that it takes without"
        " noise. Clipped SGD needs a number of steps that does not depend on M"
        " (zhang2022.thm-3.4.4.corrected), so that SGD is slower by any factor, as"
        " zhang2022.rem-3.4.1.faster measures without noise."
    ),
)
