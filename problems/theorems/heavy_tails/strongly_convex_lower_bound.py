"""No method beats k^(-2(alpha-1)/alpha) on strongly convex functions under noise with moments of order alpha: methods on the hard pair."""

import numpy as np

from theorybench.algorithms.clipped_gradient_descent import gclip
from theorybench.algorithms.gradient_descent import gradient_descent
from theorybench.assumptions import bounded_domain, bounded_gradient_moment, smooth, strongly_convex, unbiased
from theorybench.metrics import gap
from theorybench.problems.functions.two_point_hard_instance import jumping_gradient, shifted_square
from theorybench.statements import Values
from theorybench.symbols import G, L, alpha, gamma, mu, n, tau
from theorybench.theorem import Declared, Instance, LowerBound, Mode
from theorybench.types import Source


def _instances(values: Values) -> tuple[Instance, ...]:
    """epsilon = 1/(16 k^((alpha-1)/alpha)), the choice of the proof; every method may start between the two minimisers."""
    tail = values[alpha]
    eps = 1 / (16 * values[n] ** ((tail - 1) / tail))
    return tuple(Instance(shifted_square(eps, nu, start=1.5 * eps), jumping_gradient(tail, eps, nu)) for nu in (0, 1))


def _methods(values: Values):
    """The constant output, SGD with 1/k, 4/(k+1) and constant steps, and clipped SGD with several steps and levels."""
    k = np.arange(1.0, values[n] + 1)
    level = k ** (1 / values[alpha])
    steps = np.stack([1 / k, 4 / (k + 1), np.full_like(k, values[n] ** -0.5)])
    clipped = {gamma: np.stack([1 / k, 4 / (k + 1), 1 / k, 0.01 / k]), tau: np.stack([level, level, 0.05 * level, 0.2 * level])}
    return ((gradient_descent, {gamma: 0.0}), (gradient_descent, {gamma: steps}), (gclip, clipped))


theorem = LowerBound(
    name="zhang2022.thm-4.4.3",
    source=Source("Zhang", 2022, "Theorems 4.4.3 and 4.7.6, constant of the proof in section 4.7.6"),
    statement="For any algorithm some 1-strongly convex, 1-smooth f and noise with E|g|^alpha <= 1 keep E f(x_k) - f* >= 2^-14 "
    "k^(-2(alpha-1)/alpha).",
    assumes=(strongly_convex, smooth, bounded_domain, unbiased, bounded_gradient_moment),
    methods=_methods,
    instances=_instances,
    metric=gap,
    mode=Mode.EXPECTATION,
    bound=G**2 / mu * 2**-14 * n ** (-2 * (alpha - 1) / alpha),
    settings=tuple({alpha: tail, n: steps, G: 1.0, mu: 1.0, L: 1.0} for tail in (1.2, 1.5, 2.0) for steps in (16, 256)),
    declares=(Declared("|x - b| <= 1/2 on [0, 1/2]", at_most=G**2 / (8 * mu)),),
    notes="Printed with G <= 1 and mu = 1, which are written out for their units; 2^-14 is epsilon^2/64 of the proof. What is tested are "
    "some methods; zhang2022.thm-4.7.6 covers all of them on the same pair. The constant output 3 epsilon/2 has the error epsilon^2/8 on "
    "both.",
)
