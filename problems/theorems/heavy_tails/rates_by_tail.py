"""How fast clipped SGD converges under noise of different tail indices: the rates of the two
theorems, with no constant.
"""

from dataclasses import replace

from theorybench.problems.functions.unequal_boxes import noise_by_coordinate, problem
from theorybench.problems.theorems.heavy_tails.clipped_by_coordinate import theorem
from theorybench.vocabulary import B_alpha, Mode, Source, alpha, gamma, gclip, k, mu, n
from theorybench.vocabulary import one_sided_pareto, student, symmetric_pareto, tau

_noises = tuple(
    noise_by_coordinate(problem, scalar, promised, scale=0.3)
    for scalar, promised in (
        (symmetric_pareto(1.2), 1.1),
        (one_sided_pareto(1.4), 1.3),
        (student(1.6), 1.5),
        (symmetric_pareto(1.9), 1.8),
        (student(3.0), 2.0),
    )
)

by_coordinate_rate = replace(
    theorem,
    name="zhang2022.thm-4.5.1.rate",
    source=Source("Zhang", 2022, "Theorem 4.5.1 with the parameters of its proof, as a rate"),
    mode=Mode.RATE,
    bound=n ** (-2 * (alpha - 1) / alpha),
    settings=({n: 100}, {n: 2000}),
    declares=(),
    rate_range=2.5,
    oracles=_noises[:3],
)

by_norm_rate = replace(
    by_coordinate_rate,
    name="zhang2022.thm-4.4.2.rate",
    source=Source("Zhang", 2022, "Theorem 4.4.2 with the parameters of its proof, as a rate"),
    algorithm=gclip,
    oracles=_noises[2:],
    params={gamma: 4 / (mu * (k + 1)), tau: B_alpha * k ** (1 / alpha)},
)
