"""The two functions that make every fixed step slow: one that grows exponentially and one that is
hardly steeper than epsilon.
"""

import numpy as np
import torch

from theorybench.problems.functions.exponential_gradient import exponential_gradient
from theorybench.problems.functions.quartic_linear import quartic_linear_of_height
from theorybench.vocabulary import L0, L1, M, Delta_0, Instance, Problem, Tensor, Values
from theorybench.vocabulary import bounded_gradient_on_sublevel, epsilon, lower_bounded
from theorybench.vocabulary import relaxed_smooth, twice_differentiable

in_class = (lower_bounded, twice_differentiable, relaxed_smooth, bounded_gradient_on_sublevel)


def limit(c: Values, ratio: float = 1.0) -> float:
    """The fixed step above which gradient descent diverges on the exponential function, which is
    scaled by 1/ratio.
    """
    return 2 * (np.log(c[M] * ratio) + 1) / (c[M] * c[L1])


def as_in_proof(c: Values) -> tuple[Instance, ...]:
    """The functions of the proof: f''(0) = L1, and a line of slope 2 epsilon."""
    line = quartic_linear_of_height(2 * c[epsilon], 1.0, c[Delta_0], c[L1])
    return Instance(exponential_gradient(c[L1], c[M])), Instance(line)


def scaled(c: Values) -> tuple[Instance, ...]:
    """The exponential with f''(0) = L0; a line hardly steeper than epsilon that bends as sharply
    as L0 allows.
    """
    slope = c[epsilon] * (1 + 0.1 * (c[epsilon] ** 2 / (c[L0] * c[Delta_0])) ** 2)
    line = quartic_linear_of_height(slope, 1.5 * slope / c[L0], c[Delta_0], c[L1])
    return Instance(exponential_gradient(c[L1], c[M], c[L0] / c[L1])), Instance(line)


def iterates(problem: Problem, step: float, count: int) -> Tensor:
    """x_0 .. x_{count-1} of gradient descent with a fixed step: (count, d)."""
    points = [problem.start_point()]
    while len(points) < count:
        points.append(points[-1] - step * problem.gradient(points[-1]))
    return torch.cat(points)
