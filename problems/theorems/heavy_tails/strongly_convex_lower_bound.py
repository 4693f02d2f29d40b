"""No method beats k^(-2(alpha-1)/alpha) on strongly convex functions: some, on the hard pair."""

from theorybench.problems.functions.two_coins import accuracy_of_proof
from theorybench.problems.functions.two_point_hard_instance import jumping_gradient, shifted_square
from theorybench.problems.methods_under_noise import methods_on_the_pair
from theorybench.vocabulary import G, L, Declared, Instance, LowerBound, Mode, Source, Values, alpha
from theorybench.vocabulary import bounded_domain, bounded_gradient_moment, gap, mu, n, smooth
from theorybench.vocabulary import strongly_convex, unbiased


def _pair(c: Values) -> tuple[Instance, ...]:
    """Every method may start between the two minimisers."""
    eps = accuracy_of_proof(c)
    return tuple(
        Instance(shifted_square(eps, nu, start=1.5 * eps), jumping_gradient(c[alpha], eps, nu))
        for nu in (0, 1)
    )


theorem = LowerBound(
    name="zhang2022.thm-4.4.3",
    source=Source(
        "Zhang", 2022, "Theorems 4.4.3 and 4.7.6, constant of the proof in section 4.7.6"
    ),
    as_printed=True,
    assumes=(strongly_convex, smooth, bounded_domain, unbiased, bounded_gradient_moment),
    methods=methods_on_the_pair,
    instances=_pair,
    metric=gap,
    mode=Mode.EXPECTATION,
    bound=G**2 / mu * 2**-14 * n ** (-2 * (alpha - 1) / alpha),
    settings=tuple(
        {alpha: tail, n: steps, G: 1.0, mu: 1.0, L: 1.0}
        for tail, steps in ((1.2, 16), (1.5, 128), (2.0, 16))
    ),
    declares=(Declared("|x - b| <= 1/2 on [0, 1/2]", at_most=G**2 / (8 * mu)),),
)
