"""On convex Lipschitz functions subgradient descent has the same rate with noise as without."""

import sympy

from theorybench.problems.functions.reddi import rarely
from theorybench.problems.noise import bounded, rare
from theorybench.vocabulary import G, R, Declared, Delta_0, L_f, Mode, Source, Theorem, alpha
from theorybench.vocabulary import bounded_gradient_moment, convex, gamma, gap, gradient_descent
from theorybench.vocabulary import has_minimiser, n, of_average, tau, unbiased

theorem = Theorem(
    name="zhang2022.sec-2.1.3.optimality",
    source=Source("Zhang", 2022, "section 2.1.3, convex and Lipschitz functions"),
    statement="On convex and Lipschitz functions the rates for deterministic and stochastic"
    " subgradients are the same, and standard subgradient descent achieves them: E f(average of x_0"
    " .. x_{n-1}) - f* <= R G / sqrt(n) with steps R / (G sqrt(n)), E||g||^2 <= G^2",
    assumes=(convex, has_minimiser, unbiased, bounded_gradient_moment),
    algorithm=gradient_descent,
    params={gamma: R / (G * sympy.sqrt(n))},
    metric=of_average(gap),
    mode=Mode.EXPECTATION,
    bound=R * G / sympy.sqrt(n),
    valid_when=(alpha >= 2,),
    settings=({n: 4}, {n: 16}),
    oracles=(bounded, rare, rarely),
    declares=(
        Declared(
            "||x_i - x_0|| <= i gamma (L_f + tau), and f is L_f-Lipschitz",
            at_most=Delta_0 + L_f * (n - 1) / 2 * gamma * (L_f + tau),
        ),
    ),
)
