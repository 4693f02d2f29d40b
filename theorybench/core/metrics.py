"""What a theorem bounds: a function of the iterate, its unit, and how it is read off along the
run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import torch

from theorybench.core import goldstein
from theorybench.core.problem import Problem
from theorybench.core.symbols import (
    GRADIENT,
    HEIGHT,
    LENGTH,
    ONE,
    Constant,
    Unit,
    delta_X,
)
from theorybench.core.types import Tensor

Along = Literal["last", "best", "mean", "average", "hitting", "returned", "return time"]


@dataclass(frozen=True)
class Metric:
    """A number per run.

    of: (problem, x (rows, d)) -> (rows,); along: 'last' at x_n; 'best' and 'mean' over x_first ..
    x_{first+n-1}; 'average' at the mean of those points, weighted by 1, 2, 3, ... if `weighted`;
    'hitting' the first t with metric <= level (infinite if never); 'returned' at the point a
    self-stopping method has returned, infinite if it has not; 'return time' the number of steps
    after which it has returned a point with metric <= level, infinite if it has not or the point is
    worse. lower: the least value possible, None if there is none; radius: a parameter of the method
    that `of` takes as third argument, one number or (rows,); one_sided: on this problem `of` is
    only an upper bound, which can support a claim and never refute it.
    """

    name: str
    unit: Unit
    of: Callable[..., Tensor]
    along: Along = "last"
    first: int = 0
    weighted: bool = False
    level: Constant | None = None
    lower: float | None = 0.0
    radius: Constant | None = None
    one_sided: Callable[[Problem], bool] = lambda problem: False

    def __str__(self) -> str:
        return self.name if self.along == "last" else f"{self.name}, {self.along}"

    def at(self, values: Mapping[Constant, float | Tensor]) -> Metric:
        """This metric with its radius, if it has one, taken from the values: one number or
        (rows, 1).
        """
        if self.radius is None:
            return self
        of, given = self.of, values[self.radius]
        radius = given[:, 0] if isinstance(given, Tensor) else given
        return replace(self, of=lambda problem, x: of(problem, x, radius), radius=None)


_SQUARES = (1e-140, 1e140)
"""Between these numbers squares neither overflow nor lose digits."""


def norm(x: Tensor) -> Tensor:
    """The 2-norm of rows, (..., d) -> (...,), also where squares overflow or underflow."""
    value = torch.linalg.vector_norm(x, dim=-1)
    if type(x) is not Tensor:  # a tensor that stands for a formula or an enclosure
        return value
    safe = (value > _SQUARES[0]) & (value < _SQUARES[1])
    if bool(safe.all()):
        return value
    largest = x.abs().amax(-1, keepdim=True)
    scale = torch.where((largest > 0) & largest.isfinite(), largest, 1.0)
    scaled = torch.linalg.vector_norm(x / scale, dim=-1) * scale[..., 0]
    return torch.where(safe, value, scaled)


gap = Metric("f - f*", HEIGHT, lambda p, x: p.value(x) - p.f_star)
gradient_norm = Metric("||grad f||", GRADIENT, lambda p, x: norm(p.gradient(x)))
gradient_norm_squared = Metric(
    "||grad f||^2", GRADIENT**2, lambda p, x: p.gradient(x).square().sum(-1)
)
goldstein_distance = Metric(
    "d(0, Goldstein subdifferential)",
    GRADIENT,
    goldstein.distance,
    radius=delta_X,
    one_sided=lambda p: p.goldstein is None,
)
distance = Metric(
    "||x - x*||",
    LENGTH,
    lambda p, x: norm(x - torch.as_tensor(p.minimiser, dtype=x.dtype, device=x.device)),
)


def best(metric: Metric, first: int = 0) -> Metric:
    """Smallest value over x_first .. x_{first+n-1}."""
    return replace(metric, along="best", first=first)


def mean(metric: Metric, first: int = 0) -> Metric:
    """Mean value over x_first .. x_{first+n-1}: the expectation over a uniformly random output,
    taken exactly.
    """
    return replace(metric, along="mean", first=first)


def of_average(metric: Metric, first: int = 0, weighted: bool = False) -> Metric:
    """Value at the mean of x_first .. x_{first+n-1}; weighted: with weights 1, 2, 3, ..."""
    return replace(metric, along="average", first=first, weighted=weighted)


def hitting_time(metric: Metric, level: Constant) -> Metric:
    """First t with metric(x_t) <= level: a number of steps."""
    return replace(
        metric,
        name=f"first t with {metric.name} <= {level.name}",
        along="hitting",
        level=level,
        unit=ONE,
    )


def on_return(metric: Metric) -> Metric:
    """Value at the point that a self-stopping method has returned."""
    return replace(metric, along="returned")


def return_time(metric: Metric, level: Constant) -> Metric:
    """Steps until a self-stopping method has returned a point with metric <= level; infinite if
    it has not, or the point is worse.
    """
    name = f"{metric.name} <= {level.name} at the point returned"
    return replace(metric, name=name, along="return time", level=level, unit=ONE)
