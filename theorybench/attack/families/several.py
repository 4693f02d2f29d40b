"""Functions of several variables: quadratics, and the largest of the coordinates."""

from __future__ import annotations

import math
from dataclasses import replace

import torch

from theorybench.attack.families.family import Code, Family, Functions, Range
from theorybench.core import symbols as s
from theorybench.core.assumptions import (
    convex,
    has_minimiser,
    lipschitz,
    lower_bounded,
    proximable,
    quadratic_function,
    smooth,
    strongly_convex,
    twice_differentiable,
)
from theorybench.core.types import Number, Tensor


def _quadratic_value(x: Tensor, curvature: Tensor) -> Tensor:
    return 0.5 * (curvature * x.square()).sum(-1)


def _quadratic_slope(x: Tensor, curvature: Tensor) -> Tensor:
    return curvature * x


def _quadratic_prox(x: Tensor, gamma: Number, curvature: Tensor) -> Tensor:
    return x / (1 + gamma * curvature)


def _largest(x: Tensor, slopes: Tensor) -> Tensor:
    return (slopes * x.abs()).amax(1)


def _largest_slope(x: Tensor, slopes: Tensor) -> Tensor:
    first, signed = (slopes * x.abs()).argmax(1, keepdim=True), slopes * x.sign()
    return torch.zeros_like(signed).scatter(1, first, signed.gather(1, first))


def _affine(x: Tensor, slopes: Tensor, offsets: Tensor) -> Tensor:
    return (slopes * x[:, None]).sum(-1) - offsets


def _max_affine_value(x: Tensor, slopes: Tensor, offsets: Tensor) -> Tensor:
    return _affine(x, slopes, offsets).amax(1).clamp_min(0.0)


def _max_affine_slope(x: Tensor, slopes: Tensor, offsets: Tensor) -> Tensor:
    high, first = _affine(x, slopes, offsets).max(1)
    steepest = slopes.expand(len(x), -1, -1).gather(
        1, first[:, None, None].expand(-1, 1, x.shape[1])
    )[:, 0]
    return torch.where(high[:, None] >= 0, steepest, 0.0)


_QUADRATIC = Code(_quadratic_value, _quadratic_slope, _quadratic_prox)
_LARGEST = Code(_largest, _largest_slope)
_MAX_AFFINE = Code(_max_affine_value, _max_affine_slope)


def _quadratic(dim: int) -> Family:
    """f = 1/2 sum a_i x_i^2 with a_i <= L = 1 from a point of the unit sphere."""

    def make(theta: Tensor) -> Functions:
        a, weights = theta[:, :dim], theta[:, dim:]
        start = torch.cat([torch.ones_like(a[:, :1]), weights], 1)
        return Functions(
            **_QUADRATIC.of(curvature=a),
            start=start / start.norm(dim=1, keepdim=True),
            f_star=0 * a[:, 0],
            minimiser=torch.zeros_like(a),
            constants={s.L: torch.ones_like(a[:, 0]), s.mu: a.amin(1)},
        )

    curvatures = [Range(f"curvature {i + 1}", 1e-3, 1.0, log=True, stick=0.1) for i in range(dim)]
    weights = [Range(f"start {i + 2} / start 1", 1e-2, 1e2, log=True) for i in range(dim - 1)]
    promises = (
        strongly_convex,
        smooth,
        twice_differentiable,
        quadratic_function,
        lower_bounded,
        has_minimiser,
        proximable,
    )
    return Family(
        f"quadratic-{dim}d", promises, frozenset({s.L, s.mu}), (*curvatures, *weights), make
    )


def _largest_coordinate(dim: int) -> Family:
    """f = max_i a_i |x_i|, a_i and the start in geometric progression: ||x_0|| = 1, L = 1; the
    first of equals answers.
    """

    def make(theta: Tensor) -> Functions:
        order = torch.arange(dim, dtype=theta.dtype, device=theta.device)
        start, a = theta[:, :1] ** order, theta[:, 1:] ** order
        return Functions(
            **_LARGEST.of(slopes=a),
            start=start / start.norm(dim=1, keepdim=True),
            f_star=0 * a[:, 0],
            minimiser=torch.zeros_like(start),
            constants={s.L_f: torch.ones_like(a[:, 0])},
        )

    ranges = (
        Range("ratio of start", 0.5, 1.0, stick=0.2),
        Range("ratio of slopes", 0.5, 1.0, stick=0.2),
    )
    return Family(
        f"largest-coordinate-{dim}d",
        (convex, lipschitz, lower_bounded, has_minimiser),
        frozenset({s.L_f}),
        ranges,
        make,
        suits=lambda horizon: dim <= horizon + 1,
    )


def _polar(theta: Tensor, count: int, dim: int) -> tuple[Tensor, Tensor]:
    """Slopes (rows, count, dim), from polar coordinates, and offsets (rows, count)."""
    size, below, *angles = theta.unflatten(1, (count, dim + 1)).unbind(-1)
    direction = [angles[0].cos(), angles[0].sin()]
    for angle in angles[1:]:
        direction = [*(v * angle.cos() for v in direction), angle.sin()]
    return size[..., None] * torch.stack(direction, -1), below


def _max_affine(dim: int, count: int) -> Family:
    """f = max{0, max_i <a_i, x> - b_i} with ||a_i|| <= L = 1 and b_i >= 0 from (1, 0, ...), at
    distance 1 of the minimiser 0.
    """

    def make(theta: Tensor) -> Functions:
        slopes, offsets = _polar(theta, count, dim)
        zero = torch.zeros_like(slopes[:, 0])
        start = zero.clone()
        start[:, 0] = 1.0
        return Functions(
            **_MAX_AFFINE.of(slopes=slopes, offsets=offsets),
            start=start,
            f_star=zero[:, 0],
            minimiser=zero,
            constants={s.L_f: torch.ones_like(zero[:, 0])},
        )

    polar = [
        Range("angle", -math.pi, math.pi),
        *(Range(f"angle {j}", -math.pi / 2, math.pi / 2) for j in range(2, dim)),
    ]
    each = [Range("slope", 0.2, 1.0, stick=0.25), Range("offset", 0.0, 1.0, stick=0.25), *polar]
    ranges = tuple(
        replace(number, name=f"{number.name} of piece {i + 1}")
        for i in range(count)
        for number in each
    )
    promises = (convex, lipschitz, lower_bounded, has_minimiser)
    return Family(f"max-affine-{dim}d-{count}", promises, frozenset({s.L_f}), ranges, make)


families = (
    tuple(map(_quadratic, (1, 2, 3)))
    + tuple(map(_largest_coordinate, (2, 3, 4, 6, 11)))
    + (_max_affine(2, 3), _max_affine(3, 4))
)
