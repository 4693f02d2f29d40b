"""Methods for noisy gradients, with prescribed parameters and others around them: whom a lower
bound under noise has to hold.
"""

from collections.abc import Mapping

import numpy as np

from theorybench.vocabulary import L, Algorithm, Constant, Values, acclip, adagrad, adagrad_norm
from theorybench.vocabulary import adam, alpha, beta_1, beta_2, beta_n, cclip, epsilon
from theorybench.vocabulary import epsilon_AdaGrad, epsilon_v, eta_n, eta_X, gamma, gclip
from theorybench.vocabulary import gradient_descent, heavy_ball, momentum, n, nesterov
from theorybench.vocabulary import normalised_gradient_descent, projected, rmsprop, tau


Methods = tuple[tuple[Algorithm, Mapping[Constant, object]], ...]


def methods_on_the_pair(values: Values) -> Methods:
    """The constant output, and SGD, heavy ball, GClip, CClip, ACClip, normalised SGD, AdaGrad, Adam
    and RMSProp with several steps, for the hard pair of Zhang (2022), section 4.7.6.

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


def zero_respecting_methods(values: Values) -> Methods:
    """Methods that leave a coordinate at 0 until its gradient has been seen, with steps from
    none to far beyond the bends of the scaled zero chain.
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
    """SGD that leaves the bends of the scaled zero chain behind with the first gradient that it
    is shown.
    """
    return ((gradient_descent, {gamma: 1e5 / values[L]}),)
