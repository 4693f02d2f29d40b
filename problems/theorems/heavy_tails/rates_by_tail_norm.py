"""How fast clipping by norm converges under noise of different tail indices: a rate."""

from dataclasses import replace

from theorybench.problems.functions.unequal_boxes import noise_by_coordinate, problem
from theorybench.problems.theorems.heavy_tails.rates_by_tail import by_coordinate_rate
from theorybench.vocabulary import B_alpha, Source, alpha, gamma, gclip, k, mu, student
from theorybench.vocabulary import symmetric_pareto, tau

_scalars = (student(1.6), 1.5), (symmetric_pareto(1.9), 1.8), (student(3.0), 2.0)

by_norm_rate = replace(
    by_coordinate_rate,
    name="zhang2022.thm-4.4.2.rate",
    source=Source("Zhang", 2022, "Theorem 4.4.2 with the parameters of its proof, as a rate"),
    algorithm=gclip,
    oracles=tuple(noise_by_coordinate(problem, z, order, scale=0.3) for z, order in _scalars),
    params={gamma: 4 / (mu * (k + 1)), tau: B_alpha * k ** (1 / alpha)},
)
