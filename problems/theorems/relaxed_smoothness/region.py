"""The set around the sublevel set that the assumptions are needed on: any radius does, and it is
what max{1, L1^2} has the unit of.
"""

import sympy

from theorybench.vocabulary import GRADIENT, L0, L1, LENGTH, Constant, Inequality, Source, epsilon


g = Constant("g", "norm of the gradient at x_k", GRADIENT, "\\|\\nabla f(x_k)\\|")
rho = Constant("rho", "radius of the set (3.3)", LENGTH, "\\rho")

step = sympy.Min(1 / (10 * L0), rho / g, 1 / (10 * L1 * g))

lemma = Inequality(
    name="zhang2022.eq-3.3",
    source=Source("Zhang", 2022, "(3.3)"),
    statement=(
        "The assumptions are needed at distances up to 1 from the sublevel set only, and 1 may be"
        " any rho > 0: clipped gradient descent with steps of length at most min{rho, 1 / (10 L1)}"
        " still falls by min{L0 / (20 max{1/rho^2, L1^2}), eps^2 / (20 L0)} in a step"
    ),
    variables={
        L0: (1e-6, 1e6),
        L1: (1e-6, 1e6),
        rho: (1e-6, 1e6),
        g: (1e-6, 1e9),
        epsilon: (1e-9, 1e9),
    },
    parts={
        "fall": (
            sympy.Min(L0 / (20 * sympy.Max(1 / rho**2, L1**2)), epsilon**2 / (20 * L0)),
            step * g**2 / 2,
        )
    },
    premises=(epsilon <= g,),
    notes=(
        "With zhang2022.proof-3.4.1.descent this is Theorem 3.4.1 with 20 max{1/rho^2, L1^2}"
        " Delta_0 / L0, and with rho = 1 its 1 gets the unit 1/X^2 that it lacks. Where the step is"
        " rho / g, g >= 10 rho L0 and the fall rho g / 2 is at least 5 rho^2 L0."
    ),
)
