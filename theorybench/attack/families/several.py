"""Functions of several variables: quadratics, and the largest of the coordinates."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import torch

from theorybench.attack.families.family import (
    Family,
    Functions,
    Range,
    numbers_as_text,
)
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

QUADRATIC = {
    "f": (
        """
curvature = torch.tensor([{curvature}])


def f(x):
    return 0.5 * (curvature * x.square()).sum(-1)


def gradient(x):
    return curvature * x

"""
    ),
    "prox": (
        """

def prox(x, gamma):
    return x / (1 + gamma * curvature)

"""
    ),
}
LARGEST = """
slopes = torch.tensor([{slopes}])


def f(x):
    return (slopes * x.abs()).amax(-1)


def gradient(x):
    largest = torch.zeros_like(x).scatter(1, (slopes * x.abs()).argmax(1, keepdim=True), 1.0)
    return largest * slopes * x.sign()

"""
MAX_AFFINE = """
slopes = torch.tensor([{slopes}])
offsets = torch.tensor([{offsets}])


def f(x):
    return (x @ slopes.T - offsets).amax(-1).clamp(min=0.0)


def gradient(x):
    high, first = (x @ slopes.T - offsets).max(-1)
    return torch.where(high[:, None] >= 0, slopes[first], 0.0)

"""


def _quadratic(dim: int) -> Family:
    """f = 1/2 sum a_i x_i^2 with a_i <= L = 1 from a point of the unit sphere."""

    def make(theta: Tensor) -> Functions:
        a, weights = theta[:, :dim], theta[:, dim:]
        start = torch.cat([torch.ones_like(a[:, :1]), weights], 1)
        start = start / start.norm(dim=1, keepdim=True)
        zero = torch.zeros_like(a)
        constants = {s.L: torch.ones_like(a[:, 0]), s.mu: a.amin(1)}

        def prox(x: Tensor, gamma: Number) -> Tensor:
            return x / (1 + gamma * a)

        return Functions(
            lambda x: 0.5 * (a * x.square()).sum(-1),
            lambda x: a * x,
            start,
            zero[:, 0],
            zero,
            constants,
            prox=prox,
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

    def source(theta: Sequence[float]) -> Mapping[str, str]:
        return {
            name: text.format(curvature=numbers_as_text(theta[:dim]))
            for name, text in QUADRATIC.items()
        }

    return Family(
        f"quadratic-{dim}d", promises, frozenset({s.L, s.mu}), (*curvatures, *weights), make, source
    )


def _largest_coordinate(dim: int) -> Family:
    """f = max_i a_i |x_i|, a_i and the start in geometric progression: ||x_0|| = 1, L = 1; the
    first of equals answers.
    """

    def make(theta: Tensor) -> Functions:
        order = torch.arange(dim, dtype=theta.dtype, device=theta.device)
        start, a = theta[:, :1] ** order, theta[:, 1:] ** order
        start = start / start.norm(dim=1, keepdim=True)
        zero = torch.zeros_like(start)

        def gradient(x: Tensor) -> Tensor:
            largest = (a * x.abs()).argmax(1, keepdim=True)
            signed = a * x.sign()
            return torch.zeros_like(signed).scatter(1, largest, signed.gather(1, largest))

        return Functions(
            lambda x: (a * x.abs()).amax(1),
            gradient,
            start,
            zero[:, 0],
            zero,
            {s.L_f: torch.ones_like(a[:, 0])},
        )

    def source(theta: Sequence[float]) -> Mapping[str, str]:
        return {"f": LARGEST.format(slopes=numbers_as_text(theta[1] ** i for i in range(dim)))}

    ranges = (
        Range("ratio of start", 0.5, 1.0, stick=0.2),
        Range("ratio of slopes", 0.5, 1.0, stick=0.2),
    )
    promises = (convex, lipschitz, lower_bounded, has_minimiser)
    name = f"largest-coordinate-{dim}d"
    return Family(
        name,
        promises,
        frozenset({s.L_f}),
        ranges,
        make,
        source,
        suits=lambda horizon: dim <= horizon + 1,
    )


def _max_affine(dim: int, count: int) -> Family:
    """f = max{0, max_i <a_i, x> - b_i} with ||a_i|| <= L = 1 and b_i >= 0 from (1, 0, ...), at
    distance 1 of the minimiser 0.
    """

    def shape(theta: Tensor) -> tuple[Tensor, Tensor]:
        """Slopes (rows, count, dim), from polar coordinates, and offsets (rows, count)."""
        size, below, *angles = theta.unflatten(1, (count, dim + 1)).unbind(-1)
        direction = [angles[0].cos(), angles[0].sin()]
        for angle in angles[1:]:
            direction = [*(v * angle.cos() for v in direction), angle.sin()]
        return size[..., None] * torch.stack(direction, -1), below

    def make(theta: Tensor) -> Functions:
        a, b = shape(theta)
        zero = torch.zeros_like(a[:, 0])
        start = zero.clone()
        start[:, 0] = 1.0

        def heights(x: Tensor) -> Tensor:
            return (a * x[:, None]).sum(-1) - b

        def gradient(x: Tensor) -> Tensor:
            high, first = heights(x).max(1)
            steepest = a.expand(len(x), -1, -1).gather(1, first[:, None, None].expand(-1, 1, dim))[
                :, 0
            ]
            return torch.where(high[:, None] >= 0, steepest, 0.0)

        def f(x: Tensor) -> Tensor:
            return heights(x).amax(1).clamp_min(0.0)

        return Functions(f, gradient, start, zero[:, 0], zero, {s.L_f: torch.ones_like(b[:, 0])})

    def source(theta: Sequence[float]) -> Mapping[str, str]:
        a, b = shape(torch.tensor([theta], dtype=torch.float64))
        rows = ", ".join(f"[{numbers_as_text(row)}]" for row in a[0].tolist())
        return {"f": MAX_AFFINE.format(slopes=rows, offsets=numbers_as_text(b[0].tolist()))}

    polar = [
        Range("angle", -math.pi, math.pi),
        *(Range(f"angle {j}", -math.pi / 2, math.pi / 2) for j in range(2, dim)),
    ]
    each = [Range("slope", 0.2, 1.0, stick=0.25), Range("offset", 0.0, 1.0, stick=0.25), *polar]
    ranges = tuple(
        replace(one, name=f"{one.name} of piece {i + 1}") for i in range(count) for one in each
    )
    promises = (convex, lipschitz, lower_bounded, has_minimiser)
    return Family(f"max-affine-{dim}d-{count}", promises, frozenset({s.L_f}), ranges, make, source)


families = (
    tuple(map(_quadratic, (1, 2, 3)))
    + tuple(map(_largest_coordinate, (2, 3, 4, 6, 11)))
    + (_max_affine(2, 3), _max_affine(3, 4))
)
