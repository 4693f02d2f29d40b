"""Clipped SGD on smooth nonconvex functions, with the parameters and the bound as printed."""

import sympy

from theorybench.problems.functions.quadratic import quadratic
from theorybench.vocabulary import GRADIENT, L, Delta_0, Erratum, Metric, Mode, Source, Theorem
from theorybench.vocabulary import alpha, bounded_moment, gamma, gclip, lower_bounded, mean, n, norm
from theorybench.vocabulary import sigma, smooth, tau, unbiased

smaller_power = Metric(
    "min{||grad f||, ||grad f||^2}",
    GRADIENT**2,
    lambda p, x: norm(p.gradient(x)).clamp(max=1.0) * norm(p.gradient(x)),
)
"""As printed it adds up gradients and their squares, so that it has no unit; the larger power's
is given.
"""
order = 3 * alpha - 2
long = L * (12 * sigma) ** (alpha / (alpha - 1))
tuned = (Delta_0 / (sigma**2 * n)) ** (alpha / order) / L ** ((2 * alpha - 2) / order)
_third = L ** ((2 * alpha - 2) / order) * (Delta_0 / (n * sigma**2)) ** (2 * (alpha - 1) / order)

theorem = Theorem(
    name="zhang2022.thm-4.4.1",
    source=Source("Zhang", 2022, "Theorem 4.4.1"),
    as_printed=True,
    assumes=(lower_bounded, smooth, unbiased, bounded_moment),
    algorithm=gclip,
    params={
        gamma: sympy.Min(1 / (4 * L), 1 / long, tuned),
        tau: sigma * (gamma * L) ** (-1 / alpha),
    },
    metric=mean(smaller_power, first=1),
    mode=Mode.EXPECTATION,
    bound=20 * Delta_0 * sympy.Max(4 * L / n, long / n, _third),
    settings=({n: 100, sigma: 1 / 6, alpha: 2.0},),
    witness=lambda c: quadratic("near-its-minimum", (1.0,), (1e-3,)),
    oracles=(),
    erratum=Erratum(
        what="in the third term (F_0/(K sigma^2))^(2(alpha-1)/(3 alpha-2)) stands for the proof's"
        " (f_0/(G^2 K))^(-alpha/(3 alpha-2))/K: for f_0 -> 0 the step goes to 0 and ||grad f||^2,"
        " up to 2 L f_0, stays, while the bound becomes 80 L f_0/K. The terms have different units,"
        " and min{a, a^2} has none",
        corrected="zhang2022.thm-4.4.1.corrected",
        on="witness",
    ),
)
