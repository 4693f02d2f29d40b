"""Nesterov's worst quadratic: a chain along which a method that stays in the span of its
gradients advances one coordinate a step.
"""

import math

import numpy as np
import torch

from theorybench.vocabulary import L, Problem, Source, Tensor, convex, has_minimiser, lower_bounded
from theorybench.vocabulary import mu, quadratic_function, smooth, strongly_convex
from theorybench.vocabulary import twice_differentiable


def nesterov_worst(smoothness: float, convexity: float, distance: float, dim: int) -> Problem:
    """f(x) = (L - mu)/8 (<x, A x> - 2 r x_1) + mu/2 ||x||^2 - f*, A tridiagonal with 2 and -1;
    started at 0, `distance` from x*.

    For mu > 0 the last entry of A is 2 - q, q = (sqrt(L/mu) - 1) / (sqrt(L/mu) + 1), so that x*_i =
    r q^i as in infinitely many dimensions; for mu = 0 it is 2, and x*_i = r (1 - i / (d + 1)). L
    and mu are bounds: the constants of the problem are the exact eigenvalues, a little within. 0 <=
    mu < L in F/X^2.
    """
    root = math.sqrt(convexity / smoothness)
    ratio = (1 - root) / (1 + root)
    i = torch.arange(1, dim + 1, dtype=torch.float64)
    shape, corner = (ratio**i, 2 - ratio) if convexity else (1 - i / (dim + 1), 2.0)
    scale = distance / float(shape.norm())
    best, stiffness = scale * shape, (smoothness - convexity) / 4

    def chain(x: Tensor) -> Tensor:
        """A x on rows."""
        moved = 2 * x
        moved[:, -1] = corner * x[:, -1]
        moved[:, 1:] -= x[:, :-1]
        moved[:, :-1] -= x[:, 1:]
        return moved

    def f(x: Tensor) -> Tensor:
        """From the distance to x* as a sum of squares, so that nothing cancels."""
        e = x - best.to(x.device)
        ends = e[:, 0].square() + (corner - 1) * e[:, -1].square()
        return stiffness / 2 * (
            ends + e.diff(dim=-1).square().sum(-1)
        ) + 0.5 * convexity * e.square().sum(-1)

    def gradient(x: Tensor) -> Tensor:
        """Exactly 0 beyond the coordinate next to the last that is not 0."""
        pull = torch.zeros_like(x)
        pull[:, 0] = scale
        return stiffness * (chain(x) - pull) + convexity * x

    lowest, highest = np.linalg.eigvalsh(chain(torch.eye(dim, dtype=torch.float64)).numpy())[
        [0, -1]
    ]
    return Problem(
        name=f"nesterov-worst-{smoothness:g}-{convexity:g}-{distance:g}-{dim}",
        f=f,
        gradient=gradient,
        start=(0.0,) * dim,
        f_star=0.0,
        minimiser=tuple(best.tolist()),
        constants={L: stiffness * highest + convexity, mu: stiffness * lowest + convexity},
        promises=(
            strongly_convex if convexity else convex,
            smooth,
            quadratic_function,
            twice_differentiable,
            lower_bounded,
            has_minimiser,
        ),
        source=Source("Nesterov", 2004, "sections 2.1.2 and 2.1.4"),
    )
