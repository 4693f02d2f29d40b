"""By how much f falls in one step of SGD, proof of Theorem 3.4.5: brackets were lost."""

import sympy

from theorybench.problems.theorems.relaxed_smoothness.clipped_step_descent import excess
from theorybench.problems.theorems.relaxed_smoothness.one_step import g, q
from theorybench.vocabulary import L0, L1, M, T, Inequality, Source, tau

step = sympy.Min(1 / sympy.sqrt(T), 1 / (L1 * (M + tau)))
right = q / (L1 * (g + tau))
"""The step whose longest move, h (||grad|| + tau), is q / L1."""
ranges = {**dict.fromkeys((L0, L1, M, tau), (1e-3, 1e3)), T: (1, 1e6)}

printed, corrected = Inequality(
    name="zhang2022.proof-3.4.5.descent",
    source=Source("Zhang", 2022, "section 3.7.5"),
    statement="E f(x_{k+1}) <= f(x_k) - ||grad||^2 / sqrt(T) + (5 L0 + 4 L1 M (M + tau)^2) / (2 T)",
    variables={**ranges, g: (0, 1e3)},
    parts={
        "on a parabola": (
            g**2 / sympy.sqrt(T) - step * g**2 + L0 * step**2 * (g**2 + tau**2) / 2,
            (5 * L0 + 4 * L1 * M * (M + tau) ** 2) / (2 * T),
        )
    },
    premises=(g <= M,),
    as_printed=True,
).corrected(
    what=(
        "(5 L0 + 4 L1 M) (M + tau)^2 has lost its first brackets: at the minimum of L0 x^2 / 2"
        " noise of size tau costs L0 tau^2 / (2 T). And 1 / sqrt(T) stands for h, which may be 1 /"
        " (L1 (M + tau))"
    ),
    statement="f falls by h (||grad||^2 - h (5 L0 + 4 L1 M) (M + tau)^2 / 2), h L1 (M + tau) <= 1",
    variables={**ranges, g: (1e-3, 1e3), q: (1e-3, 1)},
    parts={"for all functions": (excess, right**2 * (5 * L0 + 4 * L1 * M) * (M + tau) ** 2 / 2)},
    premises=(g <= M, right * L1 * (M + tau) <= 1),
)
