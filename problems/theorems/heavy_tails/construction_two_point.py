"""The hard pair of the strongly convex lower bound: unbiased, told apart by p_nu alone."""

from theorybench.problems.functions.two_coins import accuracy, nu, pair_claims
from theorybench.problems.functions.two_point_hard_instance import SOURCE, shifted_square
from theorybench.vocabulary import L, Construction, alpha, bounded_domain, mu, smooth
from theorybench.vocabulary import strongly_convex


construction = Construction(
    name="zhang2022.constr-4.4.3",
    source=SOURCE,
    as_printed=True,
    statement="f_b = (x-b)^2/2 on [0, 1/2], b_nu = (2-nu) epsilon, gamma = (4"
    " epsilon)^(1/(alpha-1)), p_nu = gamma^alpha - 2 nu gamma epsilon; g = x - 1/(2 gamma) with"
    " probability p_nu, else x.",
    build=lambda values: shifted_square(values[accuracy], int(values[nu]), start=0.0),
    settings=tuple(
        {alpha: tail, accuracy: eps, nu: which, mu: 1.0, L: 1.0}
        for tail in (1.2, 1.5, 2.0)
        for eps in (0.125, 0.02)
        for which in (0, 1)
    ),
    promises=(strongly_convex, smooth, bounded_domain),
    parts=pair_claims,
    notes="Printed with (x - 1/(2 gamma))^alpha, a power of a negative number: its absolute value"
    " is meant. gamma epsilon = gamma^alpha / 4, so the printed forms of p_nu agree.",
)
