"""The rate of clipped SGD on nonconvex functions, with the parameters that are printed."""

from dataclasses import replace

from theorybench.problems.noise import only_on
from theorybench.problems.theorems.heavy_tails.clipped_nonconvex_printed import theorem as printed
from theorybench.problems.theorems.heavy_tails.table_nonconvex import clipped
from theorybench.vocabulary import Source, gaussian, pareto

remark = replace(
    clipped,
    name="zhang2022.rem-4.4.2",
    source=Source("Zhang", 2022, "Remark 4.4.2"),
    as_printed=True,
    params=printed.params,
    oracles=only_on(  # sigma = 0.1
        "quadratic-well-conditioned", gaussian(0.07), pareto(1.55, 1.5, 0.0065)
    ),
    slip="The remark rests on theorem 4.4.1, which is false as printed. As a rate it is true: for"
    " large K the prescribed step is the third term, tau >= max{8 sigma, 2}, and"
    " zhang2022.thm-4.4.1.corrected applies; a <= m + sqrt(m) for m = min{a, a^2} then gives the"
    " mean of a.",
)
