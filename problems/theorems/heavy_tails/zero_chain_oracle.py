"""The oracle of the zero chain: one coin decides whether the next coordinate is shown."""

from theorybench.problems.functions.zero_chain import SOURCE, p, zero_chain
from theorybench.problems.functions.zero_chain_claims import one_coin_shows_one
from theorybench.vocabulary import Construction, d


construction = Construction(
    name="zhang2022.constr-4.4.4.oracle",
    source=SOURCE,
    as_printed=True,
    statement="g_d(x)_i = (1 + 1{i = prog_1/4(x) + 1}(z/p - 1)) d_i f_d(x), z ~ Bern(p): P(exists"
    " x: prog_0(g_d(x)) = prog_1/4(x) + 1) <= p, P(exists x: prog_0(g_d(x)) > prog_1/4(x) + 1) ="
    " 0.",
    build=lambda values: zero_chain(int(values[d])),
    settings=tuple({d: dim, p: chance} for dim in (1, 2, 3, 20) for chance in (0.5, 0.01)),
    parts=one_coin_shows_one,
)
