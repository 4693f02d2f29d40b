"""Free-form functions on the line: curvature, or slope, constant on a few pieces and within the
bounds of the class.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import torch

from theorybench.attack.families.family import (
    Family,
    Functions,
    Range,
    lowest,
    numbers_as_text,
)
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
from theorybench.core.types import Number, Prox, Tensor

KNOTS = Range("knot", 1e-3, 3.0, log=True)


class Pieces:
    """Pieces [lo, hi] of the line on either side of 0, with `near` the end next to 0, each
    (rows, pieces): first right, then left.
    """

    def __init__(self, right: Tensor, left: Tensor) -> None:
        """right, left: (rows, knots) distances from 0, sorted."""
        zero, far = torch.zeros_like(right[:, :1]), torch.full_like(right[:, :1], torch.inf)
        self.near = torch.cat([zero, right, -zero, -left], 1)
        self.lo = torch.cat([zero, right, -left, -far], 1)
        self.hi = torch.cat([right, far, -zero, -left], 1)

    def curved(
        self, c: Tensor, slope: Tensor | float = 0.0
    ) -> tuple[Callable[[Tensor], Tensor], Callable[[Tensor], Tensor]]:
        """f and f' with f(0) = 0, f'(0) = slope and f'' = c on each piece: x (rows, points) ->
        (rows, points).
        """

        def risen(x: Tensor) -> tuple[Tensor, Tensor]:
            y = torch.minimum(torch.maximum(x[..., None], self.lo[:, None]), self.hi[:, None])
            return y, y - self.near[:, None]

        def f(x: Tensor) -> Tensor:
            y, rise = risen(x)
            return slope * x + (
                c[:, None] * rise * (x[..., None] - 0.5 * (y + self.near[:, None]))
            ).sum(-1)

        def derivative(x: Tensor) -> Tensor:
            return slope + (c[:, None] * risen(x)[1]).sum(-1)

        return f, derivative

    def prox(self, slope: Tensor | float, c: Tensor | float) -> Prox:
        """The proximal points of a convex function with f' = slope + c (x - near) on each piece,
        slope being that at `near`.

        y + gamma f'(y) maps piece to piece and jumps at kinks; its inverse is flat there.
        """

        def prox(x: Tensor, gamma: Number) -> Tensor:
            ends = (self.lo, self.near, self.hi)
            lo, near, hi = (
                torch.where(e.isinf(), e, e + gamma * (slope + c * (e - self.near))) for e in ends
            )
            return ((torch.minimum(torch.maximum(x, lo), hi) - near) / (1 + gamma * c)).sum(
                -1, keepdim=True
            )

        return prox

    def sloped(self, c: Tensor) -> tuple[Callable[[Tensor], Tensor], Callable[[Tensor], Tensor]]:
        """f and one subgradient with f(0) = 0 and f' = c on each piece."""

        def f(x: Tensor) -> Tensor:
            y = torch.minimum(torch.maximum(x[..., None], self.lo[:, None]), self.hi[:, None])
            return (c[:, None] * (y - self.near[:, None])).sum(-1)

        def derivative(x: Tensor) -> Tensor:
            inside = (x[..., None] >= self.lo[:, None]) & (x[..., None] < self.hi[:, None])
            return (c[:, None] * inside).sum(-1)

        return f, derivative


Shape = Callable[[Tensor], tuple[Pieces, Tensor]]
"""theta -> pieces, and the curvature (or slope) on each."""

CURVED = """
low, high = torch.tensor([{low}]), torch.tensor([{high}])
near, curvature = torch.tensor([{near}]), torch.tensor([{values}])


def f(x):
    y = x.clamp(low, high)
    return {height}(curvature * (y - near) * (x - (near + y) / 2)).sum(-1)


def gradient(x):
    return {slope}(curvature * (x.clamp(low, high) - near)).sum(-1, keepdim=True)

"""
SLOPED = """
low, high = torch.tensor([{low}]), torch.tensor([{high}])
near, slopes = torch.tensor([{near}]), torch.tensor([{values}])


def f(x):
    return (slopes * (x.clamp(low, high) - near)).sum(-1)


def gradient(x):
    return (slopes * ((x >= low) & (x < high))).sum(-1, keepdim=True)

"""
PROX = """

def prox(x, gamma):
    first, middle, last = (torch.where(e.isinf(), e, e + gamma * ({slope})) for e in (low, near, high))
    return ((x.clamp(first, last) - middle) / (1 + gamma * {curvature})).sum(-1, keepdim=True)

"""


def _listed(pieces: Pieces, values: Tensor) -> dict[str, str]:
    """The pieces of one function as text; neighbours on one side of 0 with equal values become
    one.
    """
    rows = list(
        zip(*(v[0].tolist() for v in (pieces.lo, pieces.hi, pieces.near, values)), strict=True)
    )
    merged: list[tuple[float, ...]] = []
    for lo, hi, near, value in rows:
        if merged and merged[-1][3] == value and merged[-1][1] == lo and near > 0:
            merged[-1] = (merged[-1][0], hi, merged[-1][2], value)
        elif merged and merged[-1][3] == value and merged[-1][0] == hi and near < 0:
            merged[-1] = (lo, merged[-1][1], merged[-1][2], value)
        else:
            merged.append((lo, hi, near, value))
    return {
        name: numbers_as_text(row[i] + 0.0 for row in merged)
        for i, name in enumerate(("low", "high", "near", "values"))
    }


