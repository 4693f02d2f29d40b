"""Free-form functions on the line: curvature, or slope, constant on a few pieces and within the
bounds of the class.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch

from theorybench.attack.families.family import Code, Family, Functions, Range, lowest
from theorybench.core import symbols as s
from theorybench.core.assumptions import (
    Assumption,
    convex,
    has_minimiser,
    lipschitz,
    lower_bounded,
    proximable,
    smooth,
    strongly_convex,
)
from theorybench.core.types import Number, Tensor

KNOTS = Range("knot", 1e-3, 3.0, log=True)

Pieces = dict[str, Tensor]
"""The pieces [low, high] of the line on either side of 0, with `near` the end next to 0, (rows,
pieces) each: first right, then left.
"""


def _pieces(right: Tensor, left: Tensor) -> Pieces:
    """right, left: (rows, knots) distances from 0, sorted."""
    zero, far = torch.zeros_like(right[:, :1]), torch.full_like(right[:, :1], torch.inf)
    return {
        "low": torch.cat([zero, right, -left, -far], 1),
        "high": torch.cat([right, far, -zero, -left], 1),
        "near": torch.cat([zero, right, -zero, -left], 1),
    }


def _curved(x: Tensor, low: Tensor, high: Tensor, near: Tensor, curvature: Tensor) -> Tensor:
    """f with f'' = curvature on each piece, f(0) = f'(0) = 0: x (rows, 1) -> (rows,)."""
    y = x.clamp(low, high)
    return (curvature * (y - near) * (x - (y + near) / 2)).sum(-1)


def _curved_slope(x: Tensor, low: Tensor, high: Tensor, near: Tensor, curvature: Tensor) -> Tensor:
    return (curvature * (x.clamp(low, high) - near)).sum(-1, keepdim=True)


def _tilted(x: Tensor, low: Tensor, high: Tensor, near: Tensor, curvature: Tensor) -> Tensor:
    """The same with f'(0) = 1."""
    return x[:, 0] + _curved(x, low, high, near, curvature)


def _tilted_slope(x: Tensor, low: Tensor, high: Tensor, near: Tensor, curvature: Tensor) -> Tensor:
    return 1 + _curved_slope(x, low, high, near, curvature)


def _straight(x: Tensor, low: Tensor, high: Tensor, near: Tensor, slopes: Tensor) -> Tensor:
    """f with f' = slopes on each piece and f(0) = 0: x (rows, 1) -> (rows,)."""
    return (slopes * (x.clamp(low, high) - near)).sum(-1)


def _straight_slope(x: Tensor, low: Tensor, high: Tensor, slopes: Tensor) -> Tensor:
    return (slopes * ((x >= low) & (x < high))).sum(-1, keepdim=True)


def _prox(
    x: Tensor,
    gamma: Number,
    low: Tensor,
    high: Tensor,
    near: Tensor,
    near_slope: Tensor,
    bend: Tensor,
) -> Tensor:
    """The proximal points of a convex function with f' = near_slope + bend (x - near) on each
    piece: y + gamma f'(y) maps piece to piece and jumps at kinks; its inverse is flat there.
    """
    first, last, middle = (
        torch.where(e.isinf(), e, e + gamma * (near_slope + bend * (e - near)))
        for e in (low, high, near)
    )
    return ((x.clamp(first, last) - middle) / (1 + gamma * bend)).sum(-1, keepdim=True)


_CURVED, _TILTED = Code(_curved, _curved_slope, _prox), Code(_tilted, _tilted_slope)
_STRAIGHT = Code(_straight, _straight_slope, _prox)

Shape = Callable[[Tensor], tuple[Pieces, Tensor]]
"""theta -> pieces, and the curvature (or slope) on each."""


def _many(**tables: Tensor) -> dict[str, Tensor]:
    """Tables for many points of each row: for x (rows, points, 1)."""
    return {name: table[:, None] for name, table in tables.items()}


def _from_one(
    name: str, promises: tuple[Assumption, ...], ranges: Sequence[Range], shape: Shape, mu: bool
) -> Family:
    """Convex and smooth, L = 1: minimiser 0 with f* = 0, start 1; mu: the first number is mu."""

    def make(theta: Tensor) -> Functions:
        pieces, c = shape(theta)
        many = _many(**pieces, curvature=c)
        near_slope = _curved_slope(pieces["near"][..., None], **many)[..., 0]
        code = _CURVED.of(**pieces, curvature=c, near_slope=near_slope, bend=c)
        zero = torch.zeros_like(theta[:, :1])
        constants = {s.L: zero[:, 0] + 1} | ({s.mu: theta[:, 0]} if mu else {})
        return Functions(
            **code, start=zero + 1, f_star=zero[:, 0], minimiser=zero, constants=constants
        )

    return Family(
        name,
        (*promises, smooth, lower_bounded, has_minimiser, proximable),
        frozenset({s.L, s.mu} if mu else {s.L}),
        tuple(ranges),
        make,
    )


