"""The same strongly convex function along every axis, on different scales: gradient and domain
of coordinate i are w_i times the same.
"""

import math

import torch

from theorybench.vocabulary import D_2, D_inf, Problem, bounded_domain, gap_max, has_minimiser
from theorybench.vocabulary import lower_bounded, mu, strongly_convex


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


WEIGHTS = (1.0, 0.5)
problem = unequal_boxes(WEIGHTS, slope=0.0, curvature=1.0, reach=1.0)
corner = unequal_boxes(WEIGHTS, slope=0.15, curvature=1.0, reach=0.15, halved=True)
corner_of_a_line = unequal_boxes((1.0,), slope=0.15, curvature=1.0, reach=0.15, halved=True)
