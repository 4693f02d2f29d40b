"""Maxima of affine functions less an absolute value: kinks that point upwards and downwards, in
several variables.
"""

import itertools

import numpy as np
import torch

from theorybench.core.goldstein import Pieces, pieces
from theorybench.vocabulary import Assumption, L_f, Problem, Tensor, convex
from theorybench.vocabulary import directionally_differentiable, lipschitz, lower_bounded

Rows = tuple[tuple[float, ...], ...]


class MaxAffine:
    """f(x) = max_i (<a_i, x> + b_i) - |<c, x> - e|, and what is exact about it.

    At a tie the oracle answers for x + t direction + t^2 v, t -> 0, with v = (1, 1/2, 1/3, ...):
    with the gradient of a piece next to x.
    """

    def __init__(
        self, slopes: Rows, offsets: tuple[float, ...], dent: tuple[float, ...], shift: float
    ) -> None:
        self.a, self.b, self.c, self.e = (
            torch.tensor(v, dtype=torch.float64) for v in (slopes, offsets, dent, shift)
        )
        self.v = 1 / torch.arange(1, len(dent) + 1, dtype=torch.float64)

    def _on(self, x: Tensor) -> list[Tensor]:
        return [t.to(x.device) for t in (self.a, self.b, self.c, self.e, self.v)]

    def value(self, x: Tensor) -> Tensor:
        """f: (batch, d) -> (batch,)."""
        a, b, c, e, _ = self._on(x)
        return (x @ a.T + b).amax(-1) - (x @ c - e).abs()

    def directional(self, x: Tensor, direction: Tensor) -> Tensor:
        """Gradient of a piece into which x moves along the direction: all (batch, d)."""
        a, b, c, e, v = self._on(x)
        best = torch.ones(len(x), len(b), dtype=torch.bool, device=x.device)
        for level in (x @ a.T + b, direction @ a.T, (a @ v).expand(len(x), -1)):
            among = torch.where(best, level, -torch.inf)
            best = among == among.amax(-1, keepdim=True)
        inside, outward = x @ c - e, direction @ c
        sign = torch.where(
            inside != 0, inside.sign(), torch.where(outward != 0, outward.sign(), (c @ v).sign())
        )
        return a[best.int().argmax(-1)] - sign[:, None] * c

    def gradient(self, x: Tensor) -> Tensor:
        """Gradient of a piece next to x: (batch, d) -> (batch, d)."""
        return self.directional(x, torch.zeros_like(x))

    def pieces(self) -> Pieces:
        """On piece (i, s): <a_j - a_i, x> <= b_i - b_j for all j and s (<c, x> - e) >= 0."""
        a, b, c, e = (v.numpy() for v in (self.a, self.b, self.c, self.e))
        signs = (1.0, -1.0) if c.any() else (1.0,)
        which = list(itertools.product(range(len(b)), signs))
        gradients = np.array([a[i] - s * c for i, s in which])
        normals = np.array([np.vstack([a - a[i], -s * c]) for i, s in which])
        return pieces(gradients, normals, np.array([np.append(b[i] - b, -s * e) for i, s in which]))


def max_affine(
    name: str,
    made: MaxAffine,
    start: tuple[float, ...],
    minimiser: tuple[float, ...],
    promises: tuple[Assumption, ...] = (),
) -> Problem:
    """The problem of a function, with its minimiser and what it promises beyond being Lipschitz
    and bounded below.
    """
    exact = made.pieces()
    return Problem(
        name=f"max-affine-{name}",
        f=made.value,
        gradient=made.gradient,
        directional=made.directional,
        goldstein=exact.distance,
        start=start,
        f_star=float(made.value(torch.tensor([minimiser], dtype=torch.float64))),
        minimiser=minimiser,
        constants={L_f: float(np.linalg.norm(exact.gradients, axis=1).max())},
        promises=(lipschitz, lower_bounded, directionally_differentiable, *promises),
    )


def drifting_maximum(dim: int, drift: float, depth: float) -> Problem:
    """max(max_i w x_i - drift z, -depth) in dim + 1 variables from 0, with w^2 + drift^2 = 1.

    A step against few of the gradients w e_i - drift e_z lowers f by the drift alone: INGD must
    average many of them for a small descent.
    """
    steep = (1 - drift**2) ** 0.5
    rows = tuple((*(steep * (j == i) for j in range(dim)), -drift) for i in range(dim))
    flat = (0.0,) * (dim + 1)
    made = MaxAffine((*rows, flat), (*(0.0,) * dim, -depth), flat, 0.0)
    return max_affine("drift", made, flat, (*(0.0,) * dim, 2 * depth / drift), (convex,))


_CROSS = ((1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0))

problems = (
    max_affine("dent", MaxAffine(_CROSS, (0.0,) * 4, (0.25, 0.5), 0.5), (2.0, 0.5), (0.0, 0.0)),
    drifting_maximum(30, 0.275, 0.1875),
)
