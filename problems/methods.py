"""Methods that stay in the span of their gradients, with prescribed parameters and others around
them: whom a lower bound has to hold.
"""

from collections.abc import Mapping
from itertools import product

import numpy as np
from numpy.typing import ArrayLike

from theorybench.vocabulary import T, Algorithm, Constant, adagrad_norm, beta_n
from theorybench.vocabulary import clipped_gradient_descent, conjugate_gradient, epsilon_AdaGrad
from theorybench.vocabulary import eta_c, eta_n, eta_X, gamma, gamma_c, gradient_descent, heavy_ball
from theorybench.vocabulary import momentum, multiple, nesterov, normalised_gradient_descent
from theorybench.vocabulary import optimized_gradient, polyak

Methods = tuple[tuple[Algorithm, Mapping[Constant, np.ndarray]], ...]


def linear_span_methods(
    smoothness: float, convexity: float, distance: float, steps: int
) -> Methods:
    """(algorithm, params) for F_{mu,L} and starts at that distance from the minimiser; schedules
    are made for `steps` steps.

    Each obeys x_k in x_0 + Lin{grad f(x_0), ..., grad f(x_{k-1})}, Zhang (2022), eq. (2.2);
    conjugate gradients are the best of all on quadratics, so that exact line search, 66 gradients a
    step, is left out.
    """
    root = np.sqrt(convexity / smoothness)
    ratio = (1 - root) / (1 + root)
    grid = np.array(list(product((0.5, 1.0, 1.5), (ratio**2, ratio, np.sqrt(ratio), 0.9, 0.99))))
    steady = {gamma: grid[:, 0] / smoothness, momentum: grid[:, 1]}
    k = np.arange(1.0, steps + 1)
    lengths = smoothness * distance * np.array([1.0, 0.1, 0.01])
    return (
        (conjugate_gradient, {}),
        (
            gradient_descent,
            {gamma: np.array([0.5, 1.0, 1.9, 1.999, 2 / (1 + root**2)]) / smoothness},
        ),
        (nesterov, steady),
        (nesterov, {gamma: np.array([[1 / smoothness]]), momentum: ((k - 1) / (k + 2))[None]}),
        (
            heavy_ball,
            {gamma: np.array([4 / (1 + root) ** 2]) / smoothness, momentum: np.array([ratio**2])},
        ),
        (heavy_ball, steady),
        (clipped_gradient_descent, {eta_c: np.full(3, 1 / smoothness), gamma_c: lengths}),
        (normalised_gradient_descent, {eta_n: lengths / smoothness, beta_n: lengths}),
        (
            optimized_gradient,
            {gamma: np.full(3, 1 / smoothness), T: np.ceil(steps * np.array([0.1, 0.3, 1.0]))},
        ),
        (polyak, {multiple: np.array([0.5, 1.0, 1.9])}),
        (
            adagrad_norm,
            {eta_X: distance * np.array([0.3, 1.0, 3.0]), epsilon_AdaGrad: lengths / 1e3},
        ),
    )


def fixed_steps(sizes: ArrayLike) -> Methods:
    """Gradient descent with every one of the step sizes (X^2/F)."""
    return ((gradient_descent, {gamma: np.asarray(sizes, float)}),)
