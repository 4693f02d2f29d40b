"""The sum over the steps of clipped SGD, proof of Theorem 3.4.4: a parabola exceeds it."""

import sympy

from theorybench.problems.theorems.relaxed_smoothness.no_step_clipped import eta, premises, ranges
from theorybench.problems.theorems.relaxed_smoothness.no_step_clipped import section
from theorybench.problems.theorems.relaxed_smoothness.noisy_steps import noise
from theorybench.problems.theorems.relaxed_smoothness.one_step import g
from theorybench.vocabulary import L0, T, Inequality

total = eta * g**2 * (1 - (1 - eta * L0) ** (2 * T)) / (1 - (1 - eta * L0) ** 2)
height = g**2 / (2 * L0) + noise

printed, corrected = Inequality(
    name="zhang2022.proof-3.4.4.sum",
    source=section,
    statement="E sum_k min{eta ||grad||^2, ||grad|| / (32 L1)} <= Delta, put to runs without noise",
    variables=ranges,
    parts={"on a parabola": (total, height)},
    premises=premises,
    as_printed=True,
).corrected(
    what=(
        "(3.14) has h_k / 4: it gives 4 Delta. On a parabola a step lowers f by h_k ||grad||^2 less"
        " L0 h_k^2 ||grad||^2 / 2 only, so that the sum is up to 40/39 of f(x_0) - f*"
    ),
    as_printed=True,
    statement="With 4/3 Delta for Delta and h_k = min{1 / (16 L1 (||g_k|| + tau)), eta}",
    parts={"on a parabola": (total, sympy.Rational(4, 3) * height)},
)
