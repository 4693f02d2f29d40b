"""The summary table for strongly convex functions: rates of clipped SGD."""

from dataclasses import replace

from theorybench.problems.noise import heavy
from theorybench.problems.theorems.heavy_tails.clipped_sgd import corrected
from theorybench.problems.theorems.heavy_tails.table_sgd_strongly_convex import theorem as sgd
from theorybench.vocabulary import Mode, Source, alpha, n

upper = replace(
    corrected,
    name="zhang2022.table-4.1.gclip-strongly-convex",
    source=Source("Zhang", 2022, "Table 4.1, GClip, strongly convex"),
    mode=Mode.RATE,
    bound=n ** (-(alpha - 1) / alpha),
    valid_when=(alpha < 2,),
    settings=({n: 30}, {n: 3000}),
    declares=(),
    oracles=(heavy,),
)

standard = replace(
    upper,
    name="zhang2022.table-4.1.gclip-strongly-convex.standard-noise",
    source=Source("Zhang", 2022, "Table 4.1, GClip, strongly convex, alpha >= 2"),
    bound=1 / n,
    valid_when=(alpha >= 2,),
    settings=({n: 200}, {n: 4000}),
    oracles=sgd.oracles,
)
