"""How long the zero chain holds out: the proof of the nonconvex lower bound as printed, and with
its two miscounts mended.
"""

import math
from collections.abc import Mapping

import numpy as np

from theorybench.problems.functions.zero_chain import SOURCE, scaled_chain
from theorybench.problems.theorems.heavy_tails.zero_chain_scaled import dimension, rarity, sized
from theorybench.vocabulary import L, Algorithm, Constant, Declared, Erratum, Instance, LowerBound
from theorybench.vocabulary import Mode, Values, acclip, adagrad, adagrad_norm, adam, alpha, beta_1
from theorybench.vocabulary import beta_2, beta_n, bounded_gradient_moment, cclip, d, epsilon
from theorybench.vocabulary import epsilon_AdaGrad, epsilon_v, eta_n, eta_X, gamma, gclip
from theorybench.vocabulary import gradient_descent, gradient_norm, heavy_ball, lower_bounded
from theorybench.vocabulary import momentum, n, nesterov, normalised_gradient_descent, rmsprop
from theorybench.vocabulary import smooth, tau, unbiased

Methods = tuple[tuple[Algorithm, Mapping[Constant, object]], ...]


def zero_respecting_methods(values: Values) -> Methods:
    """Methods that leave a coordinate at 0 until its gradient has been seen, with steps from
    none to far beyond the chain's bends.
    """
    slope, length = 2 * values[epsilon], 304 * values[epsilon] / values[L]
    steps = length / slope * np.array([0.0, 0.01, 0.1, 0.5, 1.0, 30.0, 1000.0])
    lengths, two = length * np.array([0.1, 0.65, 10.0]), length * np.array([0.65, 10.0])
    tiny = 1e-8 * slope
    decay = {beta_1: 0.9, beta_2: 0.999, epsilon_v: tiny}
    return (
        (gradient_descent, {gamma: steps}),
        (heavy_ball, {gamma: steps[2:5], momentum: 0.9}),
        (nesterov, {gamma: steps[2:5], momentum: 0.9}),
        (normalised_gradient_descent, {eta_n: two, beta_n: tiny}),
        (gclip, {gamma: lengths / slope, tau: slope}),
        (cclip((1.0,)), {gamma: two / slope, tau: slope}),
        (adam, {eta_X: lengths, **decay}),
        (rmsprop, {eta_X: two, beta_2: 0.9, epsilon_v: tiny}),
        (acclip, {gamma: two / slope, alpha: 1.5, **decay}),
        (adagrad, {eta_X: two, epsilon_AdaGrad: tiny}),
        (adagrad_norm, {eta_X: two, epsilon_AdaGrad: tiny}),
    )


def far_steps(values: Values) -> Methods:
    """SGD that leaves the chain's bends behind with the first gradient that it is shown."""
    return ((gradient_descent, {gamma: 1e5 / values[L]}),)


def _printed(tail: float, chain: float, rare: float) -> Values:
    """k is what the last line prints: (1/rare)^(alpha/(alpha-1)) Delta L / (7296 epsilon^2)."""
    values = sized(tail, chain, rare)
    return {
        **values,
        d: dimension(values),
        n: math.floor(chain * rare ** (-tail / (tail - 1)) * (1 + 1e-12)),
    }


def _counted(tail: float, chain: int, chance: float, accuracy: float, smoothness: float) -> Values:
    """k = (d-1)/(2p) with p = rare^(alpha/(alpha-1))."""
    values = sized(tail, chain, chance ** ((tail - 1) / tail), accuracy, smoothness)
    return {**values, d: dimension(values), n: math.floor((chain - 1) / (2 * chance) * (1 + 1e-12))}


def _printed_chain(values: Values) -> tuple[Instance, ...]:
    return (
        Instance(
            *scaled_chain(
                int(values[d]),
                values[L],
                values[epsilon],
                rarity(values) ** values[alpha],
                values[alpha],
            )
        ),
    )


def _chain(values: Values) -> tuple[Instance, ...]:
    chance = rarity(values) ** (values[alpha] / (values[alpha] - 1))
    return (
        Instance(*scaled_chain(int(values[d]), values[L], values[epsilon], chance, values[alpha])),
    )


