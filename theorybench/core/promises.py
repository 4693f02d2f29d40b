"""Declared facts of a problem held against points: promises as inequalities on pairs of points,
the gradient as the derivative of f.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch

from theorybench.core.assumptions import Assumption, everything
from theorybench.core.problem import Problem
from theorybench.core.types import EntryError, Tensor

_TWINS, _SCALES = 8, 25
_UNIT_ROUNDOFF = 2.0**-53


@dataclass(frozen=True)
class Violation:
    """A declared fact that a point, or a pair of points, shows to be false."""

    problem: str
    statement: str
    lhs: float
    rhs: float
    at: tuple[float, ...]
    partner: tuple[float, ...] = ()

    def __str__(self) -> str:
        where = f"x = ({_coordinates(self.at)})" + (
            f", y = ({_coordinates(self.partner)})" if self.partner else ""
        )
        if math.isnan(self.lhs) or math.isnan(self.rhs):
            return (
                f"{self.problem}: f or its gradient is NaN at {where}, where '{self.statement}' was"
                " held: it must be a number everywhere (on the domain); mend it"
            )
        return (
            f"{self.problem}: '{self.statement}' is false at {where}: left side {self.lhs:.6g} >"
            f" right side {self.rhs:.6g}"
        )


def _coordinates(point: tuple[float, ...]) -> str:
    return ", ".join(f"{v:.6g}" for v in point[:6]) + (", ..." if len(point) > 6 else "")


def check_promises(
    problem: Problem, assumptions: tuple[Assumption, ...] | None = None, count: int = 4096
) -> list[Violation]:
    """Hold promises (default: all of the problem's) and the gradient against sampled points; empty
    when nothing is found.

    Raises EntryError if f or the gradient is NaN at one of them.
    """
    x, y = problem.sample(count)
    _require_numbers(problem, x)
    found = [v] if (v := gradient_violation(problem, x)) else []
    for assumption in checkable(problem, assumptions):
        found += broken(problem, assumption, x, y)
    return found


def checkable(
    problem: Problem, assumptions: tuple[Assumption, ...] | None = None
) -> list[Assumption]:
    """What follows from the assumptions (default: the problem's promises), has a check, and has
    the constants for it.
    """
    known = sorted(everything(problem.promises if assumptions is None else assumptions), key=str)
    return [
        a
        for a in known
        if a.check is not None and all(c in problem.constants for c in a.introduces)
    ]


def broken(problem: Problem, assumption: Assumption, x: Tensor, y: Tensor) -> list[Violation]:
    """The pair of points, (batch, d) each, that breaks a checkable assumption most, beyond
    rounding; empty where none does.
    """
    check = assumption.check
    if check is None:
        raise ValueError(f"{assumption}: it has no check by numbers; ask `checkable` first")
    lhs, rhs = check(problem, problem.constants, x, y)
    # rounding of the terms that were subtracted inside lhs and rhs, and what underflow may take
    scale = (
        problem.value(x).abs()
        + problem.value(y).abs()
        + problem.gradient(x).norm(dim=-1) * (problem.reach + x.norm(dim=-1) + y.norm(dim=-1))
    )
    slack = 1e-9 * rhs.abs() + 1e-12 * scale + torch.finfo(torch.float64).tiny
    suspect = ~(lhs - rhs - slack <= 0)
    if bool(suspect.any()):
        x, y, lhs, rhs, slack = (v[suspect] for v in (x, y, lhs, rhs, slack))
        slack = slack + _spread(
            lambda x, y: torch.sub(*check(problem, problem.constants, x, y)), x, y
        )
    return _worst(problem, assumption.statement, lhs, rhs, slack, x, y)


def broken_where_finite(
    problem: Problem, assumption: Assumption, x: Tensor, y: Tensor
) -> list[Violation]:
    """The same far off, where numbers may overflow: pairs at which one does show nothing."""
    if assumption.check is None:
        return []
    sides = torch.stack(assumption.check(problem, problem.constants, x, y))
    finite = torch.isfinite(sides).all(0)
    finite &= torch.isfinite(problem.value(x)) & torch.isfinite(problem.value(y))
    return broken(problem, assumption, x[finite], y[finite]) if bool(finite.any()) else []


def value_resolution(problem: Problem, x: Tensor) -> Tensor:
    """How far rounding may have moved f at points, also where large terms cancel inside f:
    (batch, d) -> (batch,), unit F.
    """
    value = problem.value(x)
    spread = _spread(lambda x, y: problem.value(x), x, x)
    return spread + 8 * _UNIT_ROUNDOFF * (value.abs() + abs(problem.f_star))


def _spread(function: Callable[[Tensor, Tensor], Tensor], x: Tensor, y: Tensor) -> Tensor:
    """How far rounding may have moved function(x, y) (batch,): four times the larger of its
    changes when the last bits of both points (batch, d) move, and of the noise that high
    differences over close points show (More, Wild 2011, Estimating computational noise): terms
    that cancel inside the function keep their rounding when the last bits of x move.
    """
    generator = torch.Generator().manual_seed(0)

    def moved(point: Tensor) -> Tensor:
        noise = 2 * torch.rand(point.shape, generator=generator, dtype=point.dtype) - 1
        return point + 2 * _UNIT_ROUNDOFF * point.abs() * noise

    here = function(x, y)
    twins = torch.stack([(function(moved(x), moved(y)) - here).abs() for _ in range(_TWINS)])
    twins = twins.nan_to_num(nan=0.0)
    parts = (twins.amax(0), _noise(function, x, y), _first_change(function, x, y))
    return 4 * torch.stack(parts).amax(0)


def _first_change(function: Callable[[Tensor, Tensor], Tensor], x: Tensor, y: Tensor) -> Tensor:
    """The first change of function(x, y) (batch,) when both points move farther and farther: where
    terms cancel inside, numbers change in steps of their rounding.
    """
    here = function(x, y)
    first = torch.zeros_like(here)
    for k in range(_SCALES):
        factor = 1 + 2.0**-52 * 4.0**k
        change = (function(x * factor, y * factor) - here).abs().nan_to_num(nan=0.0, posinf=0.0)
        first = torch.where(first == 0, change, first)
    return first


def _noise(function: Callable[[Tensor, Tensor], Tensor], x: Tensor, y: Tensor) -> Tensor:
    """Noise of function(x, y) (batch,) over nine close points: what is left in differences of
    order 4 to 6, where anything smooth has vanished.
    """
    dx, dy = (2.0**-27 * (v.norm(dim=-1, keepdim=True) + 2.0**-27) for v in (x, y))
    row = torch.stack([function(x + j * dx, y + j * dy) for j in range(9)])
    sizes = []
    for order in range(1, 7):
        row = row.diff(dim=0)
        if order >= 4:
            sizes.append(row.abs().mean(0) / math.sqrt(math.comb(2 * order, order)))
    return 2 * torch.stack(sizes).amin(0).nan_to_num(nan=0.0, posinf=0.0)


def _require_numbers(problem: Problem, x: Tensor) -> None:
    for what, answer in (("f", problem.value(x)[:, None]), ("the gradient", problem.gradient(x))):
        bad = torch.isnan(answer).any(-1)
        if bool(bad.any()):
            row = int(bad.int().argmax())
            raise EntryError(
                f"{problem.name}: {what} is NaN at x = {x[row].tolist()}: it must be a number"
                " everywhere (on the domain); mend it"
            )


def _worst(
    problem: Problem,
    statement: str,
    lhs: Tensor,
    rhs: Tensor,
    slack: Tensor,
    x: Tensor,
    y: Tensor | None = None,
) -> list[Violation]:
    excess = torch.nan_to_num(lhs - rhs - slack, nan=torch.inf)
    row = int(excess.argmax())
    if excess[row] <= 0:
        return []
    partner = () if y is None else tuple(y[row].tolist())
    return [
        Violation(
            problem.name,
            statement,
            float(lhs[row]),
            float(rhs[row]),
            tuple(x[row].tolist()),
            partner,
        )
    ]


def gradient_violation(problem: Problem, x: Tensor) -> Violation | None:
    """The gradient against central differences of f along random directions; at kinks any answer
    between the slopes around passes.
    """
    generator = torch.Generator().manual_seed(0)
    direction = torch.nn.functional.normalize(
        torch.randn(x.shape, generator=generator, dtype=torch.float64), dim=-1
    )
    step = 1e-5 * (problem.reach + x.norm(dim=-1))
    wide, wide_spread, rounding = _central(problem, x, direction, step)
    near, near_spread, near_rounding = _central(problem, x, direction, step / 2)
    claimed, wide_turn = _claimed(problem, x, direction, step)
    _, small_turn = _claimed(problem, x, direction, step / 64)
    # curvature makes differences of slopes proportional to the step, kinks do not
    kink = (near_spread > 0.75 * wide_spread) & (near_spread > 4 * near_rounding)
    kink |= ((64 * small_turn - wide_turn).abs() > 0.2 * wide_turn) & (
        wide_turn > 4 * near_rounding
    )
    slack = torch.where(kink, wide_spread + 2 * wide_turn, 4 * (wide - near).abs())
    slack += 4 * (rounding + near_rounding)
    error = (claimed - near).abs()
    if bool((suspect := ~(error <= slack)).any()):
        x, error, slack, step, direction, claimed = (
            v[suspect] for v in (x, error, slack, step, direction, claimed)
        )
        slack = slack + 8 * value_resolution(problem, x) / step
        # rounding shrinks with a longer step, a kink with a shorter one; a wrong gradient stays
        for factor in (2.0**-24, 2.0**-18, 32.0, 1024.0):
            apart = (claimed - _central(problem, x, direction, factor * step)[0]).abs()
            error = torch.where(apart < error / 8, 0.0, error)
    statement = "the gradient is the derivative of f"
    return next(iter(_worst(problem, statement, error, slack, 0 * slack, x)), None)


def _claimed(problem: Problem, x: Tensor, direction: Tensor, step: Tensor) -> tuple[Tensor, Tensor]:
    """Slope that the gradient claims along the direction, and its largest change within a step
    ahead or behind: (batch,) each.
    """
    here, *around = (
        (problem.gradient(x + part * step[:, None] * direction) * direction).sum(-1)
        for part in (0.0, -1.0, -0.5, -0.125, 0.125, 0.5, 1.0)
    )
    return here, (torch.stack(around) - here).abs().amax(0)


def _central(
    problem: Problem, x: Tensor, direction: Tensor, step: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """Central difference, |forward - backward| difference, and the rounding error of both:
    (batch,) each.
    """
    ahead, here, behind = (
        problem.value(x + sign * step[:, None] * direction) for sign in (1, 0, -1)
    )
    forward, backward = (ahead - here) / step, (here - behind) / step
    moved = problem.gradient(x).norm(dim=-1) * (
        problem.reach + x.norm(dim=-1)
    )  # the points themselves are rounded
    inside = problem.value(problem.start_point()).abs() + abs(
        problem.f_star
    )  # so are terms that cancel inside f, where f is small
    rounding = 2.0**-52 * (ahead.abs() + here.abs() + behind.abs() + moved + inside) / step
    return (forward + backward) / 2, (forward - backward).abs(), rounding
