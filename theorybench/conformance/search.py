"""Looks for a pair of points that breaks a promise: from the worst pairs of a sample uphill on
left side minus right side.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch

from theorybench.core.assumptions import Assumption
from theorybench.core.problem import Problem
from theorybench.core.types import Tensor
from theorybench.optimise import maximise

Objective = Callable[[Tensor, Tensor, Tensor], Tensor]
"""(lhs (batch,), rhs (batch,), squared distance of the pair (batch,)) -> what is to be made
large (batch,).
"""

Placing = Callable[[Tensor], tuple[Tensor, Tensor]]
"""Rows of pairs (rows, 2d) -> two points each, (rows, d)."""

EVALUATIONS = 400
"""Pairs tried for each of `starts`."""
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
    """The pairs that the searches end at, (pairs, d) each, on the domain and within the range of
    the sample; starts: how long they last.
    """
    x, y = problem.sample(4096, seed)
    sample = torch.cat([x, y], dim=-1)
    low, high = torch.minimum(x, y).amin(0), torch.maximum(x, y).amax(0)
    box = torch.stack([low, high], dim=1).repeat(2, 1).numpy()
    place = _placing(problem, low, high)
    ends = []
    for objective in OBJECTIVES:
        height = _height(problem, assumption, objective, place)
        best = maximise(
            _values(height), box, seed, EVALUATIONS * starts, sample.numpy(), _slope(height)
        )
        ends.append(torch.from_numpy(best.point))
    return place(torch.stack(ends))


def _height(
    problem: Problem, assumption: Assumption, objective: Objective, place: Placing
) -> Callable[[Tensor], Tensor]:
    """What is to be made large, of pairs (rows, 2d): (rows,)."""

    def height(pairs: Tensor) -> Tensor:
        assert assumption.check is not None
        u, v = place(pairs)
        return objective(
            *assumption.check(problem, problem.constants, u, v), (u - v).square().sum(-1)
        )

    return height


def _values(height: Callable[[Tensor], Tensor]) -> Callable[[np.ndarray], np.ndarray]:
    def values(pairs: np.ndarray) -> np.ndarray:
        answer = height(torch.from_numpy(np.ascontiguousarray(pairs))).detach()
        return torch.nan_to_num(answer, nan=-torch.inf, posinf=-torch.inf).numpy()

    return values


def _slope(
    height: Callable[[Tensor], Tensor],
) -> Callable[[np.ndarray], tuple[float, np.ndarray]]:
    """The height of one pair and its gradient, which is 0 where there is none."""

    def slope(pair: np.ndarray) -> tuple[float, np.ndarray]:
        at = torch.tensor(pair[None], requires_grad=True)
        value = height(at)[0]
        if not bool(torch.isfinite(value)):
            return -np.inf, np.zeros_like(pair)
        if not value.requires_grad:
            return value.item(), np.zeros_like(pair)
        gradient = torch.autograd.grad(value, at)[0][0]
        return value.item(), torch.nan_to_num(gradient, posinf=0.0, neginf=0.0).numpy()

    return slope


def _placing(problem: Problem, low: Tensor, high: Tensor) -> Placing:
    """(rows, 2d) -> the two points of a row, moved into the range of the sample, low to high (d,),
    and onto the domain.
    """

    def place(pairs: Tensor) -> tuple[Tensor, Tensor]:
        u, v = (half.clamp(low, high) for half in pairs.chunk(2, dim=-1))
        return (u, v) if problem.project is None else (problem.project(u), problem.project(v))

    return place
