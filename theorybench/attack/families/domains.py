"""Convex functions on an interval or a box: the minimum inside or on the boundary, with kinks,
straight far parts, steep sides.
"""

from __future__ import annotations

import torch

from theorybench.attack.families.family import Code, Family, Functions, Range
from theorybench.core import symbols as s
from theorybench.core.assumptions import (
    box_domain,
    convex,
    coordinate_smooth,
    has_minimiser,
    lipschitz,
    lower_bounded,
    minimal_everywhere,
    strongly_convex,
)
from theorybench.core.types import Tensor

_PLACE = Range("minimiser", 0.0, 1.0, stick=0.25)
_START = Range("start", 0.0, 1.0, stick=0.25)


def _interval_constants(low: Tensor, high: Tensor, gap_max: Tensor) -> dict[s.Constant, Tensor]:
    """Of a box from low to high (rows, d), with the largest gap (rows,)."""
    width = high - low
    return {s.D_inf: width.amax(1), s.D_2: width.norm(dim=1), s.gap_max: gap_max}


def _project(x: Tensor, low: Tensor, high: Tensor) -> Tensor:
    return x.maximum(low).minimum(high)


def _of_side(x: Tensor, right: Tensor, left: Tensor) -> Tensor:
    return torch.where(x > 0, right, torch.where(x < 0, left, 0.0))


def _kinked(
    x: Tensor, slope_up: Tensor, slope_down: Tensor, steep_up: Tensor, steep_down: Tensor
) -> Tensor:
    curved = 0.5 * (1 + _of_side(x, steep_up, steep_down)) * x.square()
    return (curved + _of_side(x, slope_up, slope_down) * x.abs())[:, 0]


def _kinked_slope(
    x: Tensor, slope_up: Tensor, slope_down: Tensor, steep_up: Tensor, steep_down: Tensor
) -> Tensor:
    curved = (1 + _of_side(x, steep_up, steep_down)) * x
    return curved + _of_side(x, slope_up, slope_down) * x.sign()


def _bent(x: Tensor, curvature: Tensor, bend: Tensor) -> Tensor:
    near = x.abs().minimum(bend)
    return (curvature * (near * x.abs() - 0.5 * near.square())).sum(-1)


def _bent_slope(x: Tensor, curvature: Tensor, bend: Tensor) -> Tensor:
    return curvature * x.minimum(bend).maximum(-bend)


_KINKED = Code(_kinked, _kinked_slope, project=_project)
_BENT = Code(_bent, _bent_slope, project=_project)


def _strongly_convex_interval(theta: Tensor) -> Functions:
    """f = x^2/2 + slope |x| + steep x^2/2, slope and steep of either side, on an interval of
    length 1 around the minimiser 0.
    """
    place, start, *sides = theta.T[..., None]
    names = ("slope_up", "slope_down", "steep_up", "steep_down")
    low, high = -place, 1 - place
    code = _KINKED.of(low=low, high=high, **dict(zip(names, sides, strict=True)))
    ends = [(code["gradient"](end).abs()[:, 0], code["f"](end)) for end in (low, high)]
    steepest, largest = (torch.maximum(*pair) for pair in zip(*ends, strict=True))
    constants = {
        s.mu: torch.ones_like(steepest),
        s.L_f: steepest,
        **_interval_constants(low, high, largest),
    }
    zero = torch.zeros_like(place)
    return Functions(
        **code, start=low + start, f_star=zero[:, 0], minimiser=zero, constants=constants
    )


def _smooth_box(dim: int, theta: Tensor) -> Functions:
    """f = sum a_i h_i(x_i), a_i <= 1, h_i a parabola that is straight beyond a bend, on a box
    with 0 in it, of length 1 in x_1.
    """
    place, start, bend = theta[:, :dim], theta[:, dim : 2 * dim], theta[:, 2 * dim : 3 * dim]
    unit = torch.ones_like(place[:, :1])
    a, width = (
        torch.cat([unit, theta[:, first : first + dim - 1]], 1) for first in (3 * dim, 4 * dim - 1)
    )
    low, high = -place * width, (1 - place) * width
    code = _BENT.of(low=low, high=high, curvature=a, bend=bend * width)
    largest = code["f"](torch.maximum(-low, high))
    constants = {s.L_sum: a.sum(1), s.L_max: a.amax(1), **_interval_constants(low, high, largest)}
    zero = torch.zeros_like(place)
    return Functions(
        **code, start=low + start * width, f_star=zero[:, 0], minimiser=zero, constants=constants
    )


def _box_family(dim: int) -> Family:
    every = range(1, dim + 1)
    ranges = [
        Range(f"{r.name} {i}", r.low, r.high, stick=r.stick)
        for r in (_PLACE, _START)
        for i in every
    ]
    ranges += [Range(f"bend {i}", 1e-2, 1.0, log=True, stick=0.2) for i in every]
    ranges += [
        Range(f"{what} {i}", 1e-3, 1.0, log=True, stick=0.1)
        for what in ("curvature", "width")
        for i in every[1:]
    ]
    promises = (
        convex,
        coordinate_smooth,
        box_domain,
        minimal_everywhere,
        has_minimiser,
        lower_bounded,
    )
    given = frozenset({s.L_sum, s.L_max, s.D_inf, s.D_2, s.gap_max})
    return Family(
        f"smooth-box-{dim}d",
        promises,
        given,
        tuple(ranges),
        lambda theta: _smooth_box(dim, theta),
    )


families = (
    Family(
        "strongly-convex-interval",
        (strongly_convex, lipschitz, box_domain, has_minimiser, lower_bounded),
        frozenset({s.mu, s.L_f, s.D_inf, s.D_2, s.gap_max}),
        (
            _PLACE,
            _START,
            *(Range(f"slope {side}", 1e-3, 1e2, log=True, stick=0.1) for side in ("up", "down")),
            *(Range(f"steep {side}", 0.0, 3.0, stick=0.25) for side in ("up", "down")),
        ),
        _strongly_convex_interval,
    ),
    _box_family(1),
    _box_family(2),
)
