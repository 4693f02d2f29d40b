"""Normalised and clipped gradient descent take the same steps up to a factor 2."""

import sympy

from theorybench.problems.theorems.relaxed_smoothness.one_step import g
from theorybench.vocabulary import Inequality, Source, beta_n, eta_n

clipped = sympy.Min(eta_n / beta_n, eta_n / g)
normalised = eta_n / (g + beta_n)

lemma = Inequality(
    name="zhang2022.sec-3.3.1.ngd-clip",
    source=Source("Zhang", 2022, "section 3.3.1"),
    statement="h_c / 2 <= h_n <= 2 h_c for gamma eta_c = eta_n and eta_c = eta_n / beta",
    as_printed=True,
    variables={g: (1e-9, 1e9), eta_n: (1e-6, 1e6), beta_n: (1e-9, 1e9)},
    parts={"h_c / 2 <= h_n": (clipped / 2, normalised), "h_n <= 2 h_c": (normalised, 2 * clipped)},
    notes="The first part is reached at ||grad f|| = beta; in the second, h_n <= h_c would do.",
)
