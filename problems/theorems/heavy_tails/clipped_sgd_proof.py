"""Clipped SGD on strongly convex functions: the bound of the proof before it is simplified."""

from dataclasses import replace

from theorybench.problems.theorems.heavy_tails.clipped_sgd import corrected
from theorybench.vocabulary import G, Source, alpha, mu, n

theorem = replace(
    corrected,
    name="zhang2022.thm-4.4.2.proof",
    source=Source("Zhang", 2022, "section 4.7.2, proof of Theorem 4.4.2"),
    as_printed=True,
    bound=8 * G**2 * (n + 1) ** ((2 - alpha) / alpha) / (mu * n),
)
