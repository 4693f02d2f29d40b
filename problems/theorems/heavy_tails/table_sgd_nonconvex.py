"""The summary table for nonconvex functions: SGD with light noise."""

import sympy

from theorybench.problems.noise import only_on
from theorybench.vocabulary import L, Mode, Source, Theorem, bounded_variance, gamma, gaussian
from theorybench.vocabulary import gradient_descent, gradient_norm, lower_bounded, mean, n, smooth
from theorybench.vocabulary import unbiased

sgd = Theorem(
    name="zhang2022.table-4.1.sgd-nonconvex",
    source=Source("Zhang", 2022, "Table 4.1, SGD, nonconvex"),
    assumes=(lower_bounded, smooth, unbiased, bounded_variance),
    algorithm=gradient_descent,
    params={gamma: 1 / (L * sympy.sqrt(n))},
    metric=mean(gradient_norm),
    mode=Mode.RATE,
    bound=n ** sympy.Rational(-1, 4),
    settings=({n: 200}, {n: 2000}),
    oracles=only_on("quadratic-well-conditioned", gaussian(0.7)),
)
