"""One step of SGD with a fixed step in the proof of Theorem 3.4.5: by how much f falls on
average.
"""

from dataclasses import replace

import sympy

from theorybench.problems.theorems.relaxed_smoothness.bounded_noise_law import g
from theorybench.problems.theorems.relaxed_smoothness.clipped_step_descent import q
from theorybench.vocabulary import L0, L1, M, T, Erratum, Inequality, Source, tau

step = sympy.Min(1 / sympy.sqrt(T), 1 / (L1 * (M + tau)))
right = q / (L1 * (g + tau))
"""The step whose longest move, h (||grad|| + tau), is q / L1."""

printed = Inequality(
    name="zhang2022.proof-3.4.5.descent",
    source=Source("Zhang", 2022, "section 3.7.5"),
    statement="E f(x_{k+1}) <= f(x_k) - ||grad||^2 / sqrt(T) + (5 L0 + 4 L1 M (M + tau)^2) / (2 T)",
    as_printed=True,
    erratum=Erratum(
        "(5 L0 + 4 L1 M) (M + tau)^2 has lost its first brackets: at the minimum of L0 x^2 / 2"
        " noise of size tau costs L0 tau^2 / (2 T). And 1 / sqrt(T) stands for h, which may be 1 /"
        " (L1 (M + tau))",
        corrected="zhang2022.proof-3.4.5.descent.corrected",
    ),
    variables={
        L0: (1e-3, 1e3),
        L1: (1e-3, 1e3),
        M: (1e-3, 1e3),
        tau: (1e-3, 1e3),
        T: (1, 1e6),
        g: (0, 1e3),
    },
    parts={
        "on a parabola": (
            g**2 / sympy.sqrt(T) - step * g**2 + L0 * step**2 * (g**2 + tau**2) / 2,
            (5 * L0 + 4 * L1 * M * (M + tau) ** 2) / (2 * T),
        )
    },
    premises=(g <= M,),
)

corrected = replace(
    printed,
    name="zhang2022.proof-3.4.5.descent.corrected",
    statement=(
        "E f(x_{k+1}) <= f(x_k) - h ||grad||^2 + h^2 (5 L0 + 4 L1 M) (M + tau)^2 / 2 for ||grad||"
        " <= M and steps h <= 1 / (L1 (M + tau))"
    ),
    as_printed=False,
    erratum=None,
    variables={**printed.variables, g: (1e-3, 1e3), q: (1e-3, 1)},
    parts={
        "for all functions": (
            (L0 + L1 * g) * (sympy.exp(q) - 1 - q) / L1**2,
            right**2 * (5 * L0 + 4 * L1 * M) * (M + tau) ** 2 / 2,
        )
    },
    premises=(g <= M, right * L1 * (M + tau) <= 1),
    notes=(
        "By zhang2022.proof-3.4.1.descent for steps in any direction, of length at most h (||grad||"
        " + tau). 2 (e - 2) = 1.44 would do for 5 and 4."
    ),
)
