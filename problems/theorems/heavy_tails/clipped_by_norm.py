"""Clipping by norm under moments by coordinate: a bound that grows with the dimension."""

from dataclasses import replace

from theorybench.problems.functions.unequal_boxes import corner_of_a_line, noise_by_coordinate
from theorybench.problems.theorems.heavy_tails.clipped_by_coordinate import theorem
from theorybench.vocabulary import B_alpha, Source, alpha, d, fair_coin, gamma, gclip, k, mu, n, tau

_coins = noise_by_coordinate(corner_of_a_line, fair_coin(), 2.0, 1.0, slope=0.3, weights=(1.0,))

by_norm = replace(
    theorem,
    name="zhang2022.cor-4.5.1",
    source=Source("Zhang", 2022, "Corollary 4.5.1"),
    as_printed=True,
    statement="GClip under assumption 4.5.1 on mu-strongly convex f with appropriate step-sizes and"
    " averaging: E f(x-bar_k) - f* <= 16 d ||B||_alpha^2 / (mu (k+1)^(2(alpha-1)/alpha)); here"
    " those of the proof of theorem 4.4.2 for G^alpha = d^(alpha/2) ||B||_alpha^alpha.",
    algorithm=gclip,
    params={gamma: 4 / (mu * (k + 1)), tau: d ** (1 / 2) * B_alpha * k ** (1 / alpha)},
    bound=16 * d * B_alpha**2 / (mu * (n + 1) ** (2 * (alpha - 1) / alpha)),
    settings=({n: 4000},),
    oracles=(*(theorem.oracles or ()), _coins),
    slip="Lemma 4.7.4, on which it rests, is false on its left side, which is not used here; its"
    " right side is d^(alpha/2) too large.",
)
