"""The square of the maximum norm: the worst case of heavy ball among convex functions below a
parabola.
"""

import torch

from theorybench.vocabulary import L, Problem, Source, Tensor, convex, has_minimiser, lower_bounded
from theorybench.vocabulary import quadratic_upper_bound


def max_norm_squared(curvature: float, dim: int, distance: float = 1.0) -> Problem:
    """f(x) = curvature/2 max_i x_i^2 from a point with equal coordinates; where several are largest
    the first of them answers.

    d - 1 gradients leave one coordinate at distance / sqrt(d), so that f >= curvature distance^2 /
    (2 d) there.
    """

    def gradient(x: Tensor) -> Tensor:
        first = x.abs().argmax(-1, keepdim=True)
        return torch.zeros_like(x).scatter(-1, first, curvature * x.gather(-1, first))

    return Problem(
        name=f"max-norm-squared-{dim}",
        f=lambda x: 0.5 * curvature * x.abs().amax(-1).square(),
        gradient=gradient,
        start=(distance / dim**0.5,) * dim,
        f_star=0.0,
        minimiser=(0.0,) * dim,
        constants={L: curvature},
        promises=(convex, quadratic_upper_bound, lower_bounded, has_minimiser),
        source=Source(
            "Goujaud, Taylor, Dieuleveut", 2022, "Theorem 2.3", "https://arxiv.org/abs/2205.15033"
        ),
    )


problem = max_norm_squared(1.0, 3)
