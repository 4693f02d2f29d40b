"""A slope with a dent between any two points of a grid: gradient descent sees the same gradient
at all of them, and goes down the least.
"""

import torch

from theorybench.vocabulary import L, Problem, Source, has_minimiser, lower_bounded, pointwise
from theorybench.vocabulary import smooth


def dented_slope(smoothness: float, slope: float, gap: float, dents: int) -> Problem:
    """f'(x) = L x up to x = slope/L; beyond, slope at the points slope/L + j gap, and L times the
    distance to the nearest of them less.

    So f'' = L and -L in turn. Started `dents` gaps beyond slope/L; gap <= 2 slope/L, or f' would
    fall below 0. Minimal at 0.
    """
    edge = slope / smoothness

    def split(x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """The part of x before the edge, the number of whole gaps beyond it, and the rest."""
        beyond = (x - edge).clamp(min=0.0)
        whole = torch.floor(beyond / gap)
        return x.clamp(max=edge), whole, beyond - whole * gap

    def f(x: torch.Tensor) -> torch.Tensor:
        near, whole, rest = split(x)
        later = (rest - gap / 2).clamp(min=0.0)
        dent = slope * rest - smoothness / 2 * (rest**2 - 2 * later**2)
        return smoothness / 2 * near**2 + whole * gap * (slope - smoothness * gap / 4) + dent

    def gradient(x: torch.Tensor) -> torch.Tensor:
        near, _, rest = split(x)
        return smoothness * (near - torch.minimum(rest, gap - rest))

    return Problem(
        name=f"dented-slope-{dents}-{gap:.4g}",
        f=pointwise(f),
        gradient=gradient,
        start=(edge + dents * gap,),
        f_star=0.0,
        minimiser=(0.0,),
        constants={L: smoothness},
        promises=(smooth, lower_bounded, has_minimiser),
        source=Source(
            "Abbaszadehpeivasti, de Klerk, Zamani",
            2022,
            "worst case of the gradient method",
            "https://arxiv.org/abs/2104.05468",
        ),
    )


problem = dented_slope(1.0, 0.75, 0.5, 4)
