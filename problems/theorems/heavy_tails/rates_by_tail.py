"""How fast clipping by coordinate converges under noise of different tail indices: a rate."""

from dataclasses import replace

from theorybench.problems.functions.unequal_boxes import noise_by_coordinate, problem
from theorybench.problems.theorems.heavy_tails.clipped_by_coordinate import theorem
from theorybench.vocabulary import Mode, Source, alpha, n, one_sided_pareto, student
from theorybench.vocabulary import symmetric_pareto

_scalars = (symmetric_pareto(1.2), 1.1), (one_sided_pareto(1.4), 1.3), (student(1.6), 1.5)

by_coordinate_rate = replace(
    theorem,
    name="zhang2022.thm-4.5.1.rate",
    source=Source("Zhang", 2022, "Theorem 4.5.1 with the parameters of its proof, as a rate"),
    mode=Mode.RATE,
    bound=n ** (-2 * (alpha - 1) / alpha),
    settings=({n: 100}, {n: 2000}),
    declares=(),
    rate_range=2.5,
    oracles=tuple(noise_by_coordinate(problem, z, order, scale=0.3) for z, order in _scalars),
)
