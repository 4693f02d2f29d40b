"""A problem: a function with its gradient, start, minimum, exact constants and the assumptions
it promises to satisfy.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import torch

from theorybench.core import symbols as s
from theorybench.core.assumptions import Assumption, everything, proximable
from theorybench.core.types import (
    DirectionalGradient,
    EntryError,
    Gradient,
    Projection,
    Prox,
    Source,
    Tensor,
    Value,
)


@dataclass(frozen=True, eq=False)
class Problem:
    """f on R^d in float64.

    f: (batch, d) -> (batch,); gradient: (batch, d) -> (batch, d), at a kink one element of the
    subdifferential; start and minimiser: d numbers; f_star: the infimum; constants: exact, by
    symbol (Delta_0, G_0 and R are computed unless given); project: onto the domain, if there is
    one; prox: (x (batch, d), gamma) -> argmin_y f(y) + ||y - x||^2 / (2 gamma), where it is known;
    directional: gradients that attain the directional derivative, for nonsmooth f; goldstein: exact
    distance of 0 from the Goldstein subdifferential, (x (batch, d), radius) -> (batch,), where it
    is known; box: the points between which checks sample, default around start and minimiser.

    Raises EntryError when shapes, values or constants do not fit.
    """

    name: str
    f: Value
    gradient: Gradient
    start: tuple[float, ...]
    f_star: float
    minimiser: tuple[float, ...] | None = None
    constants: Mapping[s.Constant, float] = field(default_factory=dict)
    promises: tuple[Assumption, ...] = ()
    project: Projection | None = None
    directional: DirectionalGradient | None = None
    prox: Prox | None = None
    goldstein: Any = None
    box: tuple[float, float] | None = None
    source: Source | None = None

    @property
    def dim(self) -> int:
        return len(self.start)

    def __repr__(self) -> str:
        return f"Problem({self.name})"

    def __post_init__(self) -> None:
        object.__setattr__(self, "start", tuple(map(float, self.start)))
        self._check_points()
        self._check_shapes()
        x0 = self.start_point()
        at_start = {
            s.Delta_0: float(self.value(x0)) - self.f_star,
            s.G_0: float(self.gradient(x0).norm()),
        }
        known = {s.d: float(self.dim), **at_start, **self.constants}
        if self.minimiser is not None:
            known.setdefault(s.R, math.dist(self.start, self.minimiser))
        object.__setattr__(self, "constants", known)
        for constant, number in known.items():
            if not isinstance(constant, s.Constant) or not math.isfinite(number):
                raise EntryError(
                    f"problem {self.name}: constant {constant}={number!r}: give a finite number for"
                    " a Constant"
                )
        if proximable in everything(self.promises) and self.prox is None:
            raise EntryError(
                f"problem {self.name}: promises '{proximable}' but gives no prox; add prox=(x,"
                " gamma) -> argmin"
            )
        for assumption in everything(self.promises):
            for constant in assumption.introduces:
                if constant not in known:
                    raise EntryError(
                        f"problem {self.name}: promises '{assumption}' but gives no {constant.name}"
                        f" ({constant.meaning}); add it to constants"
                    )

    def _check_points(self) -> None:
        if not self.start or not all(map(math.isfinite, self.start)):
            raise EntryError(f"problem {self.name}: start={self.start!r}: give d finite numbers")
        if not math.isfinite(self.f_star):
            raise EntryError(
                f"problem {self.name}: f_star={self.f_star!r}: give the infimum of f, a finite"
                " number"
            )
        if self.minimiser is not None and len(self.minimiser) != self.dim:
            raise EntryError(
                f"problem {self.name}: minimiser has {len(self.minimiser)} coordinates, start has"
                f" {self.dim}"
            )

    def _check_shapes(self) -> None:
        x = self.start_point().repeat(2, 1)
        for what, made, shape in (
            ("f", self.f(x), (2,)),
            ("gradient", self.gradient(x), (2, self.dim)),
        ):
            if not isinstance(made, torch.Tensor) or tuple(made.shape) != shape:
                given = tuple(made.shape) if isinstance(made, torch.Tensor) else type(made).__name__
                raise EntryError(
                    f"problem {self.name}: {what} answered shape {given} for two rows; it must map"
                    f" (batch, d) to {shape}: work on rows, e.g. sum over dim=-1"
                )
            if made.dtype != torch.float64 or not bool(torch.isfinite(made).all()):
                raise EntryError(
                    f"problem {self.name}: {what} at the start {self.start} is {made[0].tolist()}"
                    f" ({made.dtype}); it must be finite float64"
                )

    def value(self, x: Tensor) -> Tensor:
        """f on rows: (batch, d) -> (batch,)."""
        return self.f(x)

    def start_point(self, device: str | torch.device = "cpu") -> Tensor:
        """x_0 as one row: (1, d)."""
        return torch.tensor([self.start], dtype=torch.float64, device=device)

    @property
    def reach(self) -> float:
        """A length of the problem, which points for checks are measured by: from the start to
        the minimiser (X).
        """
        return math.dist(self.start, self.minimiser or (0.0,) * self.dim) or 1e-3

    def sample(self, count: int, seed: int = 0) -> tuple[Tensor, Tensor]:
        """Pairs of points for checks, (count, d) each: near the minimiser, near the start and
        far off; partners at all distances.
        """
        digest = hashlib.sha256(f"{self.name}:{seed}".encode()).digest()
        generator = torch.Generator().manual_seed(int.from_bytes(digest[:7], "big"))

        def uniform(low: float, high: float, *shape: int) -> Tensor:
            return low + (high - low) * torch.rand(*shape, generator=generator, dtype=torch.float64)

        anchors = [
            self.start_point()[0],
            torch.tensor(self.minimiser or self.start, dtype=torch.float64),
            torch.zeros(self.dim).double(),
        ]
        centre = torch.stack(anchors)[torch.randint(3, (count,), generator=generator)]
        reach = self.reach
        direction = torch.nn.functional.normalize(
            torch.randn(count, self.dim, generator=generator, dtype=torch.float64), dim=-1
        )
        x = centre + direction * reach * 10 ** uniform(-4, 0.5, count, 1)
        other = torch.nn.functional.normalize(
            torch.randn(count, self.dim, generator=generator, dtype=torch.float64), dim=-1
        )
        # diagonals too: there the 1-norm of a change is largest for its maximum norm
        other = torch.where(
            torch.arange(count)[:, None] % 4 == 0, other.sign() / self.dim**0.5, other
        )
        y = x + other * reach * 10 ** uniform(-4, 0.5, count, 1)
        if self.box is not None:
            x, y = x.clamp(*self.box), y.clamp(*self.box)
        return (x, y) if self.project is None else (self.project(x), self.project(y))


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
    found = [v] if (v := _gradient_violation(problem, x)) else []
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
    assert assumption.check is not None
    lhs, rhs = assumption.check(problem, problem.constants, x, y)
    # rounding of the terms that were subtracted inside lhs and rhs
    scale = (
        problem.value(x).abs()
        + problem.value(y).abs()
        + problem.gradient(x).norm(dim=-1) * (problem.reach + x.norm(dim=-1) + y.norm(dim=-1))
    )
    return _worst(problem, assumption.statement, lhs, rhs, 1e-9 * rhs.abs() + 1e-12 * scale, x, y)


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


def _gradient_violation(problem: Problem, x: Tensor) -> Violation | None:
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
    slack = torch.where(kink, wide_spread + 2 * wide_turn, 4 * (wide - near).abs()) + 4 * (
        rounding + near_rounding
    )
    return next(
        iter(
            _worst(
                problem,
                "the gradient is the derivative of f",
                (claimed - near).abs(),
                slack,
                0 * slack,
                x,
            )
        ),
        None,
    )


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