def _from_one(
    name: str, promises: tuple[Assumption, ...], ranges: Sequence[Range], shape: Shape, mu: bool
) -> Family:
    """Convex and smooth, L = 1: minimiser 0 with f* = 0, start 1; mu: the first number is mu."""

    def make(theta: Tensor) -> Functions:
        pieces, c = shape(theta)
        f, derivative = pieces.curved(c)
        zero = torch.zeros_like(theta[:, 0])
        constants = {s.L: zero + 1, s.mu: theta[:, 0]} if mu else {s.L: zero + 1}
        prox = pieces.prox(derivative(pieces.near), c)
        return Functions(
            lambda x: f(x)[:, 0],
            derivative,
            zero[:, None] + 1,
            zero,
            zero[:, None],
            constants,
            prox=prox,
        )

    def source(theta: Sequence[float]) -> Mapping[str, str]:
        listed = _listed(*shape(torch.tensor([theta], dtype=torch.float64)))
        prox = PROX.format(
            slope="gradient(near[:, None])[:, 0] + curvature * (e - near)", curvature="curvature"
        )
        return {"f": CURVED.format(height="", slope="", **listed), "prox": prox}

    constants = frozenset({s.L, s.mu} if mu else {s.L})
    return Family(
        name,
        (*promises, smooth, lower_bounded, has_minimiser, proximable),
        constants,
        tuple(ranges),
        make,
        source,
    )


def _sorted(theta: Tensor, count: int) -> Pieces:
    return Pieces(
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
    ranges = (*_knots(count), *_values(count + 1, "curvature"))
    return _from_one(
        f"convex-line-{count}",
        (convex,),
        ranges,
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

    def shape(theta: Tensor) -> tuple[Pieces, Tensor]:
        right, left = theta[:, 2 * count :].tensor_split(2, dim=1)
        return _sorted(theta, count), torch.cat(
            [right.sort(dim=1).values, -left.sort(dim=1).values], 1
        )

    def make(theta: Tensor) -> Functions:
        pieces, c = shape(theta)
        f, derivative = pieces.sloped(c)
        zero, prox = torch.zeros_like(theta[:, 0]), pieces.prox(c, 0.0)
        return Functions(
            lambda x: f(x)[:, 0],
            derivative,
            zero[:, None] + 1,
            zero,
            zero[:, None],
            {s.L_f: zero + 1},
            prox=prox,
        )

    def source(theta: Sequence[float]) -> Mapping[str, str]:
        listed = _listed(*shape(torch.tensor([theta], dtype=torch.float64)))
        return {"f": SLOPED.format(**listed), "prox": PROX.format(slope="slopes", curvature="0.0")}

    ranges, promises = (
        (*_knots(count), *_values(count + 1, "slope")),
        (convex, lipschitz, lower_bounded, has_minimiser, proximable),
    )
    return Family(
        f"convex-lipschitz-line-{count}", promises, frozenset({s.L_f}), ranges, make, source
    )


def _nonconvex(count: int) -> Family:
    """From 0 with slope 1 down to the left, L = 1; the outermost pieces bend upwards, so that a
    minimiser exists.
    """

    def shape(theta: Tensor) -> tuple[Pieces, Tensor]:
        one, (right, left) = (
            torch.ones_like(theta[:, :1]),
            theta[:, 2 * count :].tensor_split(2, dim=1),
        )
        pieces = Pieces(theta[:, :count].cumsum(1), theta[:, count : 2 * count].cumsum(1))
        return pieces, torch.cat([right, one, left, one], 1)

    def make(theta: Tensor) -> Functions:
        pieces, c = shape(theta)
        f, derivative = pieces.curved(c, 1.0)
        bottom = pieces.near - torch.where(
            c > 0, derivative(pieces.near) / c.clamp_min(1e-300), 0.0
        )
        bottom = torch.minimum(torch.maximum(bottom, pieces.lo), pieces.hi)
        f_star, minimiser = lowest(bottom, f(bottom), derivative(bottom))
        zero = torch.zeros_like(f_star)
        return Functions(
            lambda x: f(x)[:, 0], derivative, zero[:, None], f_star, minimiser, {s.L: zero + 1}
        )

    def source(theta: Sequence[float]) -> Mapping[str, str]:
        listed = _listed(*shape(torch.tensor([theta], dtype=torch.float64)))
        return {"f": CURVED.format(height="x[:, 0] + ", slope="1 + ", **listed)}

    widths = [
        Range(f"{side} width {i + 1}", 0.05, 5.0, log=True)
        for side in ("right", "left")
        for i in range(count)
    ]
    ranges, promises = (
        (*widths, *_values(count, "curvature", -1.0)),
        (smooth, lower_bounded, has_minimiser),
    )
    return Family(f"smooth-line-{count}", promises, frozenset({s.L}), ranges, make, source)


families = tuple(
    make(count) for make in (_convex, _strongly_convex, _lipschitz) for count in (1, 3)
) + tuple(map(_nonconvex, (2, 6)))
