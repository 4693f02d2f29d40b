"""For which accuracies the lower bound for a fixed step can be true."""

import sympy

from theorybench.vocabulary import L0, L1, Constant, Inequality, Source


u = Constant("u", "L1 eps / L0")
epsilon = u * L0 / L1
least = L0 / L1**2 * (u - sympy.log(1 + u))
"""int_0^eps v / (L0 + L1 v) dv: f(x_0) - f* is at least this if ||grad f(x_0)|| > eps."""

printed, corrected = Inequality(
    name="zhang2022.thm-3.4.2.every-epsilon",
    source=Source("Zhang", 2022, "Theorem 3.4.2"),
    statement="The bound of Theorem 3.4.2 is positive only where some x_0 is not stationary",
    variables={L0: (1, 1e3), L1: (1, 1e3), u: (1e-2, 1e4)},
    parts={"height of the lowest bend": (least, 5 * epsilon / 8)},
    as_printed=True,
).corrected(
    what=(
        "5 eps / 8 has the unit of a gradient, not that of f: where eps is large beside L0, ||grad"
        " f(x_0)|| <= eps for all f of the class with f(x_0) - f* slightly above 5 eps / 8, and no"
        " step is needed. Harmless for eps <= 2 L0 / 3"
    ),
    source=Source("Zhang", 2022, "Theorem 3.4.2, corrected"),
    statement="The same with 15 eps^2 / (16 L0) for 5 eps / 8",
    variables={L0: (1e-3, 1e3), L1: (1e-3, 1e3), u: (1e-2, 1e4)},
    parts={"height of the lowest bend": (least, 15 * epsilon**2 / (16 * L0))},
    notes="The integral is at most eps^2 / (2 L0).",
)
