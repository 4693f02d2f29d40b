"""The Huber function plus a parabola: the worst case of gradient descent on smooth strongly
convex functions.
"""

import torch

from theorybench.vocabulary import L, Problem, Source, has_minimiser, lower_bounded, mu, pointwise
from theorybench.vocabulary import smooth, strongly_convex


def huber_plus_quadratic(smoothness: float, convexity: float, start: float, bend: float) -> Problem:
    """f(x) = mu x^2 / 2 + (L - mu) H(x), H(x) = x^2 / 2 for |x| <= bend, bend |x| - bend^2 / 2
    beyond; f'' is L, then mu.
    """
    rest = smoothness - convexity

    def f(x: torch.Tensor) -> torch.Tensor:
        near = x.abs().clamp(max=bend)
        return 0.5 * convexity * x.square() + rest * (near * x.abs() - 0.5 * near**2)

    return Problem(
        name=f"huber-plus-quadratic-{smoothness:g}-{convexity:g}-{bend:.4g}",
        f=pointwise(f),
        gradient=lambda x: convexity * x + rest * x.clamp(-bend, bend),
        start=(start,),
        f_star=0.0,
        minimiser=(0.0,),
        constants={L: smoothness, mu: convexity},
        promises=(strongly_convex, smooth, lower_bounded, has_minimiser),
        source=Source(
            "Taylor, Hendrickx, Glineur",
            2017,
            "worst case of the gradient method",
            "https://arxiv.org/abs/1502.05666",
        ),
    )


problems = (huber_plus_quadratic(1.0, 0.1, 1.0, 0.2),)
