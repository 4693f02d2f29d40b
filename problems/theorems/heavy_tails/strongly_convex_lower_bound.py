"""No method beats k^(-2(alpha-1)/alpha) on strongly convex functions under noise with moments of
order alpha: methods on the hard pair.
"""

import numpy as np

from theorybench.problems.functions.two_point_hard_instance import jumping_gradient, shifted_square
from theorybench.vocabulary import G, L, Declared, Instance, LowerBound, Mode, Source, Values
from theorybench.vocabulary import acclip, adagrad, adam, alpha, beta_1, beta_2, beta_n
from theorybench.vocabulary import bounded_domain, bounded_gradient_moment, cclip, epsilon_AdaGrad
from theorybench.vocabulary import epsilon_v, eta_n, eta_X, gamma, gap, gclip, gradient_descent
from theorybench.vocabulary import heavy_ball, momentum, mu, n, normalised_gradient_descent
from theorybench.vocabulary import projected, rmsprop, smooth, strongly_convex, tau, unbiased


def _instances(values: Values) -> tuple[Instance, ...]:
    """epsilon = 1/(16 k^((alpha-1)/alpha)), the choice of the proof; every method may start
    between the two minimisers.
    """
    tail = values[alpha]
    eps = 1 / (16 * values[n] ** ((tail - 1) / tail))
    return tuple(
        Instance(shifted_square(eps, nu, start=1.5 * eps), jumping_gradient(tail, eps, nu))
        for nu in (0, 1)
    )


def _methods(values: Values):
    """The constant output, and SGD, heavy ball, GClip, CClip, ACClip, normalised SGD, AdaGrad, Adam
    and RMSProp with several steps.

    All are projected onto [0, 1/2]. x_0 is half way between the minimisers, epsilon/2 from both:
    lengths are in units of epsilon/2.
    """
    steps, half = values[n], values[n] ** ((1 - values[alpha]) / values[alpha]) / 32
    k = np.arange(1.0, steps + 1)
    level = k ** (1 / values[alpha])
    falling = np.stack([1 / k, 4 / (k + 1), np.full_like(k, steps**-0.5), 0.1 / k])
    clipped = {
        gamma: np.stack([1 / k, 4 / (k + 1), 1 / k, 0.01 / k]),
        tau: np.stack([level, level, 0.05 * level, 0.2 * level]),
    }
    lengths = half * np.array([[2.0], [0.3], [0.01]]) * k**-0.5
    averages = {beta_1: 0.9, beta_2: 0.99, epsilon_v: 1e-3}
    return (
        (gradient_descent, {gamma: 0.0}),
        (gradient_descent, {gamma: falling}),
        (projected(heavy_ball), {gamma: 0.1 * falling[:2], momentum: 0.9}),
        (gclip, clipped),
        (cclip((1.0,)), clipped),
        (projected(acclip), {gamma: falling, alpha: values[alpha], **averages}),
        (projected(normalised_gradient_descent), {eta_n: lengths, beta_n: 1e-3}),
        (adagrad, {eta_X: lengths[:, :1], epsilon_AdaGrad: 1e-3}),
        (projected(adam), {eta_X: lengths, **averages}),
        (projected(rmsprop), {eta_X: lengths, beta_2: 0.99, epsilon_v: 1e-3}),
    )


theorem = LowerBound(
    name="zhang2022.thm-4.4.3",
    source=Source(
        "Zhang", 2022, "Theorems 4.4.3 and 4.7.6, constant of the proof in section 4.7.6"
    ),
    as_printed=True,
    statement=(
        "For any algorithm some 1-strongly convex, 1-smooth f and noise with E|g|^alpha <= 1 keep E"
        " f(x_k) - f* >= 2^-14 k^(-2(alpha-1)/alpha)."
    ),
    assumes=(strongly_convex, smooth, bounded_domain, unbiased, bounded_gradient_moment),
    methods=_methods,
    instances=_instances,
    metric=gap,
    mode=Mode.EXPECTATION,
    bound=G**2 / mu * 2**-14 * n ** (-2 * (alpha - 1) / alpha),
    settings=tuple(
        {alpha: tail, n: steps, G: 1.0, mu: 1.0, L: 1.0}
        for tail, steps in ((1.2, 16), (1.5, 128), (2.0, 16))
    ),
    declares=(Declared("|x - b| <= 1/2 on [0, 1/2]", at_most=G**2 / (8 * mu)),),
    notes=(
        "Printed with G <= 1 and mu = 1, which are written out for their units; 2^-14 is"
        " epsilon^2/64 of the proof. What is tested are some methods; zhang2022.thm-4.7.6 covers"
        " all of them on the same pair. The constant output 3 epsilon/2 has the error epsilon^2/8"
        " on both."
    ),
)
