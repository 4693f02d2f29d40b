"""The moments of the zero chain's oracle, whose noise is on one coordinate alone."""

from theorybench.problems.functions.zero_chain import SOURCE, p, zero_chain
from theorybench.problems.functions.zero_chain_claims import moments_bounded
from theorybench.vocabulary import Construction, alpha, d


construction = Construction(
    name="zhang2022.lem-4.7.10",
    source=SOURCE,
    as_printed=True,
    statement="The oracle is unbiased, and E||g_d(x)||^alpha <= 2 ||grad f_d(x)||^alpha + 23^alpha"
    " 2/p^(alpha-1) for alpha in (1, 2].",
    build=lambda values: zero_chain(int(values[d])),
    settings=tuple(
        {d: dim, p: chance, alpha: tail}
        for dim in (1, 3, 20)
        for tail in (1.05, 1.5, 2.0)
        for chance in (1.0, 1e-2)
    ),
    parts=moments_bounded,
    slip="The second line of the displayed proof drops the factor 2 of E||g_d - grad f_d||^alpha:"
    " at x = 0 only d_1 f_d differs from 0, so that it would say 2 <= 1. With the factor, the"
    " fourth line does not follow from the third for alpha < 2 and small p.",
)
