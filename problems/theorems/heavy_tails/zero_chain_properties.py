"""Five properties of the zero chain: height, smoothness, slopes, progress, steepness."""

from theorybench.problems.functions.zero_chain import SOURCE, zero_chain
from theorybench.problems.functions.zero_chain_claims import five_properties
from theorybench.vocabulary import Construction, d


construction = Construction(
    name="zhang2022.lem-4.7.9",
    source=SOURCE,
    as_printed=True,
    statement="(1) f_d(0) - inf f_d <= 12 d; (2) f_d is 152-smooth; (3) ||grad f_d||_inf <= 23; (4)"
    " prog_0(grad f_d(x)) <= prog_1/2(x) + 1; (5) prog_1(x) < d implies ||grad f_d(x)||^2 >= 1.",
    build=lambda values: zero_chain(int(values[d])),
    settings=tuple({d: dim} for dim in (1, 2, 3, 50)),
    parts=five_properties,
)
