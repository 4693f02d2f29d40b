"""The largest value of a constant that a search over points, or pairs of points, finds: what is
left where nothing can be proved.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch

from theorybench.audit.grade import Level
from theorybench.audit.prove.answer import Answer
from theorybench.core import symbols as s
from theorybench.core.problem import Problem
from theorybench.core.types import Tensor
from theorybench.optimise import Cloud, ascend

Score = Callable[[Problem, Tensor, Tensor], Tensor]
"""(problem, x, y), (batch, d) each -> (batch,): what the constant must not be below (or,
negated, not above).
"""


@dataclass(frozen=True)
class Effort:
    """Random pairs, and how many of the best have how many children in how many rounds."""

    start: int = 4096
    kept: int = 32
    children: int = 32
    rounds: int = 24


FULL, SMALL = Effort(), Effort(256, 4, 8, 16)
DOUBT = 1e-6
"""Relative error of difference quotients: less than that is no finding."""


@dataclass(frozen=True)
class WorstPair:
    """The largest score, the pair where, and the number of pairs tried."""

    value: float
    x: tuple[float, ...]
    y: tuple[float, ...]
    pairs: int


def climb(problem: Problem, score: Score, effort: Effort = FULL, seed: int = 0) -> WorstPair:
    """Random pairs, the best of which are moved by ever smaller steps."""
    size = max(problem.constants.get(s.R, 0.0), *map(abs, problem.start)) or 1.0
    moved_as_one = itertools.cycle((False, True))

    def scores(pairs: np.ndarray) -> np.ndarray:
        x, y = (half.contiguous() for half in torch.from_numpy(pairs).chunk(2, dim=-1))
        return _scores(problem, score, x, y, size).numpy()

    def move(pairs: np.ndarray, radius: float, rng: np.random.Generator) -> np.ndarray:
        parents = np.repeat(pairs, effort.children, axis=0)
        steps = radius * rng.standard_normal(parents.shape)
        if next(moved_as_one):
            steps[:, problem.dim :] = steps[:, : problem.dim]
        return _on_domain(problem, parents + steps)

    sample = torch.cat(problem.sample(effort.start), dim=-1).numpy()
    cloud = Cloud(effort.kept, effort.rounds, radius=size, grow=0.5, shrink=0.5)
    best = ascend(scores, sample, move, np.random.default_rng(seed), cloud)
    x, y = np.split(best.point, 2)
    return WorstPair(best.value, tuple(x.tolist()), tuple(y.tolist()), best.evaluations)


def _on_domain(problem: Problem, pairs: np.ndarray) -> np.ndarray:
    if problem.project is None:
        return pairs
    return torch.cat(
        [problem.project(half) for half in torch.from_numpy(pairs).chunk(2, dim=-1)], dim=-1
    ).numpy()


def _scores(problem: Problem, score: Score, x: Tensor, y: Tensor, size: float) -> Tensor:
    made = torch.nan_to_num(score(problem, x, y), nan=-math.inf, posinf=-math.inf)
    return torch.where((x - y).norm(dim=-1) >= 1e-4 * size, made, -math.inf)


def searched(
    problem: Problem, score: Score, declared: float, at_least: bool, size: float = 0.0
) -> Answer:
    """The answer of a search, as a lower (at_least: upper) bound of the least admissible
    constant.
    """
    found = climb(problem, score)
    sign = -1.0 if at_least else 1.0
    reached = sign * found.value
    if not math.isfinite(reached):
        return Answer(Level.SEARCHED, None, None, f"none of {found.pairs} pairs has a value")
    wrong = sign * (reached - declared) > DOUBT * (abs(declared) + size)
    if wrong:
        return Answer(
            Level.EXCEEDED,
            reached,
            found.x,
            f"with y = ({', '.join(f'{v:.6g}' for v in found.y[:4])})",
        )
    return Answer(Level.SEARCHED, reached, found.x, f"{found.pairs} pairs")


def _distance(x: Tensor, y: Tensor) -> Tensor:
    return (x - y).norm(dim=-1)


def curvature(p: Problem, x: Tensor, y: Tensor) -> Tensor:
    """||grad f(x) - grad f(y)|| / ||x - y||."""
    return _distance(p.gradient(x), p.gradient(y)) / _distance(x, y)


def monotonicity(p: Problem, x: Tensor, y: Tensor) -> Tensor:
    """-<grad f(x) - grad f(y), x - y> / ||x - y||^2."""
    return -((p.gradient(x) - p.gradient(y)) * (x - y)).sum(-1) / _distance(x, y) ** 2


def steepness(p: Problem, x: Tensor, y: Tensor) -> Tensor:
    """|f(x) - f(y)| / ||x - y||, or the limit of that along a gradient of a piece next to x."""
    return torch.maximum(
        (p.value(x) - p.value(y)).abs() / _distance(x, y), p.gradient(x).norm(dim=-1)
    )


def depth(p: Problem, x: Tensor, y: Tensor) -> Tensor:
    """-f(x)."""
    return -p.value(x)


def gap(p: Problem, x: Tensor, y: Tensor) -> Tensor:
    """f(x) - f*."""
    return p.value(x) - p.f_star


def relaxed(p: Problem, x: Tensor, y: Tensor) -> Tensor:
    """The least L0 for the declared L1, by the integrated inequality along the segment."""
    slope, g = p.constants[s.L1], p.gradient(x)
    return slope * _distance(g, p.gradient(y)) / torch.expm1(
        slope * _distance(x, y)
    ) - slope * g.norm(dim=-1)


def sublevel_slope(p: Problem, x: Tensor, y: Tensor) -> Tensor:
    """||grad f(x)|| where f(x) <= f(x_0)."""
    return torch.where(
        p.value(x) <= p.value(p.start_point()), p.gradient(x).norm(dim=-1), -math.inf
    )


def coordinates(p: Problem, x: Tensor, y: Tensor) -> Tensor:
    """||grad f(x) - grad f(y)||_1 / ||x - y||_inf."""
    return (p.gradient(x) - p.gradient(y)).abs().sum(-1) / (x - y).abs().amax(-1)


def coordinate(p: Problem, x: Tensor, y: Tensor) -> Tensor:
    """Largest change of one partial derivative along its own coordinate."""
    other = torch.where((row := torch.arange(len(x)) % p.dim)[:, None] == torch.arange(p.dim), y, x)
    change = (p.gradient(x) - p.gradient(other)).gather(1, row[:, None])[:, 0].abs()
    step = (x - other).norm(dim=-1)
    return torch.where(step > 1e-4 * _distance(x, y), change / step, -math.inf)


def parabola(p: Problem, x: Tensor, y: Tensor) -> Tensor:
    """2 (f(x) - f*) / ||x - x*||^2."""
    assert p.minimiser is not None
    return 2 * (p.value(x) - p.f_star) / (x - x.new_tensor(p.minimiser)).square().sum(-1)
