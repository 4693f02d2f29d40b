"""The zero chain scaled into the class: what the proof says of it before it counts steps."""

from theorybench.problems.functions.zero_chain import SOURCE, scaled_chain
from theorybench.problems.functions.zero_chain_claims import scaled_into_the_class
from theorybench.problems.functions.zero_chain_sizes import dimension, rarity, sized
from theorybench.vocabulary import L, Construction, Problem, Values, alpha, epsilon


def _build(c: Values) -> Problem:
    return scaled_chain(dimension(c), c[L], c[epsilon], rarity(c) ** c[alpha], c[alpha])[0]


construction = Construction(
    name="zhang2022.proof-4.4.4.scaling",
    source=SOURCE,
    as_printed=True,
    statement="f = (L lambda^2/152) f_d(x/lambda), lambda = 304 epsilon/L, d = floor(Delta L/(7296"
    " epsilon^2)), g = 2 epsilon g_d(x/lambda): f is L-smooth, f(0) - inf f <= Delta, E||g||^alpha"
    " <= 8 epsilon^alpha ||grad f_d||^alpha + 5000 epsilon^alpha/p^(alpha-1), and for p = (5000"
    " epsilon)^alpha/(G - 4 sqrt(Delta L))^alpha E||g||^alpha <= G^alpha.",
    build=_build,
    settings=tuple(
        sized(tail, dim, rare, *scale)
        for tail in (1.1, 1.5, 2.0)
        for dim, rare, *scale in ((1, 0.5, 1.0, 1.0), (20, 0.1, 0.1, 3.0))
    ),
    parts=scaled_into_the_class,
    slip="'When G >= 4 sqrt(Delta L), we can set p': for p <= 1 it takes G >= 4 sqrt(Delta L) +"
    " 5000 epsilon.",
)
