"""Noise does not help a fixed step: SGD on the two functions that make fixed steps slow."""

import numpy as np

from theorybench.problems.methods import fixed_steps
from theorybench.problems.theorems.relaxed_smoothness.fixed_step_instances import in_class
from theorybench.problems.theorems.relaxed_smoothness.fixed_step_remark import instances, limit
from theorybench.vocabulary import L0, L1, M, Declared, Delta_0, Instance, LowerBound, Mode, Source
from theorybench.vocabulary import best, bounded_noise, coin, epsilon, gradient_norm, n, tau

theorem = LowerBound(
    name="zhang2022.sec-3.4.2.sgd-slower",
    source=Source("Zhang", 2022, "section 3.4.2"),
    statement="The lower bound for gradient descent with a fixed step is valid for SGD too",
    assumes=(*in_class, bounded_noise),
    methods=lambda c: fixed_steps(np.array([0.1, 0.5, 0.9, 0.99, 1.05, 2.0, 10.0]) * limit(c)),
    instances=lambda c: tuple(Instance(one.problem, coin(c[tau])) for one in instances(c, 1.1)),
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
)
