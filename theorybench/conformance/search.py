"""Looks for a pair of points that breaks a promise: from the worst pairs of a sample uphill on
left side minus right side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import torch
from scipy.optimize import minimize

from theorybench.core.assumptions import Assumption
from theorybench.core.problem import Problem
from theorybench.core.types import Tensor

Objective = Callable[[Tensor, Tensor, Tensor], Tensor]
"""(lhs (batch,), rhs (batch,), squared distance of the pair (batch,)) -> what is to be made
large (batch,).
"""

STEPS = 40
_TINY = 1e-300


def _relative(lhs: Tensor, rhs: Tensor, _: Tensor) -> Tensor:
    return (lhs - rhs) / (lhs.abs() + rhs.abs() + _TINY)


def _per_square(lhs: Tensor, rhs: Tensor, square: Tensor) -> Tensor:
    return (lhs - rhs) / (square + _TINY)


OBJECTIVES: tuple[Objective, ...] = (_relative, _per_square)
"""Lipschitz constants show in the quotient of the sides, curvatures in their difference per
squared distance.
"""


def worst_pairs(
    problem: Problem, assumption: Assumption, starts: int, seed: int = 0
) -> tuple[Tensor, Tensor]:
    """The pairs that the search ends at, (pairs, d) each, on the domain and within the range of
    the sample.
    """
    x, y = problem.sample(4096, seed)
    ends = [
        end
        for objective in OBJECTIVES
        for end in _climb(problem, assumption, objective, x, y, starts)
    ]
    place = _placing(problem, x, y)
    return place(torch.cat(ends) if ends else torch.cat([x, y], dim=-1)[:1])


def _climb(
    problem: Problem,
    assumption: Assumption,
    objective: Objective,
    x: Tensor,
    y: Tensor,
    starts: int,
) -> Iterator[Tensor]:
    place = _placing(problem, x, y)

    def height(pairs: Tensor) -> Tensor:
        assert assumption.check is not None
        u, v = place(pairs)
        return objective(
            *assumption.check(problem, problem.constants, u, v), (u - v).square().sum(-1)
        )

    both = torch.cat([x, y], dim=-1)
    heights = torch.nan_to_num(height(both), nan=-torch.inf, posinf=-torch.inf)
    for row in heights.topk(starts).indices:
        yield _ascend(height, both[row])


def _ascend(height: Callable[[Tensor], Tensor], start: Tensor) -> Tensor:
    """The highest point that L-BFGS meets from the start (2d,): (1, 2d). A function that cannot
    be differentiated is not climbed.
    """
    best: tuple[float, np.ndarray] = (np.inf, start.numpy())

    def depth(point: np.ndarray) -> tuple[float, np.ndarray]:
        nonlocal best
        at = torch.tensor(point[None], requires_grad=True)
        value = -height(at)[0]
        if not bool(torch.isfinite(value)):
            return np.inf, np.zeros_like(point)
        if value.item() < best[0]:
            best = value.item(), point.copy()
        slope = (
            torch.autograd.grad(value, at)[0][0] if value.requires_grad else torch.zeros_like(start)
        )
        return value.item(), torch.nan_to_num(slope, posinf=0.0, neginf=0.0).numpy()

    with np.errstate(all="ignore"):
        minimize(
            depth,
            start.numpy(),
            jac=True,
            method="L-BFGS-B",
            options={"maxiter": STEPS, "maxfun": 2 * STEPS},
        )
    return torch.from_numpy(best[1])[None]


def _placing(problem: Problem, x: Tensor, y: Tensor) -> Callable[[Tensor], tuple[Tensor, Tensor]]:
    """(rows, 2d) -> the two points of a row, moved into the range of the sample and onto the
    domain.
    """
    low, high = torch.minimum(x, y).amin(0), torch.maximum(x, y).amax(0)

    def place(pairs: Tensor) -> tuple[Tensor, Tensor]:
        u, v = (half.clamp(low, high) for half in pairs.chunk(2, dim=-1))
        return (u, v) if problem.project is None else (problem.project(u), problem.project(v))

    return place
