"""Free-form functions on the line with |f''| <= L0 + L1 |f'|: with s = sign(f') log(1 + L1 |f'|
/ L0) / L1 that says |s'| <= 1.
"""

from __future__ import annotations

import numpy as np
import torch

from theorybench.attack.families.family import Code, Family, Functions, Range, lowest
from theorybench.core import symbols as s
from theorybench.core.assumptions import (
    bounded_gradient_on_sublevel,
    has_minimiser,
    lower_bounded,
    relaxed_smooth,
    twice_differentiable,
)
from theorybench.core.types import Tensor

_NODES, _WEIGHTS = (
    torch.tensor(v, dtype=torch.float64) for v in np.polynomial.legendre.leggauss(12)
)
_BEND = 0.05


def _pieces(first: Tensor, rates: Tensor, widths: Tensor) -> tuple[Tensor, Tensor]:
    """s with s' linear on each piece, so that f is C^2: the numbers of the pieces (rows, pieces,
    8) - near end, sign, s' and s'' there, s there, the zeros of s, f there - and their lengths
    (rows, pieces). L0 = L1 = 1, so that f' = sign(s) (e^|s| - 1); f(0) = 0.

    Pieces go left from 0, the last without end; then two go right. Where a piece has no end, s' =
    1, so that f grows on either side. first: s(0) (rows, 1); rates: s' at 0 and at knots (rows,
    pieces); widths of the pieces, the last of which bends to s' = 1.
    """
    zero, one, far = (torch.full_like(first, value) for value in (0.0, 1.0, torch.inf))
    count = widths.shape[1]
    rate = torch.cat([rates, one, rates[:, :1], one], 1)
    after = torch.cat([rates[:, 1:], one, one, one, one], 1)
    length = torch.cat([widths, far, _BEND * one, far], 1)
    sign = torch.cat([-torch.ones_like(widths), -one, one, one], 1)
    near = torch.cat([zero, -widths.cumsum(1), zero, _BEND * one], 1)
    turn = (after - rate) / length  # of s' a unit of length away from the near end
    rise = torch.where(length.isinf(), 0.0, sign * length * (rate + after) / 2)
    at_near = torch.cat(
        [first, first + rise[:, :count].cumsum(1), first, first + rise[:, -2:-1]], 1
    )
    zeros = _zeros(sign * turn / 2, sign * rate, at_near, length)
    pieces = torch.stack([near, sign, rate, turn, at_near, *zeros], -1)
    fall = _integral(pieces, torch.where(length.isinf(), 0.0, length)[..., None])
    base = torch.cat([zero, fall[:, :count].cumsum(1), zero, fall[:, -2:-1]], 1)
    return torch.cat([pieces, base[..., None]], -1), length


def _held(x: Tensor, pieces: Tensor, length: Tensor) -> tuple[Tensor, Tensor]:
    """The piece that holds x (points, 1), as its numbers (points, 8), and the distance from its
    near end (points, 1).
    """
    near, sign = pieces[..., 0], pieces[..., 1]
    away = sign * (x - near)
    inside = (away >= 0) & (away < length) & ((sign > 0) == (x >= 0))
    which = inside.int().argmax(1, keepdim=True)
    numbers = pieces.expand(len(x), -1, -1).gather(1, which[..., None].expand(-1, 1, 8))
    return numbers[:, 0], away.gather(1, which)


def _value(x: Tensor, pieces: Tensor, length: Tensor) -> Tensor:
    held, away = _held(x, pieces, length)
    return held[:, 7] + _integral(held, away)


def _derivative(x: Tensor, pieces: Tensor, length: Tensor) -> Tensor:
    held, away = _held(x, pieces, length)
    return _slope(_exponent(held, away))


_RELAXED = Code(_value, _derivative)


