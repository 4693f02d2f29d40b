"""Clipped SGD on smooth nonconvex functions: the bound that the printed proof ends with."""

from dataclasses import replace

import sympy

from theorybench.problems.functions.quadratic import quadratic
from theorybench.problems.theorems.heavy_tails.clipped_nonconvex_printed import long, smaller_power
from theorybench.problems.theorems.heavy_tails.clipped_nonconvex_printed import theorem, tuned
from theorybench.vocabulary import L, Delta_0, Erratum, Source, alpha, mean, n, sigma

proof = replace(
    theorem,
    name="zhang2022.thm-4.4.1.proof",
    source=Source("Zhang", 2022, "section 4.7.1, proof of Theorem 4.4.1"),
    metric=mean(smaller_power, first=0),
    bound=20 * Delta_0 / n * sympy.Max(4 * L, long, 1 / tuned),
    settings=({n: 100, sigma: 1e-3, alpha: 2.0},),
    witness=lambda c: quadratic("from-1", (1.0,), (1.0,)),
    erratum=Erratum(
        what="where sigma is small it stands still: a step is at most eta tau = sigma (eta"
        " L)^((alpha-1)/alpha)/L long. f = x^2/2 from x_0 = 1, sigma = 0.001, alpha = 2, K = 100: x"
        " stays above 0.95, and the bound is 0.4. The proof needs tau >= 16 sigma and a decrease of"
        " eta tau ||grad f|| where it has eta ||grad f||, and divides by eta/4 where it has eta/12",
        corrected="zhang2022.thm-4.4.1.corrected",
        on="witness",
    ),
)
