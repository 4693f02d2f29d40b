"""Gradient descent on smooth nonconvex functions: the exact least gradient norm."""

import sympy

from theorybench.problems.functions.dented_slope import dented_slope
from theorybench.vocabulary import L, Delta_0, Source, Theorem, best, gamma, gradient_descent
from theorybench.vocabulary import gradient_norm, lower_bounded, n, share, smooth

LINK = "https://arxiv.org/abs/2104.05468"
fall = sympy.Min(4 * gamma - L**2 * gamma**3, 4 * gamma - L * gamma**2)

theorem = Theorem(
    name="abbaszadehpeivasti2022.thm-2",
    source=Source("Abbaszadehpeivasti, de Klerk, Zamani", 2022, "Theorem 2", LINK),
    assumes=(smooth, lower_bounded),
    algorithm=gradient_descent,
    params={gamma: share / L},
    metric=best(gradient_norm),
    bound=sympy.sqrt(4 * Delta_0 / ((n - 1) * fall + 2 / L)),
    valid_when=(gamma * L < sympy.sqrt(3),),
    settings=tuple({n: N, share: a} for N in (1, 2, 5, 10, 24) for a in (0.5, 1.0, 1.6)),
    witness=lambda c: dented_slope(1.0, 1.0, min(c[share], 1.0), c[n] - 1),
)