def _bottoms(pieces: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Zeros of f' left of 0 (and ends of pieces), with f and f' there: (rows, candidates)."""
    left = pieces[:, :-2]
    places = [
        (
            left[..., 0] - left[..., i],
            left[..., 7] + _integral(left, left[..., [i]]),
            _slope(_exponent(left, left[..., [i]])[..., 0]),
        )
        for i in (5, 6)
    ]
    x, value, slope = (torch.cat(column, 1) for column in zip(*places, strict=True))
    return x, value, slope


def _steepest(pieces: Tensor, lengths: Tensor) -> Tensor:
    """The largest |f'| where f <= f(0), or a little more: |s| at knots and bends left of 0, and
    where f comes up to f(0) at last.
    """
    left, length = pieces[:, :-2], lengths[:, :-2]
    bend = torch.where(left[..., 3] != 0, -left[..., 2] / left[..., 3], 0.0)
    bend = torch.where((bend > 0) & (bend < length), bend, 0.0)
    inside = torch.maximum(left[..., 4].abs(), _exponent(left, bend[..., None])[..., 0].abs())
    depth = (_height(left[:, -1:, 4]) - left[:, -1:, 7]).clamp_min(0.0)
    y = torch.minimum((2 * depth).sqrt(), torch.log1p(depth + (2 * depth).sqrt()))
    for _ in range(30):  # Newton from above for e^y - 1 - y = depth
        y = torch.where(y > 0, y - (_height(y) - depth) / torch.expm1(y).clamp_min(1e-300), y)
    return torch.expm1(torch.cat([inside, y], 1).amax(1)) * (1 + 1e-12)


def _slope(exponent: Tensor) -> Tensor:
    return torch.copysign(torch.expm1(exponent.abs()), exponent)


def _height(exponent: Tensor) -> Tensor:
    """The integral of the slope over s from 0."""
    return torch.expm1(exponent.abs()) - exponent.abs()


def _exponent(piece: Tensor, away: Tensor) -> Tensor:
    """s at distances (..., points) from the near ends of pieces (..., numbers)."""
    sign, rate, turn, at_near = (piece[..., [i]] for i in (1, 2, 3, 4))
    return at_near + sign * away * (rate + turn * away / 2)


def _integral(piece: Tensor, away: Tensor) -> Tensor:
    """f at a distance (..., 1) from the near end less f there: by Gauss's rule between zeros of
    s; in closed form where s' is constant.
    """
    zeros = torch.minimum(piece[..., 5:7], away)
    ends = torch.cat([torch.zeros_like(away), zeros, away], -1)
    half, middle = (ends[..., 1:] - ends[..., :-1]) / 2, (ends[..., 1:] + ends[..., :-1]) / 2
    points = (middle[..., None] + half[..., None] * _NODES).flatten(-2)
    summed = (
        half * (_slope(_exponent(piece, points)).unflatten(-1, (3, -1)) * _WEIGHTS).sum(-1)
    ).sum(-1)
    rate, turn, at_near = (piece[..., i] for i in (2, 3, 4))
    straight = (_height(_exponent(piece, away)[..., 0]) - _height(at_near)) / rate
    return torch.where((turn == 0) & (rate.abs() > 0.5), straight, piece[..., 1] * summed)


def _zeros(a: Tensor, b: Tensor, c: Tensor, length: Tensor) -> tuple[Tensor, Tensor]:
    """Zeros of a t^2 + b t + c with 0 < t < length, in order; 0 where there is none."""
    root = (b * b - 4 * a * c).clamp_min(0.0).sqrt()
    q = -(b + torch.where(b < 0, -root, root)) / 2
    found = torch.stack([q / a, c / q])
    fine = torch.isfinite(found) & (found > 0) & (found < length) & (b * b >= 4 * a * c)
    first, last = torch.where(fine, found, 0.0).sort(dim=0).values
    return first, last


def _relaxed(count: int) -> Family:
    def make(theta: Tensor) -> Functions:
        pieces, length = _pieces(theta[:, :1], theta[:, 1 : count + 1], theta[:, count + 1 :])
        f_star, minimiser = lowest(*_bottoms(pieces))
        one = torch.ones_like(f_star)
        return Functions(
            **_RELAXED.of(pieces=pieces, length=length),
            start=0 * one[:, None],
            f_star=f_star,
            minimiser=minimiser,
            constants={s.L0: one, s.L1: one, s.M: _steepest(pieces, length)},
        )

    ranges = (
        Range("s at the start", 0.1, 8.0, log=True),
        *(Range(f"rate {i}", -1.0, 1.0, stick=0.15) for i in range(count)),
        *(Range(f"width {i + 1}", 0.05, 3.0, log=True) for i in range(count)),
    )
    promises = (
        twice_differentiable,
        relaxed_smooth,
        lower_bounded,
        has_minimiser,
        bounded_gradient_on_sublevel,
    )
    return Family(
        f"relaxed-smooth-line-{count}", promises, frozenset({s.L0, s.L1, s.M}), ranges, make
    )


families = tuple(map(_relaxed, (2, 5)))
