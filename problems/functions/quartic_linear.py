"""A quartic that continues as a straight line: gradient descent walks down the line with steps
of constant length.
"""

import torch

from theorybench.vocabulary import L, L0, L1, M, EntryError, L_f, Problem, Source
from theorybench.vocabulary import bounded_gradient_on_sublevel, convex, has_minimiser, lipschitz
from theorybench.vocabulary import lower_bounded, pointwise, relaxed_smooth, smooth
from theorybench.vocabulary import twice_differentiable


def quartic_linear(slope: float, width: float, distance: float, rate: float) -> Problem:
    """f(x) = s w (6 u^2 - u^4) / 8, u = x/w, for |x| <= w, s (|x| - w) + 5 s w / 8 beyond; started
    at w + distance.

    slope: s (F/X), width: w (X), distance >= 0 (X); rate: L1 > 0 (1/X), any is right, as f'' <=
    f''(0) = 3 s / (2 w) = L0. The source has s = 2 epsilon and w = 1.

    Raises EntryError if distance < 0: M would not be the slope.
    """
    if distance < 0:
        raise EntryError(
            f"quartic_linear: distance={distance}: give distance >= 0, so that the run starts on"
            " the line"
        )

    def f(x: torch.Tensor) -> torch.Tensor:
        u = (x / width).square().clamp(max=1.0)
        return slope * (width / 8 * u * (6 - u) + (x.abs() - width).clamp(min=0.0))

    def gradient(x: torch.Tensor) -> torch.Tensor:
        u = (x / width).clamp(-1.0, 1.0)
        return slope / 2 * u * (3 - u.square())

    return Problem(
        name=f"quartic-linear-{slope:g}-{width:g}-{distance:.4g}",
        f=pointwise(f),
        gradient=gradient,
        start=(width + distance,),
        f_star=0.0,
        minimiser=(0.0,),
        constants={L: 1.5 * slope / width, L0: 1.5 * slope / width, L1: rate, M: slope, L_f: slope},
        promises=(
            convex,
            smooth,
            lipschitz,
            twice_differentiable,
            lower_bounded,
            has_minimiser,
            relaxed_smooth,
            bounded_gradient_on_sublevel,
        ),
        source=Source("Zhang", 2022, "section 3.7.2, second objective"),
    )


def quartic_linear_of_height(slope: float, width: float, height: float, rate: float) -> Problem:
    """The quartic-linear function started where f(x_0) - f* = height (F); raises EntryError if
    that is not on the line.
    """
    return quartic_linear(slope, width, height / slope - 5 * width / 8, rate)


# Delta_0 = 3.3: the accuracy that makes 20 L0 Delta_0 / epsilon^2 a thousand steps lies just below
# the slope
problems = (quartic_linear(1.0, 0.1, 3.2375, 0.1),)
