"""What an orbit does in the long run: cycles, the points it stays around, Lyapunov exponents and
time averages.

Points have the shape (times, starts, d); every measure answers one number per start, (starts,).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch

from theorybench.core.types import Tensor

Step = Callable[[Tensor], Tensor]
"""One step of the method as a map of points: (rows, d) -> (rows, d), differentiable by torch."""


def _require_times(points: Tensor, least: int, what: str) -> None:
    if points.ndim != 3 or len(points) < least:
        raise ValueError(
            f"points of shape {tuple(points.shape)}: {what} needs (times, starts, d), at least"
            f" {least} times; follow longer"
        )


def recurrence(points: Tensor, lag: int) -> Tensor:
    """Largest distance between x_{t+lag} and x_t: 0 for a cycle of that length. Raises
    ValueError with fewer than lag + 1 times.
    """
    _require_times(points, lag + 1, f"a recurrence after {lag} steps")
    return torch.linalg.vector_norm(points[lag:] - points[: len(points) - lag], dim=-1).amax(0)


def period(points: Tensor, tolerance: float, longest: int) -> Tensor:
    """Least lag after which the orbit returns to within `tolerance` at all times; infinite where
    none up to `longest` does.

    Raises ValueError with fewer than 2 longest + 1 times: a cycle must be seen twice.
    """
    _require_times(points, 2 * longest + 1, f"a period of at most {longest}")
    found = torch.full(points.shape[1:2], torch.inf, dtype=points.dtype)
    for lag in range(longest, 0, -1):
        found[recurrence(points, lag) <= tolerance] = float(lag)
    return found


def clusters(points: Tensor, radius: float, most: int) -> Tensor:
    """Number of balls of the given radius, around points of the orbit taken in order, that cover
    the orbit; infinite beyond `most`.
    """
    _require_times(points, 1, "a count of clusters")
    starts = torch.arange(points.shape[1])
    lonely = torch.ones(points.shape[:2], dtype=torch.bool)
    count = torch.zeros(points.shape[1], dtype=points.dtype)
    for _ in range(most):
        centre = points[lonely.to(torch.uint8).argmax(0), starts]
        count += lonely.any(0)
        lonely &= torch.linalg.vector_norm(points - centre, dim=-1) > radius
    count[lonely.any(0)] = torch.inf
    return count


def lyapunov(step: Step, points: Tensor, seed: int = 0) -> Tensor:
    """Largest Lyapunov exponent, per step: the mean growth of log ||v|| under v -> DF(x_t) v, from
    a random v.

    Positive: nearby orbits part exponentially, so that no cycle attracts. Raises ValueError for an
    empty orbit.
    """
    _require_times(points, 1, "a Lyapunov exponent")
    times, starts, dim = points.shape
    generator = torch.Generator().manual_seed(seed)
    tangent = torch.randn(starts, dim, 1, generator=generator, dtype=points.dtype)
    growth = torch.zeros(starts, dtype=points.dtype)
    for jacobian in _jacobians(step, points.reshape(-1, dim)).reshape(times, starts, dim, dim):
        # a Jacobian of 0 ends at exponent -infinity, not at 0/0
        tangent = jacobian @ (
            tangent / torch.linalg.vector_norm(tangent, dim=1, keepdim=True).clamp_min(1e-300)
        )
        growth += torch.linalg.vector_norm(tangent, dim=1)[:, 0].log()
    return growth / times


def _jacobians(step: Step, x: Tensor) -> Tensor:
    """Derivative of the step at every row, rows being independent: (rows, d) -> (rows, d, d)."""
    x = x.detach().requires_grad_()
    moved = step(x)
    gradients = [
        torch.autograd.grad(moved[:, i].sum(), x, retain_graph=True)[0] for i in range(x.shape[-1])
    ]
    return torch.stack(gradients, dim=1)


def running_averages(values: Tensor, windows: Sequence[int]) -> Tensor:
    """Means over the first n values for every n in `windows`: (times, starts) -> (len(windows),
    starts).

    Raises ValueError when a window is longer than the orbit.
    """
    if not windows or not 0 < min(windows) <= max(windows) <= len(values):
        raise ValueError(
            f"windows={tuple(windows)}: give numbers of values from 1 to {len(values)}"
        )
    totals = values.cumsum(0)
    return torch.stack([totals[n - 1] / n for n in windows])
