"""What x <= C0 + C1 ln x says about x: a step for AdaGrad under generalised smoothness."""

import sympy

from theorybench.vocabulary import Constant, Inequality, Source


x = Constant("x", "the number to be bounded")
C_0 = Constant("C_0", "constant part")
C_1 = Constant("C_1", "factor of the logarithm")
zeta = Constant("zeta", "at least 5")

lemma = Inequality(
    name="liu2025.lem-G.4",
    source=Source(
        "Liu, Pan, Zhang", 2025, "Lemma G.4, eq. (33)", "https://arxiv.org/abs/2406.15244"
    ),
    as_printed=True,
    variables={x: (1e-6, 1e15), C_0: (0.0, 1e12), C_1: (0.0, 1e12), zeta: (5.0, 100.0)},
    premises=(C_0 <= C_1, x <= C_0 + C_1 * sympy.log(x)),
    parts={"x <= 2 C0 + zeta C1 ln(C1 + e)": (x, 2 * C_0 + zeta * C_1 * sympy.log(C_1 + sympy.E))},
    notes="Loose: zeta = 1.45 would do. C1 >= C0 is not needed.",
)
