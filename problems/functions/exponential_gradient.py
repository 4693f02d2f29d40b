"""A parabola that continues as an exponential: its curvature grows in proportion to its
gradient.
"""

import math

import torch

from theorybench.vocabulary import L0, L1, M, EntryError, Problem, Source
from theorybench.vocabulary import bounded_gradient_on_sublevel, has_minimiser, lower_bounded, mu
from theorybench.vocabulary import pointwise, relaxed_smooth, strongly_convex, twice_differentiable


def exponential_gradient(rate: float, start_gradient: float, amplitude: float = 1.0) -> Problem:
    """f(x) = a (L1 x^2 / 2 + 1 / (2 L1)) for |x| <= 1/L1, a e^(L1 |x| - 1) / L1 beyond; started
    where f' = M.

    rate: L1 > 0 (1/X); start_gradient: M >= a (F/X); amplitude: a, the gradient at 1/L1 (F/X), 1 in
    the source. f'' = a L1 inside and L1 |f'| outside, so that the smallest L0 for this L1 is f''(0)
    = a L1.

    Raises EntryError if M < a: the start would lie on the parabola.
    """
    if not start_gradient >= amplitude > 0:
        given = f"start_gradient={start_gradient}, amplitude={amplitude}"
        raise EntryError(
            f"exponential_gradient: {given}: give start_gradient >= amplitude > 0, so that the"
            " start is beyond the parabola"
        )

    def f(x: torch.Tensor) -> torch.Tensor:
        inside = 0.5 * rate * x.square() + 0.5 / rate
        return amplitude * torch.where(
            x.abs() <= 1 / rate, inside, torch.exp(rate * x.abs() - 1) / rate
        )

    def gradient(x: torch.Tensor) -> torch.Tensor:
        outside = torch.copysign(torch.exp(rate * x.abs() - 1), x)
        return amplitude * torch.where(x.abs() <= 1 / rate, rate * x, outside)

    return Problem(
        name=f"exponential-gradient-{rate:g}-{start_gradient:g}-{amplitude:g}",
        f=pointwise(f),
        gradient=gradient,
        start=((math.log(start_gradient / amplitude) + 1) / rate,),
        f_star=amplitude / (2 * rate),
        minimiser=(0.0,),
        constants={L0: amplitude * rate, L1: rate, M: start_gradient, mu: amplitude * rate},
        promises=(
            strongly_convex,
            twice_differentiable,
            lower_bounded,
            has_minimiser,
            relaxed_smooth,
            bounded_gradient_on_sublevel,
        ),
        source=Source("Zhang", 2022, "section 3.7.2, first objective"),
    )


problems = (exponential_gradient(2.0, 20.0),)
