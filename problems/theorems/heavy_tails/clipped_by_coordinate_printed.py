"""Clipping by coordinate at the printed level: no steps and no average find the minimiser."""

import sympy

from theorybench.problems.theorems.heavy_tails.clipped_sgd_product import jump, level, probability
from theorybench.vocabulary import Erratum, Inequality, Source, alpha, k

lower_jump = level + probability * jump
apart = probability * sympy.Max(0, jump - lower_jump)

theorem = Inequality(
    name="zhang2022.thm-4.5.1",
    source=Source("Zhang", 2022, "Theorem 4.5.1"),
    as_printed=True,
    statement="CClip with tau_k = B k^(alpha-1), appropriate steps and averaging has a gap of at"
    " most 16 ||B||_2^2 / (mu (k+1)^(2(alpha-1)/alpha)): put, for all steps and outputs at once, to"
    " two functions that look the same when clipped, f = mu (x - b)^2 / 2 on [0, p J], b = p j /"
    " mu, with the gradient mu x - j with probability p and mu x else, j = J or less.",
    variables={alpha: (1.01, 2.0), k: (1.0, 1e12)},
    parts={"larger gap of the two": (apart**2 / 8, 16 * (k + 1) ** (-2 * (alpha - 1) / alpha))},
    erratum=Erratum(
        what="tau_k = B k^(alpha-1) is too low: whatever the steps and the output, the bias of"
        " clipping leaves a gap of order k^(-2 (alpha-1)^2), above k^(-2(alpha-1)/alpha) for alpha"
        " (alpha-1) < 1, from 6e9 steps on; the proof has B k^(1/alpha)",
        corrected="zhang2022.thm-4.5.1.corrected",
    ),
)
