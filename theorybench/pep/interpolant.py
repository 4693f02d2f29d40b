"""A function of the class through given points, gradients and values: what a worst case says
exists, as a problem that can be run.

Curvature between m and L (Taylor, Hendrickx, Glineur 2017; Drori, Shamir 2020 for m = -L): f = m
||x||^2 / 2 + phi, phi the largest convex function below the parabolas p_i(x) = phi_i + <gamma_i, x
- x_i> + (L - m) ||x - x_i||^2 / 2. It is the Moreau envelope of the convex hull of their lowest
points, so that f belongs to the class whatever the data are. Without smoothness: the maximum of f_i
+ <g_i, x - x_i> + mu ||x - x_i||^2 / 2.
"""

from __future__ import annotations

import math

import numpy as np
import torch

from theorybench.core import symbols as s
from theorybench.core.assumptions import Assumption, everything, proximable
from theorybench.core.problem import Problem
from theorybench.core.types import (
    Gradient,
    Number,
    Prox,
    Tensor,
    Value,
)
from theorybench.pep.classes import FunctionClass, Scale
from theorybench.pep.sdp import Solution
from theorybench.pep.trace import Unfit

_ITERATIONS = 30
"""Newton steps of the interior point method; each divides the complementarity by up to 10."""


def interpolant(
    name: str, of: FunctionClass, scale: Scale, solution: Solution, promises: tuple[Assumption, ...]
) -> Problem:
    """A problem of the class through the data of a solution, whose exact constants are computed
    from it, in actual units.

    The data must meet the interpolation conditions with room for rounding: solve with a margin.
    Raises Unfit for quadratics, and where a proximal step is promised of functions that are not
    piecewise affine.
    """
    if of.kind == "SmoothStronglyConvexQuadraticFunction":
        raise Unfit("the quadratic function through given points is not rebuilt")
    data = _data(scale, solution)
    f, gradient = _smooth(of, *data) if math.isfinite(of.smoothness) else _nonsmooth(of, *data)
    minimiser, f_star = _minimum(of, *data)
    promised = everything(promises)
    constants = {
        s.L: of.smoothness,
        s.mu: of.curvature,
        s.L_f: float(np.linalg.norm(data[1], axis=1).max()),
    }
    return Problem(
        name=name,
        f=f,
        gradient=gradient,
        start=tuple(scale.length * solution.start),
        f_star=f_star,
        minimiser=tuple(minimiser),
        constants={c: v for c, v in constants.items() if any(c in a.introduces for a in promised)},
        promises=promises,
        prox=_prox(of, *data) if proximable in promised else None,
    )


def _data(scale: Scale, solution: Solution) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Points, gradients and values in actual units, the minimiser among them where the solution
    has one.
    """
    points, gradients, values = solution.points, solution.gradients, solution.values
    if solution.minimiser is not None:
        points = np.vstack([points, solution.minimiser])
        gradients = np.vstack([gradients, np.zeros_like(solution.minimiser)])
        values = np.append(values, 0.0)
    return scale.length * points, scale.of(s.GRADIENT) * gradients, scale.height * values


def _minimum(
    of: FunctionClass, x: np.ndarray, g: np.ndarray, f: np.ndarray
) -> tuple[np.ndarray, float]:
    """For convex functions at the last point of the data; for others at the lowest of the points
    x_i - g_i / L.
    """
    if of.convex:
        return x[-1], float(f[-1])
    lowest = f - (g**2).sum(-1) / (2 * of.smoothness)
    i = int(np.argmin(lowest))
    return x[i] - g[i] / of.smoothness, float(lowest[i])


def _smooth(
    of: FunctionClass, x: np.ndarray, g: np.ndarray, f: np.ndarray
) -> tuple[Value, Gradient]:
    m, stiff = of.curvature, of.smoothness - of.curvature
    slopes, heights = g - m * x, f - m * (x**2).sum(-1) / 2
    centres = torch.from_numpy(x - slopes / stiff)
    lowest = torch.from_numpy(heights - (slopes**2).sum(-1) / (2 * stiff))

    def nearest(at: Tensor) -> tuple[Tensor, Tensor]:
        shares = _shares(stiff * centres @ centres.T, lowest - stiff * at @ centres.T)
        return at - shares @ centres, shares @ lowest

    def value(at: Tensor) -> Tensor:
        away, low = nearest(at)
        return m / 2 * at.square().sum(-1) + stiff / 2 * away.square().sum(-1) + low

    def gradient(at: Tensor) -> Tensor:
        return m * at + stiff * nearest(at)[0]

    return value, gradient


def _nonsmooth(
    of: FunctionClass, x: np.ndarray, g: np.ndarray, f: np.ndarray
) -> tuple[Value, Gradient]:
    points, slopes, heights = (torch.from_numpy(v) for v in (x, g, f))

    def pieces(at: Tensor) -> Tensor:
        away = at[:, None, :] - points
        return heights + (slopes * away).sum(-1) + of.curvature / 2 * away.square().sum(-1)

    def gradient(at: Tensor) -> Tensor:
        best = pieces(at).argmax(-1)
        return slopes[best] + of.curvature * (at - points[best])

    return lambda at: pieces(at).amax(-1), gradient


def _prox(of: FunctionClass, x: np.ndarray, g: np.ndarray, f: np.ndarray) -> Prox:
    """y = x - gamma sum_i a_i g_i, where a solves the dual problem over the simplex."""
    if math.isfinite(of.smoothness) or of.curvature:
        raise Unfit("proximal points are known of piecewise affine functions only")
    slopes, heights = torch.from_numpy(g), torch.from_numpy(f - (g * x).sum(-1))

    def prox(at: Tensor, gamma: Number) -> Tensor:
        return at - gamma * (
            _shares(slopes @ slopes.T, -(heights + at @ slopes.T) / gamma) @ slopes
        )

    return prox


def _shares(p: Tensor, q: Tensor) -> Tensor:
    """The a >= 0 with sum 1 that minimise <a, p a> / 2 + <q, a>, by an interior point method:
    (N, N), (rows, N) -> (rows, N).
    """
    size = float(p.abs().max()) or 1.0
    p, q = p / size, (q - q.amin(-1, keepdim=True)) / size
    a, z, level = torch.full_like(q, 1 / q.shape[-1]), 1 + q, q.new_zeros(len(q), 1)
    ones = torch.ones_like(q)[:, :, None]
    for _ in range(_ITERATIONS):
        target = 0.1 * (a * z).mean(-1, keepdim=True) / a
        left = torch.cat([p + torch.diag_embed(z / a), -ones], -1)
        below = torch.cat([ones.mT, torch.zeros_like(ones[:, :1])], -1)
        right = torch.cat([level - a @ p - q + target, 1 - a.sum(-1, keepdim=True)], -1)
        step = torch.linalg.solve(torch.cat([left, below], -2), right)
        da, rise = step[:, :-1], step[:, -1:]
        dz = target - z - z / a * da
        length = torch.minimum(_reach(a, da), _reach(z, dz))
        a, z, level = a + length * da, z + length * dz, level + length * rise
    return a


def _reach(v: Tensor, dv: Tensor) -> Tensor:
    """How far v may move along dv and stay positive, at most 1: (rows, N) -> (rows, 1)."""
    return (0.99 * torch.where(dv < 0, -v / dv, torch.inf).amin(-1, keepdim=True)).clamp(max=1.0)
