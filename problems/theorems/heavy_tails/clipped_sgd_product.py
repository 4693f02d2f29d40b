"""Clipping at G k^(alpha-1), as printed, is too low: its bias decays slower than the bound."""

import sympy

from theorybench.vocabulary import Erratum, Inequality, Source, alpha, k


level = k ** (alpha - 1)
probability = ((alpha - 1) / (alpha * level)) ** alpha
jump = (
    probability
    * sympy.Max(1, (1 - probability) * probability ** (alpha - 1) + (1 - probability) ** alpha)
) ** (-1 / alpha)
minimiser = probability * jump
average_at_most = 2 * probability / ((alpha + 1) * (1 - probability)) * (k + 1) ** alpha / k

theorem = Inequality(
    name="zhang2022.thm-4.4.2.product",
    source=Source("Zhang", 2022, "Theorem 4.4.2, mu^(k+1) read as mu (k+1)"),
    as_printed=True,
    statement="Projected GClip with tau_k = G k^(alpha-1) and eta_k = 4/(mu (k+1)) has a gap of at"
    " most 16 G^2 / (mu (k+1)^(2(alpha-1)/alpha)): put to f = mu (x - b)^2 / 2 on [0, b], x_0 = 0,"
    " with the gradient mu x - B with probability p and mu x else, p B = mu b.",
    variables={alpha: (1.01, 2.0), k: (1.0, 1e12)},
    parts={
        "gap": (
            sympy.Max(0, minimiser - average_at_most) ** 2 / 2,
            16 * (k + 1) ** (-2 * (alpha - 1) / alpha),
        )
    },
    erratum=Erratum(
        what="with tau_k = G k^(alpha-1) the bias alone keeps the gap at order k^(-2 (alpha-1)^2),"
        " which exceeds k^(-2(alpha-1)/alpha) for alpha (alpha-1) < 1; the constants hide it up to"
        " about 4e7 steps",
        corrected="zhang2022.thm-4.4.2.corrected",
    ),
)
