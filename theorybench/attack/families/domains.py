"""Convex functions on an interval or a box: the minimum inside or on the boundary, with kinks,
straight far parts, steep sides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import torch

from theorybench.attack.families.family import (
    Family,
    Functions,
    Range,
    numbers_as_text,
    written,
)
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


def _strongly_convex_interval(theta: Tensor) -> Functions:
    """f = x^2/2 + slope |x| + steep x^2/2, slope and steep of either side, on an interval of
    length 1 around the minimiser 0.
    """
    place, start, slope_up, slope_down, steep_up, steep_down = theta.T[..., None]
    low, high = -place, 1 - place

    def of_side(x: Tensor, up: Tensor, down: Tensor) -> Tensor:
        return torch.where(x > 0, up, torch.where(x < 0, down, 0.0))

    def f(x: Tensor) -> Tensor:
        return (
            0.5 * (1 + of_side(x, steep_up, steep_down)) * x.square()
            + of_side(x, slope_up, slope_down) * x.abs()
        )[:, 0]

    def gradient(x: Tensor) -> Tensor:
        return (1 + of_side(x, steep_up, steep_down)) * x + of_side(
            x, slope_up, slope_down
        ) * x.sign()

    ends = [(gradient(end).abs()[:, 0], f(end)) for end in (low, high)]
    steepest, largest = (torch.maximum(*pair) for pair in zip(*ends, strict=True))
    constants = {
        s.mu: torch.ones_like(steepest),
        s.L_f: steepest,
        **_interval_constants(low, high, largest),
    }
    zero = torch.zeros_like(place)
    return Functions(
        f,
        gradient,
        low + start,
        zero[:, 0],
        zero,
        constants,
        project=lambda x: torch.minimum(torch.maximum(x, low), high),
    )


def _smooth_box(dim: int, theta: Tensor) -> Functions:
    """f = sum a_i h_i(x_i), a_i <= 1, h_i a parabola that is straight beyond a bend, on a box
    with 0 in it, of length 1 in x_1.
    """
    place, start, bend = theta[:, :dim], theta[:, dim : 2 * dim], theta[:, 2 * dim : 3 * dim]
    one = torch.ones_like(place[:, :1])
    a, width = (
        torch.cat([one, theta[:, first : first + dim - 1]], 1) for first in (3 * dim, 4 * dim - 1)
    )
    low, high = -place * width, (1 - place) * width
    bend = bend * width

    def f(x: Tensor) -> Tensor:
        near = torch.minimum(x.abs(), bend)
        return (a * (near * x.abs() - 0.5 * near.square())).sum(-1)

    def gradient(x: Tensor) -> Tensor:
        return a * torch.maximum(torch.minimum(x, bend), -bend)

    far = torch.maximum(-low, high)
    constants = {s.L_sum: a.sum(1), s.L_max: a.amax(1), **_interval_constants(low, high, f(far))}
    zero = torch.zeros_like(place)
    return Functions(
        f,
        gradient,
        low + start * width,
        zero[:, 0],
        zero,
        constants,
        project=lambda x: torch.minimum(torch.maximum(x, low), high),
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
        _box_source(dim),
    )


_BOX = """
a, low, high = torch.tensor([{a}]), torch.tensor([{low}]), torch.tensor([{high}])
bend = torch.tensor([{bend}])


def f(x):
    near = x.abs().minimum(bend)
    return (a * (near * x.abs() - 0.5 * near.square())).sum(-1)


def gradient(x):
    return a * x.minimum(bend).maximum(-bend)

"""
_INTERVAL = """
low, high = torch.tensor([{low}]), torch.tensor([{high}])


def slope(x):
    return torch.where(x > 0, {slope_up}, torch.where(x < 0, {slope_down}, 0.0))


def curvature(x):
    return 1 + torch.where(x > 0, {steep_up}, torch.where(x < 0, {steep_down}, 0.0))


def f(x):
    return (0.5 * curvature(x) * x.square() + slope(x) * x.abs()).sum(-1)


def gradient(x):
    return curvature(x) * x + slope(x) * x.sign()

"""
_PROJECT = """
def project(x):
    return x.maximum(low).minimum(high)
"""


def _box_source(dim: int) -> Callable[[Sequence[float]], Mapping[str, str]]:
    def source(theta: Sequence[float]) -> Mapping[str, str]:
        place, bend = theta[:dim], theta[2 * dim : 3 * dim]
        a, width = ((1.0, *theta[first : first + dim - 1]) for first in (3 * dim, 4 * dim - 1))
        numbers = {
            "a": a,
            "low": [-p * w for p, w in zip(place, width, strict=True)],
            "high": [(1 - p) * w for p, w in zip(place, width, strict=True)],
            "bend": [b * w for b, w in zip(bend, width, strict=True)],
        }
        return {
            "f": _BOX.format(**{name: numbers_as_text(values) for name, values in numbers.items()}),
            "project": _PROJECT,
        }

    return source


def _interval_source(theta: Sequence[float]) -> Mapping[str, str]:
    place, _, slope_up, slope_down, steep_up, steep_down = theta
    numbers = {
        "low": -place,
        "high": 1 - place,
        "slope_up": slope_up,
        "slope_down": slope_down,
        "steep_up": steep_up,
        "steep_down": steep_down,
    }
    return {
        "f": _INTERVAL.format(**{name: written(value) for name, value in numbers.items()}),
        "project": _PROJECT,
    }


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
        _interval_source,
    ),
    _box_family(1),
    _box_family(2),
)
