"""Clipping by norm under moments by coordinate: the bound with the right moment of the norm."""

from dataclasses import replace

from theorybench.problems.theorems.heavy_tails.clipped_by_norm import by_norm
from theorybench.vocabulary import B_alpha, Source, alpha, gamma, k, mu, n, tau

sharp = replace(
    by_norm,
    name="zhang2022.cor-4.5.1.sharp",
    source=Source("Zhang", 2022, "Corollary 4.5.1 with the right moment of the norm"),
    as_printed=False,
    statement="",
    params={gamma: 4 / (mu * (k + 1)), tau: B_alpha * k ** (1 / alpha)},
    bound=16 * B_alpha**2 / (mu * (n + 1) ** (2 * (alpha - 1) / alpha)),
    slip="",
)
