"""Clipping by coordinate and by norm under noise with moments by coordinate, on strongly convex
functions.
"""

import dataclasses

from theorybench.problems.functions.unequal_boxes import (
    WEIGHTS,
    corner,
    corner_of_a_line,
    problem,
)
from theorybench.vocabulary import B_1, B_2, B_alpha, Declared, Mode, Oracle, Problem, Source
from theorybench.vocabulary import Theorem, alpha, bounded_domain, by_coordinate, cclip
from theorybench.vocabulary import coordinate_moments, d, fair_coin, gamma, gap, gap_max, gclip, k
from theorybench.vocabulary import mu, n, of_average, strongly_convex, symmetric_pareto, tau
from theorybench.vocabulary import unbiased

_noise = tuple(
    dataclasses.replace(
        by_coordinate(
            symmetric_pareto(1.8), tuple(0.3 * one for one in WEIGHTS), 1.7, correlated, WEIGHTS
        ),
        only=lambda other: other is problem,
    )
    for correlated in (False, True)
)
"""The largest slopes are WEIGHTS and the noise is in their proportions, and so are the B_i: B =
B_1 WEIGHTS.
"""


def _coins(served: Problem, weights: tuple[float, ...]) -> Oracle:
    """The largest slopes are 0.3 w_i and |noise_i| = w_i: alpha = 2, B_i = w_i sqrt(1.09), and
    nothing is clipped.
    """
    made = by_coordinate(
        fair_coin(), weights, 2.0, correlated=False, slopes=tuple(0.3 * one for one in weights)
    )
    return dataclasses.replace(made, only=lambda other: other is served)


_coins_on_corner = _coins(corner, WEIGHTS)

_shrinks = (n + 1) ** (2 * (alpha - 1) / alpha)

by_coordinates = Theorem(
    name="zhang2022.thm-4.5.1.corrected",
    source=Source("Zhang", 2022, "Theorem 4.5.1 with the parameters of its proof, section 4.7.5"),
    statement=(
        "Projected CClip with tau_i = B_i k^(1/alpha) and eta_k = 4/(mu (k+1)): E f(mean of j"
        " x_{j-1}) - f* <= 16 ||B||_2^2 / (mu (k+1)^(2(alpha-1)/alpha))."
    ),
    assumes=(strongly_convex, bounded_domain, unbiased, coordinate_moments),
    algorithm=cclip(WEIGHTS),
    params={gamma: 4 / (mu * (k + 1)), tau: B_1 * k ** (1 / alpha)},
    metric=of_average(gap, weighted=True),
    mode=Mode.EXPECTATION,
    bound=16 * B_2**2 / (mu * _shrinks),
    settings=({n: 300}, {n: 2000}),
    declares=(
        Declared("projection: a mean of points of the domain lies in the domain", at_most=gap_max),
    ),
    oracles=(*_noise, _coins_on_corner),
    notes=(
        "zhang2022.thm-4.4.2.corrected with zhang2022.lem-4.7.5.corrected summed over the"
        " coordinates: |b|^2 <= sum_i B_i^2 k^((2-2 alpha)/alpha) and E|clipped|^2 <= sum_i B_i^2"
        " k^((2-alpha)/alpha), so that G^2 becomes ||B||_2^2. Coins in a corner, where nothing is"
        " clipped, reach 2.8 of the 16 after 2000 steps, 3.6 after 10^5, and tend to 4, which is"
        " what the steps give at alpha = 2 without clipping; the proof gives 6 alpha. For alpha < 2"
        " a search among noises of three values found 1.2 at alpha = 1.8 and 0.4 at 1.5: f - f* <="
        " ||B||_2^2/(2 mu) anyway, so that no more than (k+1)^(2(alpha-1)/alpha)/2 of the 16 can be"
        " reached in k steps."
    ),
)

by_norm = dataclasses.replace(
    by_coordinates,
    name="zhang2022.cor-4.5.1",
    source=Source("Zhang", 2022, "Corollary 4.5.1"),
    as_printed=True,
    statement=(
        "GClip under assumption 4.5.1 on mu-strongly convex f with appropriate step-sizes and"
        " averaging: E f(x-bar_k) - f* <= 16 d ||B||_alpha^2 / (mu (k+1)^(2(alpha-1)/alpha)); here"
        " those of the proof of theorem 4.4.2 for G^alpha = d^(alpha/2) ||B||_alpha^alpha."
    ),
    algorithm=gclip,
    params={gamma: 4 / (mu * (k + 1)), tau: d ** (1 / 2) * B_alpha * k ** (1 / alpha)},
    bound=16 * d * B_alpha**2 / (mu * _shrinks),
    settings=({n: 4000},),
    oracles=(*_noise, _coins_on_corner, _coins(corner_of_a_line, (1.0,))),
    slip=(
        "Lemma 4.7.4, on which it rests, is false on its left side, which is not used here; its"
        " right side is d^(alpha/2) too large."
    ),
    notes=(
        "True, and not because of d: see zhang2022.cor-4.5.1.sharp. So the comparison with theorem"
        " 4.5.1 proves no factor d, by which it is loose in d > 1: 3/d of the 16 are reached."
    ),
)

sharp = dataclasses.replace(
    by_norm,
    name="zhang2022.cor-4.5.1.sharp",
    as_printed=False,
    source=Source("Zhang", 2022, "Corollary 4.5.1 with the right moment of the norm"),
    statement=(
        "GClip with the steps and levels of theorem 4.4.2 for G = ||B||_alpha: E f - f* <= 16"
        " ||B||_alpha^2 / (mu (k+1)^(2(alpha-1)/alpha))."
    ),
    params={gamma: 4 / (mu * (k + 1)), tau: B_alpha * k ** (1 / alpha)},
    bound=16 * B_alpha**2 / (mu * _shrinks),
    slip="",
    notes=(
        "E||g||^alpha <= sum_i E|g_i|^alpha <= ||B||_alpha^alpha (zhang2022.lem-4.7.4.corrected)"
        " and zhang2022.thm-4.4.2.corrected. Against CClip the bound is larger by ||B||_alpha^2 /"
        " ||B||_2^2, between 1 and d^(2/alpha - 1), which is below d and 1 at alpha = 2."
    ),
)
