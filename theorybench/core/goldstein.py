"""How far a point is from being (delta, epsilon)-stationary: the distance of 0 from the Goldstein
subdifferential.

d(0, conv of the Clarke subdifferentials in x + delta B), Goldstein (1977); Zhang (2022), Definition
5.3.1. For a piecewise linear f it is exact: the hull is spanned by the gradients of the pieces that
the closed ball meets. For any other f gradients at points of the ball span a part of the hull: what
comes out is an upper bound, so that a small number is a certificate and a large one says nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from scipy.optimize import linprog, nnls

from theorybench.core.types import Tensor

Distance = Callable[[Tensor, float | Tensor], Tensor]
"""(x (batch, d), radius: one number or (batch,)) -> distance of 0 from the Goldstein
subdifferential (batch,), unit F/X.
"""

SAMPLES = 128


class Sampled(Protocol):
    """What a certificate needs of a problem."""

    @property
    def goldstein(self) -> Distance | None: ...
    def gradient(self, x: Tensor) -> Tensor: ...


def distance(problem: Sampled, x: Tensor, radius: float | Tensor) -> Tensor:
    """Exact where the problem knows it, else the upper bound of `certificate`: (batch, d) ->
    (batch,), unit F/X.
    """
    return (problem.goldstein or (lambda x, r: certificate(problem.gradient, x, r)))(x, radius)


def shortest(gradients: np.ndarray) -> float:
    """Norm of the shortest vector in the convex hull of (count, d) gradients.

    Non-negative w minimise ||sum w_i g_i||^2 + (sum w_i - 1)^2; for any sum of weights the best
    direction of w is that of the shortest vector, so w / sum w are its weights. The gradients are
    scaled first: the penalty must not drown them.
    """
    size = float(np.linalg.norm(gradients, axis=1).max())
    if size == 0:
        return 0.0
    weights, _ = nnls(
        np.vstack([gradients.T / size, np.ones(len(gradients))]),
        np.append(np.zeros(gradients.shape[1]), 1.0),
    )
    return float(np.linalg.norm(weights @ gradients) / weights.sum())


def certificate(
    gradient: Callable[[Tensor], Tensor], x: Tensor, radius: float | Tensor, samples: int = SAMPLES
) -> Tensor:
    """Upper bound of the distance from the gradients at x and at `samples` points uniform in the
    ball around it: (batch, d) -> (batch,).
    """
    generator = torch.Generator().manual_seed(0)
    direction = torch.nn.functional.normalize(
        torch.randn(samples, x.shape[1], generator=generator, dtype=x.dtype), dim=-1
    )
    reach = torch.rand(samples, 1, generator=generator, dtype=x.dtype) ** (1 / x.shape[1])
    # rounding must not carry a point out of the ball
    offsets = torch.cat(
        [torch.zeros(1, x.shape[1], dtype=x.dtype), direction * reach * (1 - 1e-12)]
    )
    radii = torch.as_tensor(radius, dtype=x.dtype).expand(len(x))
    offsets = offsets.to(x.device)
    rows = [
        shortest(gradient(one + r * offsets).cpu().numpy())
        for one, r in zip(x, radii.to(x.device), strict=True)
    ]
    return torch.tensor(rows, dtype=x.dtype, device=x.device)


@dataclass(frozen=True, eq=False)
class Pieces:
    """The full-dimensional pieces of a piecewise linear function: on {y: normals y <= offsets} its
    gradient is constant.

    gradients: (pieces, d); normals: (pieces, m, d), each of length 1 or 0; offsets: (pieces, m).
    """

    gradients: np.ndarray
    normals: np.ndarray
    offsets: np.ndarray

    def distance(self, x: Tensor, radius: float | Tensor) -> Tensor:
        """The exact distance of 0 from the Goldstein subdifferential: (batch, d) -> (batch,),
        unit F/X.
        """
        points, radii = (
            x.cpu().numpy(),
            torch.as_tensor(radius, dtype=x.dtype).cpu().expand(len(x)).numpy(),
        )
        met, which = np.unique(self._met(points, radii), axis=0, return_inverse=True)
        norms = np.array([shortest(np.unique(self.gradients[one], axis=0)) for one in met])
        return torch.as_tensor(norms[which.reshape(-1)], dtype=x.dtype, device=x.device)

    def _met(self, points: np.ndarray, radii: np.ndarray) -> np.ndarray:
        """Whether the closed ball around a point meets a piece: (batch, pieces)."""
        outside = np.einsum("pmd,bd->bpm", self.normals, points) - self.offsets
        worst = outside.max(axis=2)
        met = worst <= 0
        for row, piece in zip(*np.nonzero(~met & (worst <= radii[:, None])), strict=True):
            met[row, piece] = _away(self.normals[piece], outside[row, piece]) <= radii[row]
        return met


def _away(normals: np.ndarray, outside: np.ndarray) -> float:
    """Least ||z|| with normals z <= -outside, by non-negative least squares (Lawson, Hanson
    1974, problem LDP).
    """
    system = np.vstack([-normals.T, outside])
    target = np.append(np.zeros(normals.shape[1]), 1.0)
    residual = system @ nnls(system, target)[0] - target
    return float(np.linalg.norm(residual[:-1] / residual[-1]))


def pieces(gradients: np.ndarray, normals: np.ndarray, offsets: np.ndarray) -> Pieces:
    """Pieces from all candidates {y: normals y <= offsets}, those without an inner point left out.

    gradients: (candidates, d); normals: (candidates, m, d), a row of zeros where there are fewer
    conditions; offsets: (candidates, m).
    """
    length = np.linalg.norm(normals, axis=2, keepdims=True)
    unit = np.divide(normals, length, out=np.zeros_like(normals), where=length > 0)
    scaled = np.divide(
        offsets, length[..., 0], out=np.array(offsets, dtype=float), where=length[..., 0] > 0
    )
    keep = [_has_interior(a, b) for a, b in zip(unit, scaled, strict=True)]
    return Pieces(gradients[keep], unit[keep], scaled[keep])


def _has_interior(normals: np.ndarray, offsets: np.ndarray) -> bool:
    """Whether a ball fits between the conditions; one that names no direction must hold by
    itself.
    """
    real = np.linalg.norm(normals, axis=1) > 0
    if (offsets[~real] < 0).any():
        return False
    count, dim = int(real.sum()), normals.shape[1]
    conditions = np.hstack([normals[real], np.ones((count, 1))])
    found = linprog(
        np.append(np.zeros(dim), -1.0),
        conditions,
        offsets[real],
        bounds=[(None, None)] * dim + [(None, 1.0)],
    )
    return bool(found.status == 0 and found.x[-1] > 1e-9)
