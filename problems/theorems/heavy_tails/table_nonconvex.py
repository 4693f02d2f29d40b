"""The summary table for nonconvex functions: the rate of clipped SGD."""

from dataclasses import replace

from theorybench.problems.noise import only_on
from theorybench.problems.theorems.heavy_tails.clipped_nonconvex_corrected import theorem
from theorybench.vocabulary import Mode, Source, alpha, gaussian, gradient_norm, mean, n, pareto

_heavy = pareto(1.25, 1.2, 0.02), pareto(1.55, 1.5, 0.065), pareto(1.85, 1.8, 0.09)

clipped = replace(
    theorem,
    name="zhang2022.table-4.1.gclip-nonconvex",
    source=Source("Zhang", 2022, "Table 4.1, GClip, nonconvex"),
    metric=mean(gradient_norm),
    mode=Mode.RATE,
    bound=n ** (-(alpha - 1) / (3 * alpha - 2)),
    settings=({n: 200}, {n: 2000}),
    declares=(),
    loose="",
    oracles=only_on("quadratic-well-conditioned", gaussian(0.7), *_heavy),
)
