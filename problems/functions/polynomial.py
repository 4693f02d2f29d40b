"""Polynomials of degree four, with one valley and with two: their gradients are not Lipschitz,
but they are (L0, L1)-smooth.
"""

import math

import torch

from theorybench.vocabulary import L0, L1, M, EntryError, Problem, bounded_gradient_on_sublevel
from theorybench.vocabulary import convex, has_minimiser, lower_bounded, pointwise, relaxed_smooth
from theorybench.vocabulary import twice_differentiable

_PROMISES = (
    twice_differentiable,
    lower_bounded,
    has_minimiser,
    relaxed_smooth,
    bounded_gradient_on_sublevel,
)


def quartic(start: tuple[float, ...], rate: float) -> Problem:
    """f(x) = sum_i x_i^4 / 4 with L1 = rate (1/X).

    ||hess f|| = 3 max_i x_i^2 and ||grad f|| >= max_i |x_i|^3, so L0 = max_t 3 t^2 - L1 t^3 = 4 /
    L1^2, at t = 2 / L1 on an axis. On f <= c the gradient sum x_i^6 is largest on an axis: M = (4
    c)^(3/4).
    """
    return Problem(
        name=f"quartic-{len(start)}d-{rate:g}",
        f=lambda x: 0.25 * x.square().square().sum(-1),
        gradient=lambda x: x**3,
        start=start,
        f_star=0.0,
        minimiser=(0.0,) * len(start),
        constants={L0: 4 / rate**2, L1: rate, M: sum(v**4 for v in start) ** 0.75},
        promises=(convex, *_PROMISES),
    )


def double_well(start: float, rate: float) -> Problem:
    """f(x) = (x^2 - 1)^2 / 4, nonconvex, with L1 = rate (1/X), from start >= sqrt(2) (X).

    |f''| - L1 |f'| is 3 x^2 - 1 - L1 (x^3 - x) for x >= 1 and at most 2 below, so that L0 is its
    value at the stationary point 3 L1 x^2 - 6 x - L1 = 0 (at 1 if that lies below 1). The start is
    above the hill at 0, so M = f'(start).

    Raises EntryError for a start below sqrt(2).
    """
    if start < math.sqrt(2):
        raise EntryError(f"double_well: start={start}: give start >= sqrt(2), above the hill at 0")
    at = max(1.0, (3 + math.sqrt(9 + 3 * rate**2)) / (3 * rate))

    def gradient(x: torch.Tensor) -> torch.Tensor:
        return x * (x.square() - 1)

    return Problem(
        name=f"double-well-{start:g}-{rate:g}",
        f=pointwise(lambda x: 0.25 * (x.square() - 1).square()),
        gradient=gradient,
        start=(start,),
        f_star=0.0,
        minimiser=(1.0,),
        constants={L0: 3 * at**2 - 1 - rate * (at**3 - at), L1: rate, M: start**3 - start},
        promises=_PROMISES,
    )


problems = (quartic((2.0, 1.0), 1.5), double_well(2.0, 2.0))
