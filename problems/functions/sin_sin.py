"""100 sin(t1) sin(t2): the smooth landscape on which gradient descent with a long step never
settles (Zhang 2022, section 6.3).
"""

import math

import torch

from theorybench.vocabulary import L, L_f, Problem, Source, has_minimiser, lipschitz, lower_bounded
from theorybench.vocabulary import smooth, twice_differentiable


def sin_sin(height: float, start: tuple[float, float] = (0.5, 1.0)) -> Problem:
    """f(t) = height sin(t1) sin(t2); height: unit F.

    ||grad f||^2 = height^2 (u + v - 2uv) with u = sin(t1)^2, v = sin(t2)^2, at most height^2; the
    Hessian has the eigenvalues height cos(t1 + t2) and -height cos(t1 - t2). Both constants are
    therefore exactly `height`.

    Gradient descent splits: t1 + t2 and t1 - t2 + pi each follow x -> x - K sin(x) with K = height
    * step.
    """

    def gradient(x: torch.Tensor) -> torch.Tensor:
        sine, cosine = torch.sin(x), torch.cos(x)
        return height * cosine * sine.flip(-1)

    return Problem(
        name=f"sin-sin-{height:g}",
        f=lambda x: height * torch.sin(x).prod(-1),
        gradient=gradient,
        start=start,
        f_star=-height,
        minimiser=(-math.pi / 2, math.pi / 2),
        constants={L: height, L_f: height},
        promises=(smooth, lipschitz, twice_differentiable, lower_bounded, has_minimiser),
        source=Source("Zhang", 2022, "section 6.3"),
    )


def random_starts(count: int = 256, seed: int = 0) -> torch.Tensor:
    """Uniform on [-pi, pi]^2, one period of f: (count, 2). Almost surely on none of the
    invariant lines t1 = +-t2 + k pi.
    """
    generator = torch.Generator().manual_seed(seed)
    return math.pi * (2 * torch.rand(count, 2, generator=generator, dtype=torch.float64) - 1)


problem = sin_sin(100.0)
