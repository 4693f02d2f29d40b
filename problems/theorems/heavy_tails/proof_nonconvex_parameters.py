"""What the printed step and level for nonconvex functions make of the terms of the proof."""

import sympy

from theorybench.problems.ranges import ranges
from theorybench.problems.theorems.heavy_tails.clipped_nonconvex_printed import theorem
from theorybench.vocabulary import L, Delta_0, Inequality, Source, alpha, gamma, n, sigma, tau

_eta = theorem.params[gamma]
_level = theorem.params[tau].subs(gamma, _eta)
_noise = 2 * sigma**2 * (_eta * L) ** ((2 * alpha - 2) / alpha)
_terms = _eta * L * sigma**alpha * _level ** (2 - alpha) + sigma ** (2 * alpha) / _level ** (
    2 * alpha - 2
)

parameters = Inequality(
    name="zhang2022.proof-4.4.1.parameters",
    source=Source("Zhang", 2022, "section 4.7.1, proof of Theorem 4.4.1"),
    as_printed=True,
    statement="With the printed eta and tau: eta L tau <= 1/12; eta L sigma^alpha tau^(2-alpha) +"
    " sigma^(2 alpha)/tau^(2 alpha-2) = 2 sigma^2 (eta L)^((2 alpha-2)/alpha); 16 sigma^2 (eta"
    " L)^((2 alpha-2)/alpha) <= 16 f_0/(eta K).",
    variables={alpha: (1.05, 2.0)} | ranges(sigma, L, Delta_0, n),
    parts={
        "eta L tau <= 1/12": (_eta * L * _level, sympy.Rational(1, 12)),
        "T_2 is at most what is printed": (_terms, _noise * (1 + 1e-9)),
        "T_2 <= 16 f_0/(eta K)": (8 * _noise, 16 * Delta_0 / (_eta * n) * (1 + 1e-9)),
    },
)
