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
from theorybench.core.fields import (
    Want,
    function,
    instance,
    is_real,
    optional,
    require_fields,
    several,
    table,
    text,
)
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
        require_fields("Problem", self, {"name": text})
        require_fields(f"problem {self.name}", self, _WANTS)
        object.__setattr__(self, "start", tuple(map(float, self.start)))
        self._check_points()
        self._check_shapes()
        x0 = self.start_point()
        at_start = {
            s.Delta_0: float(self.value(x0)) - self.f_star,
            s.G_0: math.hypot(*self.gradient(x0)[0].tolist()),
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


def _is_point(value: Any) -> bool:
    return isinstance(value, tuple | list) and all(is_real(v) for v in value)


_WANTS: dict[str, Want] = {
    "f": function("a function from points (batch, d) to values (batch,)"),
    "gradient": function("a function from points (batch, d) to gradients (batch, d)"),
    "start": (_is_point, "a tuple of d numbers"),
    "f_star": (is_real, "the infimum of f, a number"),
    "minimiser": optional((_is_point, "a tuple of d numbers")),
    "constants": table(s.Constant, "a mapping from Constants to numbers, e.g. {L: 1.0}", is_real),
    "promises": several(Assumption, "a tuple of assumptions, e.g. (smooth, convex)"),
    "project": optional(function("a function from points to the nearest points of the domain")),
    "directional": optional(function("a function (x, direction) -> gradient")),
    "prox": optional(function("a function (x, gamma) -> minimiser")),
    "goldstein": optional(function("a function (x, radius) -> distance")),
    "source": optional(instance(Source, "a Source")),
}
