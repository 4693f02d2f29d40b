"""The same strongly convex function along every axis, on different scales: gradient and domain
of coordinate i are w_i times the same.
"""

import math
from dataclasses import replace

import torch

from theorybench.vocabulary import D_2, D_inf, Oracle, Problem, Scalar, bounded_domain
from theorybench.vocabulary import by_coordinate, gap_max, has_minimiser, lower_bounded, mu
from theorybench.vocabulary import strongly_convex


def unequal_boxes(
    weights: tuple[float, ...], slope: float, curvature: float, reach: float, halved: bool = False
) -> Problem:
    """f(x) = sum_i slope w_i |x_i| + curvature/2 x_i^2 for |x_i| <= reach w_i, started in a corner;
    halved: for x_i <= 0 only.

    |d_i f| is at most w_i (slope + curvature reach). Halved, the minimum lies in the corner 0 of
    the box, where noise cannot average out.
    """
    w = torch.tensor(weights, dtype=torch.float64)
    total = math.hypot(*weights)
    return Problem(
        name=f"unequal-{'corners' if halved else 'boxes'}-{len(weights)}d-{slope:g}-{curvature:g}",
        f=lambda x: (slope * w.to(x.device) * x.abs() + 0.5 * curvature * x.square()).sum(-1),
        gradient=lambda x: slope * w.to(x.device) * x.sign() + curvature * x,
        start=tuple(-reach * one for one in weights),
        f_star=0.0,
        minimiser=(0.0,) * len(weights),
        constants={
            mu: curvature,
            D_2: (2 - halved) * reach * total,
            D_inf: (2 - halved) * reach * max(weights),
            gap_max: total**2 * reach * (slope + 0.5 * curvature * reach),
        },
        promises=(strongly_convex, bounded_domain, lower_bounded, has_minimiser),
        project=lambda x: torch.clamp(
            x, -reach * w.to(x.device), (1 - halved) * reach * w.to(x.device)
        ),
        box=(-reach * min(weights), (1 - halved) * reach * min(weights)),
    )


def noise_by_coordinate(
    served: Problem,
    scalar: Scalar,
    promised: float,
    scale: float,
    slope: float = 1.0,
    correlated: bool = False,
    weights: tuple[float, ...] = (1.0, 0.5),
) -> Oracle:
    """Noise scale w_i z_i for one problem, whose slopes are at most slope w_i, so that B = B_1 w;
    it promises moments of order `promised`.
    """
    scales, slopes = (tuple(factor * one for one in weights) for factor in (scale, slope))
    made = by_coordinate(scalar, scales, promised, correlated, slopes)
    return replace(made, only=lambda other: other is served)


WEIGHTS = (1.0, 0.5)
problem = unequal_boxes(WEIGHTS, slope=0.0, curvature=1.0, reach=1.0)
corner = unequal_boxes(WEIGHTS, slope=0.15, curvature=1.0, reach=0.15, halved=True)
corner_of_a_line = unequal_boxes((1.0,), slope=0.15, curvature=1.0, reach=0.15, halved=True)