def _sorted(theta: Tensor, count: int) -> Pieces:
    return _pieces(
        theta[:, :count].sort(dim=1).values, theta[:, count : 2 * count].sort(dim=1).values
    )


def _knots(count: int) -> list[Range]:
    return [
        Range(f"{side} knot {i + 1}", KNOTS.low, KNOTS.high, log=True)
        for side in ("right", "left")
        for i in range(count)
    ]


def _values(count: int, what: str, low: float = 0.0, stick: float = 0.25) -> list[Range]:
    return [
        Range(f"{what} {side} {i}", low, 1.0, stick=stick)
        for side in ("right", "left")
        for i in range(count)
    ]


def _convex(count: int) -> Family:
    return _from_one(
        f"convex-line-{count}",
        (convex,),
        (*_knots(count), *_values(count + 1, "curvature")),
        lambda theta: (_sorted(theta, count), theta[:, 2 * count :]),
        mu=False,
    )


def _strongly_convex(count: int) -> Family:
    def shape(theta: Tensor) -> tuple[Pieces, Tensor]:
        q = theta[:, :1]
        return _sorted(theta[:, 1:], count), q + (1 - q) * theta[:, 2 * count + 1 :]

    ranges = (
        Range("mu", 1e-3, 1.0, log=True),
        *_knots(count),
        *_values(count + 1, "share of L - mu"),
    )
    return _from_one(f"strongly-convex-line-{count}", (strongly_convex,), ranges, shape, mu=True)


def _lipschitz(count: int) -> Family:
    """Slopes grow from piece to piece, L = 1: convex, minimiser 0 with f* = 0, start 1."""

    def make(theta: Tensor) -> Functions:
        right, left = theta[:, 2 * count :].tensor_split(2, dim=1)
        slopes = torch.cat([right.sort(dim=1).values, -left.sort(dim=1).values], 1)
        zero = torch.zeros_like(theta[:, :1])
        code = _STRAIGHT.of(
            **_sorted(theta, count), slopes=slopes, near_slope=slopes, bend=0 * slopes
        )
        return Functions(
            **code,
            start=zero + 1,
            f_star=zero[:, 0],
            minimiser=zero,
            constants={s.L_f: zero[:, 0] + 1},
        )

    return Family(
        f"convex-lipschitz-line-{count}",
        (convex, lipschitz, lower_bounded, has_minimiser, proximable),
        frozenset({s.L_f}),
        (*_knots(count), *_values(count + 1, "slope")),
        make,
    )


def _nonconvex(count: int) -> Family:
    """From 0 with slope 1 down to the left, L = 1; the outermost pieces bend upwards, so that a
    minimiser exists.
    """

    def make(theta: Tensor) -> Functions:
        one, (right, left) = (
            torch.ones_like(theta[:, :1]),
            theta[:, 2 * count :].tensor_split(2, dim=1),
        )
        c = torch.cat([right, one, left, one], 1)
        pieces = _pieces(theta[:, :count].cumsum(1), theta[:, count : 2 * count].cumsum(1))
        many = _many(**pieces, curvature=c)
        slope = _tilted_slope(pieces["near"][..., None], **many)[..., 0]
        bottom = pieces["near"] - torch.where(c > 0, slope / c.clamp_min(1e-300), 0.0)
        bottom = bottom.clamp(pieces["low"], pieces["high"])
        f_star, minimiser = lowest(
            bottom,
            bottom + _curved(bottom[..., None], **many),
            _tilted_slope(bottom[..., None], **many)[..., 0],
        )
        zero = torch.zeros_like(one)
        return Functions(
            **_TILTED.of(**pieces, curvature=c),
            start=zero,
            f_star=f_star,
            minimiser=minimiser,
            constants={s.L: one[:, 0]},
        )

    widths = [
        Range(f"{side} width {i + 1}", 0.05, 5.0, log=True)
        for side in ("right", "left")
        for i in range(count)
    ]
    return Family(
        f"smooth-line-{count}",
        (smooth, lower_bounded, has_minimiser),
        frozenset({s.L}),
        (*widths, *_values(count, "curvature", -1.0)),
        make,
    )


families = tuple(
    make(count) for make in (_convex, _strongly_convex, _lipschitz) for count in (1, 3)
) + tuple(map(_nonconvex, (2, 6)))
