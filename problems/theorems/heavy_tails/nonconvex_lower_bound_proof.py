"""How long the zero chain holds out: the proof as printed, and with its two miscounts mended."""

from theorybench.problems.functions.zero_chain import SOURCE
from theorybench.problems.functions.zero_chain_sizes import hard_chain, rarity, sized, sized_for
from theorybench.problems.methods_under_noise import far_steps, zero_respecting_methods
from theorybench.vocabulary import Declared, LowerBound, Mode, Values, alpha
from theorybench.vocabulary import bounded_gradient_moment, d, epsilon, gradient_norm, lower_bounded
from theorybench.vocabulary import smooth, unbiased

SLOPES = (
    Declared(
        "no slope of f_d is longer than 23, and grad f = 2 epsilon grad f_d",
        at_most=46 * epsilon * d**0.5,
    ),
)


def _printed(tail: float, chain: float, rare: float) -> Values:
    """k is what the last line prints: (1/rare)^(alpha/(alpha-1)) Delta L / (7296 epsilon^2)."""
    return sized_for(sized(tail, chain, rare), chain * rare ** (-tail / (tail - 1)))


def _counted(tail: float, chain: int, chance: float, accuracy: float, smoothness: float) -> Values:
    """k = (d-1)/(2p) with p = rare^(alpha/(alpha-1))."""
    values = sized(tail, chain, chance ** ((tail - 1) / tail), accuracy, smoothness)
    return sized_for(values, (chain - 1) / (2 * chance))


printed, corrected = LowerBound(
    name="zhang2022.proof-4.4.4",
    source=SOURCE,
    statement="With p = (5000 epsilon)^alpha/(G - 4 sqrt(Delta L))^alpha every zero-respecting"
    " method has E||grad f(x_k)|| >= epsilon for all k <= (d-1)/(2p) = (G - 4 sqrt(Delta"
    " L))^(alpha/(alpha-1)) Delta L/(7296 x 5000^(alpha/(alpha-1)) epsilon^(2+alpha/(alpha-1))).",
    assumes=(smooth, lower_bounded, unbiased, bounded_gradient_moment),
    methods=far_steps,
    instances=lambda c: hard_chain(c, rarity(c) ** c[alpha]),
    metric=gradient_norm,
    mode=Mode.EXPECTATION,
    bound=epsilon,
    settings=(_printed(2.0, 1.99, 0.25), _printed(1.5, 2, 0.5)),
    declares=SLOPES,
).corrected(
    what="the last equality loses the 2 of 2p and the 1 of d-1, d = floor(Delta L/(7296"
    " epsilon^2)), and for alpha < 2 has p = (5000 epsilon/(G - 4 sqrt(Delta"
    " L)))^(alpha/(alpha-1)), not the power alpha of the line before",
    statement="With p = (5000 epsilon/(G - 4 sqrt(Delta L)))^(alpha/(alpha-1)) <= 1 every"
    " zero-respecting method has E||grad f(x_k)|| >= epsilon for all k <= (d-1)/(2p), d ="
    " floor(Delta L/(7296 epsilon^2)).",
    methods=zero_respecting_methods,
    instances=lambda c: hard_chain(c, rarity(c) ** (c[alpha] / (c[alpha] - 1))),
    settings=(
        _counted(1.5, 2, 0.05, 1.0, 1.0),
        _counted(2.0, 2, 0.05, 0.25, 2.0),
        _counted(1.2, 4, 0.1, 1.0, 1.0),
        _counted(2.0, 9, 0.25, 1.0, 1.0),
    ),
)
