"""For which accuracies the lower bound for a fixed step can be true: it must ask for no step
where x_0 is stationary on every function.
"""

from dataclasses import replace

import sympy

from theorybench.vocabulary import L0, L1, Constant, Erratum, Inequality, Source


u = Constant("u", "L1 eps / L0")
epsilon = u * L0 / L1

least = L0 / L1**2 * (u - sympy.log(1 + u))
"""int_0^eps v / (L0 + L1 v) dv: f(x_0) - f* is at least this where ||grad f(x_0)|| > eps, and
may be any more.
"""

printed = Inequality(
    name="zhang2022.thm-3.4.2.every-epsilon",
    source=Source("Zhang", 2022, "Theorem 3.4.2"),
    statement=(
        "For L0 >= 1, L1 >= 1 the bound L1 M (f(x_0) - f* - 5 eps / 8) / (8 eps^2 (log M + 1)) is"
        " positive only where some x_0 with that f(x_0) - f* is not stationary"
    ),
    as_printed=True,
    erratum=Erratum(
        "5 eps / 8 has the unit of a gradient, not that of f: where eps is large beside L0, ||grad"
        " f(x_0)|| <= eps for all f of the class with f(x_0) - f* slightly above 5 eps / 8, and no"
        " step is needed. Harmless for eps <= 2 L0 / 3",
        corrected="zhang2022.thm-3.4.2.every-epsilon.corrected",
    ),
    variables={L0: (1, 1e3), L1: (1, 1e3), u: (1e-2, 1e4)},
    parts={"height of the lowest bend": (least, 5 * epsilon / 8)},
    notes=(
        "Along the steepest descent from x_0 ||grad f|| falls by at most L0 + L1 ||grad f|| a unit"
        " of length. With L0 = L1 = 1 and eps = 10 that takes a height of 10 - log 11 = 7.6, and 5"
        " eps / 8 is 6.25. M > eps does not help."
    ),
)

corrected = replace(
    printed,
    name="zhang2022.thm-3.4.2.every-epsilon.corrected",
    source=Source("Zhang", 2022, "Theorem 3.4.2, corrected"),
    statement=(
        "The bound of zhang2022.thm-3.4.2.corrected, with 15 eps^2 / (16 L0) for 5 eps / 8, is"
        " positive only where some x_0 is not stationary"
    ),
    as_printed=False,
    erratum=None,
    variables={L0: (1e-3, 1e3), L1: (1e-3, 1e3), u: (1e-2, 1e4)},
    parts={"height of the lowest bend": (least, 15 * epsilon**2 / (16 * L0))},
    notes="The integral is at most eps^2 / (2 L0).",
)
