"""The summary table for nonconvex functions: rates of the gradient norm with clipping, with the
parameters that hold and with those that are printed.
"""

from dataclasses import replace

from theorybench.problems.noise import only_on
from theorybench.problems.theorems.heavy_tails import clipped_nonconvex_corrected
from theorybench.problems.theorems.heavy_tails import clipped_nonconvex_printed
from theorybench.vocabulary import Mode, Source, alpha, gaussian, gradient_norm, mean, n, pareto

_quadratic = "quadratic-well-conditioned"
_heavy = pareto(1.25, 1.2, 0.02), pareto(1.55, 1.5, 0.065), pareto(1.85, 1.8, 0.09)

clipped = replace(
    clipped_nonconvex_corrected.theorem,
    name="zhang2022.table-4.1.gclip-nonconvex",
    source=Source("Zhang", 2022, "Table 4.1, GClip, nonconvex"),
    metric=mean(gradient_norm),
    mode=Mode.RATE,
    bound=n ** (-(alpha - 1) / (3 * alpha - 2)),
    settings=({n: 200}, {n: 2000}),
    declares=(),
    loose="",
    oracles=only_on(_quadratic, gaussian(0.7), *_heavy),
)

remark = replace(
    clipped,
    name="zhang2022.rem-4.4.2",
    source=Source("Zhang", 2022, "Remark 4.4.2"),
    as_printed=True,
    params=clipped_nonconvex_printed.theorem.params,
    oracles=only_on(_quadratic, gaussian(0.07), pareto(1.55, 1.5, 0.0065)),  # sigma = 0.1
    slip="The remark rests on theorem 4.4.1, which is false as printed. As a rate it is true: for"
    " large K the prescribed step is the third term, tau >= max{8 sigma, 2}, and"
    " zhang2022.thm-4.4.1.corrected applies; a <= m + sqrt(m) for m = min{a, a^2} then gives the"
    " mean of a.",
)