ASSUMED = (smooth, lower_bounded, unbiased, bounded_gradient_moment)
SLOPES = (
    Declared(
        "no slope of f_d is longer than 23, and grad f = 2 epsilon grad f_d",
        at_most=46 * epsilon * d**0.5,
    ),
)

printed = LowerBound(
    name="zhang2022.proof-4.4.4",
    source=SOURCE,
    as_printed=True,
    statement=(
        "With p = (5000 epsilon)^alpha/(G - 4 sqrt(Delta L))^alpha every zero-respecting method has"
        " E||grad f(x_k)|| >= epsilon for all k <= (d-1)/(2p) = (G - 4 sqrt(Delta"
        " L))^(alpha/(alpha-1)) Delta L/(7296 x 5000^(alpha/(alpha-1))"
        " epsilon^(2+alpha/(alpha-1)))."
    ),
    assumes=ASSUMED,
    methods=far_steps,
    instances=_printed_chain,
    metric=gradient_norm,
    mode=Mode.EXPECTATION,
    bound=epsilon,
    settings=(_printed(2.0, 1.99, 0.25), _printed(1.5, 2, 0.5)),
    declares=SLOPES,
    erratum=Erratum(
        what=(
            "the last equality loses the 2 of 2p and the 1 of d-1, d = floor(Delta L/(7296"
            " epsilon^2)), and for alpha < 2 has p = (5000 epsilon/(G - 4 sqrt(Delta"
            " L)))^(alpha/(alpha-1)), not the power alpha of the line before"
        ),
        corrected="zhang2022.proof-4.4.4.corrected",
    ),
    notes=(
        "Witness: alpha = 2, d = 1, p = 1/16: long steps of SGD are through with the first gradient"
        " that they are shown, so that after the 31 steps printed E||grad f|| = 2 sqrt(e)"
        " (15/16)^31 epsilon = 0.45 epsilon."
    ),
)

corrected = LowerBound(
    name="zhang2022.proof-4.4.4.corrected",
    source=SOURCE,
    statement=(
        "With p = (5000 epsilon/(G - 4 sqrt(Delta L)))^(alpha/(alpha-1)) <= 1 every zero-respecting"
        " method has E||grad f(x_k)|| >= epsilon for all k <= (d-1)/(2p), d = floor(Delta L/(7296"
        " epsilon^2))."
    ),
    assumes=ASSUMED,
    methods=zero_respecting_methods,
    instances=_chain,
    metric=gradient_norm,
    mode=Mode.EXPECTATION,
    bound=epsilon,
    settings=tuple(
        _counted(*numbers)
        for numbers in (
            (1.5, 2, 0.05, 1.0, 1.0),
            (2.0, 2, 0.05, 0.25, 2.0),
            (1.2, 4, 0.1, 1.0, 1.0),
            (2.0, 9, 0.25, 1.0, 1.0),
        )
    ),
    declares=SLOPES,
    notes=(
        "p is the solution of 5000 epsilon^alpha/p^(alpha-1) = (G - 4 sqrt(Delta L))^alpha with"
        " 5000^alpha in place of 5000, so that E||g||^alpha <= (4 sqrt(Delta L))^alpha + (G - 4"
        " sqrt(Delta L))^alpha <= G^alpha. A coordinate is first seen with probability p a step:"
        " after k of them P(prog_0 < d) >= P(Bin(k, p) < d) >= 1 - kp/d > 1/2 (Markov), and there"
        " ||grad f|| >= 2 epsilon. For Delta L >= 4 x 7296 epsilon^2 it covers k <= (G - 4"
        " sqrt(Delta L))^(alpha/(alpha-1)) Delta L/(4 x 7296 x 5000^(alpha/(alpha-1))"
        " epsilon^(2+alpha/(alpha-1))), a fourth of what is printed: as floor(y) - 1 >= y/2 for y"
        " >= 4. Tested are methods of the catalogue; zhang2022.table-4.1.lower-nonconvex counts for"
        " all of them."
    ),
)
