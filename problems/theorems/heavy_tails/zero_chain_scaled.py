"""The zero chain scaled into the class: what the proof of the nonconvex lower bound says of it
before it counts steps.
"""

import math

from theorybench.problems.functions.zero_chain import (
    SOURCE,
    points,
    scaled_chain,
    zero_chain,
)
from theorybench.problems.theorems.heavy_tails.zero_chain_moments import moment
from theorybench.vocabulary import G, L, Comparison, Construction, Delta_0, Problem, Values, alpha
from theorybench.vocabulary import epsilon


def dimension(values: Values) -> int:
    """d = floor(Delta L / (7296 epsilon^2)), beyond rounding."""
    return math.floor(values[Delta_0] * values[L] / (7296 * values[epsilon] ** 2) * (1 + 1e-12))


def rarity(values: Values) -> float:
    """5000 epsilon / (G - 4 sqrt(Delta L))."""
    return 5000 * values[epsilon] / (values[G] - 4 * math.sqrt(values[Delta_0] * values[L]))


def sized(
    tail: float, chain: float, rare: float, accuracy: float = 1.0, smoothness: float = 1.0
) -> Values:
    """The constants for which Delta L / (7296 epsilon^2) = chain and 5000 epsilon / (G - 4
    sqrt(Delta L)) = rare.
    """
    height = 7296 * chain * accuracy**2 / smoothness
    size = 4 * math.sqrt(height * smoothness) + 5000 * accuracy / rare
    return {alpha: tail, epsilon: accuracy, L: smoothness, Delta_0: height, G: size}


def _claims(problem: Problem, values: Values) -> tuple[Comparison, ...]:
    tail, eps, chance = values[alpha], values[epsilon], rarity(values) ** values[alpha]
    x, chain = points(problem.dim), zero_chain(problem.dim)
    unit = 304 * eps / values[L]
    slope, at_most = chain.gradient(x), math.sqrt(values[Delta_0] * values[L])
    noisy = (2 * eps) ** tail * moment(chain, chance, tail, x)
    first = 8 * eps**tail * slope.norm(dim=-1) ** tail
    second = 5000 * eps**tail / chance ** (tail - 1)
    difference = (problem.gradient(unit * x) - 2 * eps * slope).abs().max()
    return (
        Comparison(
            "f is L-smooth", abs(problem.constants[L] - values[L]), 0.0, slack=1e-12 * values[L]
        ),
        Comparison("f(0) - inf f <= Delta", problem.constants[Delta_0], values[Delta_0]),
        Comparison(
            "grad f(x) = 2 epsilon grad f_d(x/lambda)", float(difference), 0.0, slack=1e-10 * eps
        ),
        Comparison("2 (2 epsilon)^alpha <= 8 epsilon^alpha", 2 * 2**tail, 8.0),
        Comparison("2 (46 epsilon)^alpha <= 5000 epsilon^alpha", 2 * 46**tail, 5000.0),
        Comparison(
            "E||g||^alpha <= 8 eps^alpha ||grad f_d||^alpha + 5000 eps^alpha/p^(alpha-1)",
            float((noisy / (first + second)).max()),
            1.0,
        ),
        Comparison(
            "8 eps^alpha ||grad f_d||^alpha <= (4 sqrt(Delta L))^alpha",
            float(first.max()),
            (4 * at_most) ** tail,
        ),
        Comparison("E||g||^alpha <= G^alpha", float(noisy.max()), values[G] ** tail),
    )


def _build(values: Values) -> Problem:
    return scaled_chain(
        dimension(values),
        values[L],
        values[epsilon],
        rarity(values) ** values[alpha],
        values[alpha],
    )[0]


construction = Construction(
    name="zhang2022.proof-4.4.4.scaling",
    source=SOURCE,
    as_printed=True,
    statement=(
        "f = (L lambda^2/152) f_d(x/lambda), lambda = 304 epsilon/L, d = floor(Delta L/(7296"
        " epsilon^2)), g = 2 epsilon g_d(x/lambda): f is L-smooth, f(0) - inf f <= Delta,"
        " E||g||^alpha <= 8 epsilon^alpha ||grad f_d||^alpha + 5000 epsilon^alpha/p^(alpha-1), and"
        " for p = (5000 epsilon)^alpha/(G - 4 sqrt(Delta L))^alpha E||g||^alpha <= G^alpha."
    ),
    build=_build,
    settings=tuple(
        sized(tail, dim, rare, *scale)
        for tail in (1.1, 1.5, 2.0)
        for dim, rare, *scale in ((1, 0.5, 1.0, 1.0), (20, 0.1, 0.1, 3.0))
    ),
    parts=_claims,
    slip=(
        "'When G >= 4 sqrt(Delta L), we can set p': for p <= 1 it takes G >= 4 sqrt(Delta L) + 5000"
        " epsilon."
    ),
    notes=(
        "304^2/152 = 608, 12 x 608 = 7296. The last line follows from ||grad f_d|| <= 23 sqrt(d)"
        " and 5000 epsilon^alpha/p^(alpha-1) = 5000 epsilon^alpha ((G - 4 sqrt(Delta L))/(5000"
        " epsilon))^(alpha(alpha-1)) <= (G - 4 sqrt(Delta L))^alpha for p <= 1, and is far from"
        " tight: the 5000 stands inside of the power, and the exponent alpha is not the"
        " alpha/(alpha-1) that the rest of the proof needs (zhang2022.proof-4.4.4). Printed Delta ="
        " f(0) - f*; it is at most that."
    ),
)
