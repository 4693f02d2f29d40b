"""Logistic regression on a hypercube with exponentially decaying features: the example on which
AdaGrad should win (Liu et al. 2025).
"""

import math

import scipy.linalg
import torch

from theorybench.vocabulary import D_2, Constant, D_inf, L_max, L_sum, Oracle, Problem, Source
from theorybench.vocabulary import Tensor, batch, bounded_variance, box_domain, convex
from theorybench.vocabulary import coordinate_smooth, coordinate_variance, finite_sum, gap_max
from theorybench.vocabulary import has_minimiser, minimal_everywhere, sigma, sigma_2, sigma_sum

decay = Constant(
    "decay", "tau of Assumption B.2: the mean of x_j^2 is proportional to exp(-tau j)", letter="tau"
)
POINTS, COPIES = 16, 4
"""16 feature vectors, four times each: three with the label of the sign of their first feature,
one with the other.
"""


def features(rate: float, dim: int) -> Tensor:
    """Columns of a Hadamard matrix times exp(-rate (j - 1) / 2): (POINTS, dim). Orthogonal, so
    that H is diagonal.
    """
    signs = torch.as_tensor(scipy.linalg.hadamard(POINTS)[:, 1 : dim + 1], dtype=torch.float64)
    return signs * torch.exp(-rate * torch.arange(dim, dtype=torch.float64) / 2)


def anisotropic_logistic(
    rate: float, dim: int = 12, reach: float = 4.0, height: float = 100.0
) -> Problem:
    """f(w) = height times the mean of log(1 + exp(-y x.w)) over 64 data, for w in [-reach,
    reach]^dim; height: unit F.

    H = diag(exp(-rate (j - 1))) and phi'' <= height/4, attained at w = 0: L = height/4 diag(H) is
    the least possible. The slopes of the four copies cancel where x_1 w_1 = +-log 3 and the other
    coordinates are 0: the minimiser, with f* = height times the entropy of 1/4. gap_max holds at
    any point, as |x.w| <= reach sum_j |x_j|; no point attains it.
    """
    x = features(rate, dim)
    share = torch.where(x[:, 0] > 0, 0.75, 0.25).double()
    scale = x[0].abs()
    furthest = reach * float(scale.sum())
    f_star = height * (math.log(4) - 0.75 * math.log(3))
    curvature = height / 4 * scale.square()

    def f(w: Tensor) -> Tensor:
        z = w @ x.T.to(w.device)
        return height * (
            torch.nn.functional.softplus(z, threshold=700.0) - share.to(w.device) * z
        ).mean(-1)

    def gradient(w: Tensor) -> Tensor:
        data = x.to(w.device)
        return (torch.sigmoid(w @ data.T) - share.to(w.device)) @ data * (height / POINTS)

    return Problem(
        name=f"anisotropic-logistic-{rate:g}",
        f=f,
        gradient=gradient,
        start=(-reach,) * dim,
        f_star=f_star,
        minimiser=(math.log(3), *(0.0,) * (dim - 1)),
        constants={
            L_sum: float(curvature.sum()),
            L_max: float(curvature.max()),
            D_inf: 2 * reach,
            D_2: 2 * reach * math.sqrt(dim),
            gap_max: height * (math.log1p(math.exp(-furthest)) + 0.75 * furthest) - f_star,
        },
        promises=(convex, coordinate_smooth, box_domain, minimal_everywhere, has_minimiser),
        project=lambda w: w.clamp(-reach, reach),
        box=(-reach, reach),
        source=Source("Liu, Pan, Zhang", 2025, "Example B.1"),
    )


def data_deviation(rate: float, dim: int, height: float = 100.0) -> Tensor:
    """sigma_j of Assumption 3.5: (dim,), unit F/X.

    For one datum E(g_j - grad_j f)^2 <= E g_j^2 <= (height x_j)^2 max_s [(s - 3/4)^2 + 3/16] <= 3/4
    (height x_j)^2, as 0 <= s <= 1.
    """
    return math.sqrt(0.75) * height * features(rate, dim)[0].abs()


def mini_batches(problem: Problem, size: int, rate: float, height: float = 100.0) -> Oracle:
    """The mean gradient of `size` data drawn with replacement."""
    x, deviation = features(rate, problem.dim), data_deviation(rate, problem.dim, height)
    root = float(deviation.square().sum().sqrt())

    def gradients(problem: Problem, w: Tensor, drawn: Tensor) -> Tensor:
        data = x.to(w.device)
        point, copy = drawn // COPIES, drawn % COPIES
        positive = torch.where(data[point, 0] > 0, copy > 0, copy == 0).double()
        slopes = torch.sigmoid(w @ data.T).gather(1, point) - positive
        return (
            torch.zeros(len(w), POINTS, dtype=w.dtype, device=w.device).scatter_add_(
                1, point, slopes
            )
            @ data
            * (height / size)
        )

    def constants(problem: Problem) -> dict[Constant, float]:
        return {
            sigma_sum: float(deviation.sum()),
            sigma_2: root,
            batch: float(size),
            sigma: root / math.sqrt(size),
        }

    return finite_sum(
        f"mini-batch-{size} of {problem.name}",
        gradients,
        POINTS * COPIES,
        size,
        (coordinate_variance, bounded_variance),
        constants=constants,
        only=lambda other: other.name == problem.name,
    )


problem = anisotropic_logistic(1.0)
oracles = tuple(mini_batches(problem, size, 1.0) for size in (16, 64))
