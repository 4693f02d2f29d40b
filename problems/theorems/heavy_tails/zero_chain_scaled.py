"""The zero chain scaled into the class: what the proof says of it before it counts steps."""

import math

from theorybench.problems.functions.zero_chain import SOURCE, points, scaled_chain, zero_chain
from theorybench.problems.functions.zero_chain_sizes import dimension, moment, rarity, sized
from theorybench.vocabulary import G, L, Comparison, Construction, Delta_0, Problem, Values, alpha
from theorybench.vocabulary import epsilon

_SLOPES = "8 eps^alpha ||grad f_d||^alpha"


def _build(c: Values) -> Problem:
    return scaled_chain(dimension(c), c[L], c[epsilon], rarity(c) ** c[alpha], c[alpha])[0]


def _claims(problem: Problem, c: Values) -> tuple[Comparison, ...]:
    tail, eps, chance = c[alpha], c[epsilon], rarity(c) ** c[alpha]
    x, chain = points(problem.dim), zero_chain(problem.dim)
    slope, root = chain.gradient(x), math.sqrt(c[Delta_0] * c[L])
    noisy = (2 * eps) ** tail * moment(chain, chance, tail, x)
    first = 8 * eps**tail * slope.norm(dim=-1) ** tail
    ratio = float((noisy / (first + 5000 * eps**tail / chance ** (tail - 1))).max())
    apart = float((problem.gradient(304 * eps / c[L] * x) - 2 * eps * slope).abs().max())
    off = abs(problem.constants[L] - c[L])
    return (
        Comparison("f is L-smooth", off, 0.0, slack=1e-12 * c[L]),
        Comparison("f(0) - inf f <= Delta", problem.constants[Delta_0], c[Delta_0]),
        Comparison("grad f(x) = 2 epsilon grad f_d(x/lambda)", apart, 0.0, slack=1e-10 * eps),
        Comparison("2 (2 epsilon)^alpha <= 8 epsilon^alpha", 2 * 2**tail, 8.0),
        Comparison("2 (46 epsilon)^alpha <= 5000 epsilon^alpha", 2 * 46**tail, 5000.0),
        Comparison(f"E||g||^alpha <= {_SLOPES} + 5000 eps^alpha/p^(alpha-1)", ratio, 1.0),
        Comparison(f"{_SLOPES} <= (4 sqrt(Delta L))^alpha", float(first.max()), (4 * root) ** tail),
        Comparison("E||g||^alpha <= G^alpha", float(noisy.max()), c[G] ** tail),
    )


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
    parts=_claims,
    slip="'When G >= 4 sqrt(Delta L), we can set p': for p <= 1 it takes G >= 4 sqrt(Delta L) +"
    " 5000 epsilon.",
)
