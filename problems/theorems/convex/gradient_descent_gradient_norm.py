"""Gradient descent on smooth convex functions: the exact worst case of the gradient norm at the
last point.
"""

import sympy

from theorybench.problems.functions.huber import huber
from theorybench.problems.functions.huber_plus_quadratic import huber_plus_quadratic
from theorybench.problems.functions.quadratic import quadratic
from theorybench.vocabulary import L, R, Delta_0, Problem, Source, Theorem, Values, convex, gamma
from theorybench.vocabulary import gradient_descent, gradient_norm, gradient_norm_squared
from theorybench.vocabulary import has_minimiser, lower_bounded, mu, n, share, smooth
from theorybench.vocabulary import strongly_convex


def worst_case(c: Values) -> Problem:
    """As for the gap: the run ends where the function bends, at bend / L, or it overshoots in
    every step.
    """
    steps, step, convexity = c[n], c[share], 0.2
    start = 1 + ((1 - step * convexity) ** -steps - 1) / convexity
    if (1 - step) ** (2 * steps) > convexity / (
        convexity - 1 + (1 - step * convexity) ** (-2 * steps)
    ):
        return quadratic(f"overshot-{steps}-{step}", (1.0, convexity), (1.0, 0.0))
    return huber_plus_quadratic(1.0, convexity, start, bend=1.0)


from_distance = Theorem(
    name="taylor2017.gradient-norm",
    source=Source(
        "Taylor, Hendrickx, Glineur",
        2017,
        "section 4.1, rate of the gradient norm",
        "https://arxiv.org/abs/1502.05666",
    ),
    statement="||grad f(x_n)|| <= L ||x_0 - x*|| / (n + 1) for gamma = 1/L",
    assumes=(convex, smooth, has_minimiser),
    algorithm=gradient_descent,
    params={gamma: 1 / L},
    metric=gradient_norm,
    bound=L * R / (n + 1),
    settings=tuple({n: steps} for steps in (1, 2, 5, 10, 50)),
    witness=lambda c: huber(1.0, 1.0, bend=1 / (c[n] + 1)),
    notes=(
        "The source conjectures it, for all steps, mu >= 0. Proof: P_k = L^2 ||x_k - x*||^2 + 2 k L"
        " (f(x_k) - f*) + k (k + 1) ||g_k||^2 never grows: add f* >= f_k + <g_k, x* - x_k> +"
        " ||g_k||^2 / 2L, (k + 1) times f_k >= f_{k+1} + (||g_k||^2 + ||g_{k+1}||^2) / 2L and"
        " ||g_{k+1}|| <= ||g_k||. And P_n >= (n + 1)^2 ||g_n||^2, because L ||x - x*|| >= ||g|| and"
        " 2 L (f - f*) >= ||g||^2."
    ),
)

from_gap = Theorem(
    name="kim2024.gradient-norm",
    source=Source("Kim", 2024, "Part I, main theorem", "https://arxiv.org/abs/2412.04435"),
    statement=(
        "||grad f(x_n)||^2 <= 2 L (f(x_0) - f*) max{q / (q - 1 + (1 - gamma mu)^(-2n)), (1 - gamma"
        " L)^(2n)}, q = mu/L, gamma < 2/L"
    ),
    assumes=(strongly_convex, smooth, has_minimiser, lower_bounded),
    algorithm=gradient_descent,
    params={gamma: share / L},
    metric=gradient_norm_squared,
    bound=2
    * L
    * Delta_0
    * sympy.Max(mu / (mu - L + L * (1 - gamma * mu) ** (-2 * n)), (1 - gamma * L) ** (2 * n)),
    valid_when=(gamma * L < 2,),
    settings=tuple(
        {n: steps, share: step} for steps in (1, 3, 10) for step in (0.5, 1.0, 1.5, 1.9)
    ),
    witness=worst_case,
    notes=(
        "Equal to the value of the performance estimation problem to 6 digits for n = 1, 2, 3 and"
        " gamma L = 0.5, 1, 1.5, 1.9."
    ),
)
