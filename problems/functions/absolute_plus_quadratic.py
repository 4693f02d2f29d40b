"""An absolute value plus a quadratic on a box: strongly convex, with a kink or with its minimum
on the boundary.
"""

import math

from theorybench.vocabulary import D_2, D_inf, L_f, Problem, bounded_domain, gap_max, has_minimiser
from theorybench.vocabulary import lipschitz, lower_bounded, mu, strongly_convex


def absolute_plus_quadratic(
    name: str, slope: float, curvature: float, box: tuple[float, float], start: tuple[float, ...]
) -> Problem:
    """f(x) = slope ||x||_1 + curvature/2 ||x||^2 for x in box^d, minimal at 0.

    It does not promise to be smooth, although it is one for slope 0: at a minimum on the boundary
    the gradient is not 0, and theorems on smooth functions are about functions on R^d.
    """
    reach, dim = max(map(abs, box)), len(start)
    steepest = slope + curvature * reach
    return Problem(
        name=name,
        f=lambda x: (slope * x.abs() + 0.5 * curvature * x.square()).sum(-1),
        gradient=lambda x: slope * x.sign() + curvature * x,
        start=start,
        f_star=0.0,
        minimiser=(0.0,) * dim,
        constants={
            mu: curvature,
            L_f: math.sqrt(dim) * steepest,
            D_inf: box[1] - box[0],
            D_2: math.sqrt(dim) * (box[1] - box[0]),
            gap_max: dim * (slope + 0.5 * curvature * reach) * reach,
        },
        promises=(strongly_convex, lipschitz, bounded_domain, lower_bounded, has_minimiser),
        project=lambda x: x.clamp(*box),
        box=box,
    )


problems = (
    absolute_plus_quadratic("boundary-mu-1", 0.15, 1.0, (-0.3, 0.0), (-0.3,)),
    absolute_plus_quadratic("boundary-mu-0.5", 0.15, 0.5, (-0.4, 0.0), (-0.4,)),
    absolute_plus_quadratic("kink-mu-2", 0.1, 2.0, (-0.2, 0.2), (0.2, -0.2)),
)
