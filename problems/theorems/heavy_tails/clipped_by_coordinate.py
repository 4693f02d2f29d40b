"""Clipping by coordinate on strongly convex functions, with the parameters of the proof."""

from theorybench.problems.declarations import mean_in_domain
from theorybench.problems.functions.unequal_boxes import WEIGHTS, corner, noise_by_coordinate
from theorybench.problems.functions.unequal_boxes import problem
from theorybench.vocabulary import B_1, B_2, Mode, Source, Theorem, alpha, bounded_domain, cclip
from theorybench.vocabulary import coordinate_moments, fair_coin, gamma, gap, k, mu, n, of_average
from theorybench.vocabulary import strongly_convex, symmetric_pareto, tau, unbiased

_noise = tuple(
    noise_by_coordinate(problem, symmetric_pareto(1.8), 1.7, scale=0.3, correlated=correlated)
    for correlated in (False, True)
)
_coins = noise_by_coordinate(corner, fair_coin(), 2.0, scale=1.0, slope=0.3)
"""|noise_i| = w_i: alpha = 2, B_i = w_i sqrt(1.09), and nothing is clipped."""

theorem = Theorem(
    name="zhang2022.thm-4.5.1.corrected",
    source=Source("Zhang", 2022, "Theorem 4.5.1 with the parameters of its proof, section 4.7.5"),
    assumes=(strongly_convex, bounded_domain, unbiased, coordinate_moments),
    algorithm=cclip(WEIGHTS),
    params={gamma: 4 / (mu * (k + 1)), tau: B_1 * k ** (1 / alpha)},
    metric=of_average(gap, weighted=True),
    mode=Mode.EXPECTATION,
    bound=16 * B_2**2 / (mu * (n + 1) ** (2 * (alpha - 1) / alpha)),
    settings=({n: 300}, {n: 2000}),
    declares=(mean_in_domain,),
    oracles=(*_noise, _coins),
)
