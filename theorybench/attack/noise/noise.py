"""Noise that keeps a promised moment and puts it where it hurts: a shape, scaled to the promise,
with a direction in R^d.

All constants of the oracles are exact on the given problem, so that the parameters a theorem
prescribes come out right.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
import torch
from scipy.optimize import brentq

from theorybench.attack.families.family import Functions
from theorybench.attack.noise.shapes import Numbers, Shape
from theorybench.core import assumptions as a
from theorybench.core import symbols as s
from theorybench.core.assumptions import everything
from theorybench.core.oracles import (
    Answer,
    Law,
    Oracle,
    add_noise,
)
from theorybench.core.problem import Problem
from theorybench.core.types import EntryError, Tensor

Direction = Literal["first", "gradient", "diagonal", "random", "independent"]
DIRECTIONS: tuple[Direction, ...] = ("first", "gradient", "diagonal", "random", "independent")
"""first: along the first axis; gradient: along grad f(x); diagonal: along (1, ..., 1); random:
on one coordinate, drawn anew each time; independent: on every coordinate, independently. In one
dimension all are the same, but for the sign of `gradient`."""


@dataclass(frozen=True, eq=False)
class Noise:
    """An oracle and the direction of its noise; where that has few values these (count, width of
    the oracle) and their probabilities (count,), else one draw of noise of width 1 as Python, with
    `random`."""

    oracle: Oracle
    direction: Direction
    atoms: Tensor | None = None
    probabilities: Tensor | None = None
    draw: str = ""


def noise(
    problem: Problem,
    shape: Shape,
    alpha: float,
    promised: Mapping[s.Constant, float],
    direction: Direction = "first",
) -> Noise:
    """Noise scaled so that the one promised constant (sigma, G, tau, sigma_2 or sigma_sum) has its
    value on the problem, exactly.

    All its other constants are exact on the problem as well; what is not known exactly is not
    promised. alpha: the order of sigma and G. Raises EntryError if the noise has no such constant
    on the problem, or G is below the largest gradient.
    """
    name = f"{shape.name}-{direction}" if problem.dim > 1 or direction == "gradient" else shape.name
    ((constant, value),) = promised.items()
    known = _constants(problem, shape, alpha, 1.0, direction)
    if constant not in known:
        offered = ", ".join(c.name for c in known if c not in (s.alpha, s.batch))
        raise EntryError(
            f"noise {name} on {problem.name}: no {constant.name} is known exactly here; promise one"
            f" of {offered}"
        )
    scale = (
        _scale_of_G(problem, shape, alpha, value, direction, name)
        if constant is s.G
        else float(value / known[constant])
    )
    oracle = Oracle(
        f"{name}-{constant.name}-{value:.6g}",
        _law(shape, direction, problem.dim, scale),
        _promises(known, alpha),
        answer=_answer(direction, problem.dim),
        constants=lambda other: _constants(other, shape, alpha, scale, direction),
        width=lambda other: _width(direction, other.dim),
        only=lambda other: (
            other.dim == problem.dim
            and _constants(other, shape, alpha, scale, direction).keys() >= known.keys()
        ),
    )
    if shape.atoms:
        return Noise(oracle, direction, *_atoms(shape, direction, problem.dim, scale))
    return Noise(oracle, direction, draw=f"{scale!r} * {shape.draw}")


def _constants(
    problem: Problem, shape: Shape, alpha: float, scale: float, direction: Direction
) -> dict[s.Constant, float]:
    ends = slopes(problem, a.convex in everything(problem.promises), direction)
    return {
        c: float(v)
        for c, v in constants_of_noise(problem.dim, ends, shape, alpha, scale, direction).items()
    }


def constants_of_noise(
    dim: int,
    ends: tuple[Numbers, ...],
    shape: Shape,
    alpha: Numbers,
    scale: Numbers,
    direction: Direction,
) -> dict[s.Constant, Numbers]:
    """The exact constants of scale Z in the direction, a number or (rows,) each; those that are not
    known exactly are left out.

    ends: the slopes along the noise at which E|slope + noise|^alpha may be largest.
    """
    known: dict[s.Constant, Numbers] = {s.alpha: alpha}
    many = dim if direction == "independent" else 1
    if (many == 1 or np.all(alpha == 2)) and np.all(np.isfinite(size := shape.moment(alpha))):
        known[s.sigma] = scale * (many * size) ** (1 / alpha)
    if np.all(np.isfinite(variance := shape.moment(2.0))):
        known |= _coordinates(scale * np.sqrt(variance), dim, direction)
    if np.all(np.isfinite(shape.largest)):
        known[s.tau] = scale * shape.largest * math.sqrt(many)
    if s.sigma in known and ends:
        moments = [shape.about(end / scale, alpha) for end in ends]
        known[s.G] = scale * np.maximum.reduce(np.broadcast_arrays(*moments)) ** (1 / alpha)
    return known


def _coordinates(deviation: Numbers, dim: int, direction: Direction) -> dict[s.Constant, Numbers]:
    """sigma_2 and sigma_sum, of coordinates that have the same deviation, or of one alone."""
    if direction == "gradient" and dim > 1:
        return {}
    many = 1 if direction == "first" else dim
    one = dim**-0.5 if direction in ("diagonal", "random") else 1.0
    return {
        s.sigma_2: deviation * one * math.sqrt(many),
        s.sigma_sum: deviation * one * many,
        s.batch: 1.0 + 0 * deviation,
    }


def slopes(of: Problem | Functions, convex: bool, direction: Direction) -> tuple[Numbers, ...]:
    """The ends of the slopes along the noise: E|slope + noise|^alpha is convex in the slope, so it
    is largest at one of them.

    Known along the gradient (0 and L_f), and in one dimension (where f' is monotone at the ends of
    the domain, else -L_f and L_f).
    """
    steepest = of.constants.get(s.L_f)
    steepest = steepest.numpy() if isinstance(steepest, Tensor) else steepest
    if direction == "gradient":
        return () if steepest is None else (0.0, steepest)
    if of.dim > 1:
        return ()
    if of.project is not None and convex:
        rows = len(of.start_point())
        ends = [
            of.gradient(of.project(torch.full((rows, 1), end, dtype=torch.float64)))[:, 0].numpy()
            for end in (-1e150, 1e150)
        ]
        return tuple(ends) if isinstance(of, Functions) else tuple(float(end[0]) for end in ends)
    return () if steepest is None else (-steepest, steepest)


def _scale_of_G(
    problem: Problem, shape: Shape, alpha: float, value: float, direction: Direction, name: str
) -> float:
    """The scale at which the largest E||g||^alpha is value^alpha; it grows with the scale."""
    least = max(map(abs, slopes(problem, a.convex in everything(problem.promises), direction)))
    if not value > least:
        raise EntryError(
            f"noise {name} on {problem.name}: G={value:g}: the gradient itself has the norm"
            f" {least:g}; give a larger G"
        )
    high = (
        2 * value / float(shape.moment(alpha)) ** (1 / alpha)
    )  # (E|c + Z|^alpha)^(1/alpha) >= (E|Z|^alpha)^(1/alpha) - |c|

    def excess(log_scale: float) -> float:
        return _constants(problem, shape, alpha, math.exp(log_scale), direction)[s.G] / value - 1

    low, high = math.log(high) - 60, math.log(high)
    return math.exp(float(brentq(excess, low, high, xtol=1e-14)))  # pyright: ignore[reportArgumentType]: full_output is off


def _promises(known: Mapping[s.Constant, float], alpha: float) -> tuple[a.Assumption, ...]:
    held = [a.unbiased]
    held += [a.bounded_moment] if s.sigma in known else []
    held += [a.bounded_variance] if s.sigma in known and alpha == 2 else []
    held += [a.bounded_gradient_moment] if s.G in known else []
    held += [a.coordinate_variance] if s.sigma_2 in known else []
    held += [a.bounded_noise] if s.tau in known else []
    return tuple(held)


def _width(direction: Direction, dim: int) -> int:
    return dim if direction in ("random", "independent") else 1


def _law(shape: Shape, direction: Direction, dim: int, scale: float) -> Law:
    """Draws of scale Z; for `random` the second raw number, made uniform, says which coordinate
    of the row gets it.
    """
    base = shape.law.transform
    if direction != "random" or dim == 1:
        return Law(shape.law.raw, lambda raw: base(raw) * scale)

    def transform(raw: Tensor) -> Tensor:
        chooser = raw[..., 1, :1].clone()
        uniform = torch.special.ndtr(chooser) if shape.law.raw == "normal" else chooser
        drawn = base(raw[..., :1, :1]) * scale
        return (
            torch.zeros_like(raw[..., 0, :])
            .to(drawn)
            .scatter_(-1, (uniform * dim).long().clamp_max_(dim - 1), drawn)
        )

    return Law(shape.law.raw, transform, inputs=2)


def _first(g: Tensor) -> Tensor:
    first = torch.zeros_like(g[:1])
    first[:, 0] = 1.0
    return first


def _diagonal(g: Tensor) -> Tensor:
    return torch.full_like(g[:1], g.shape[1] ** -0.5)


def _gradient(g: Tensor) -> Tensor:
    norm = torch.linalg.vector_norm(g, dim=-1, keepdim=True)
    return torch.where(norm > 0, g / norm.clamp_min(1e-300), _first(g))


ALONG: Mapping[str, Callable[[Tensor], Tensor]] = MappingProxyType(
    {"first": _first, "diagonal": _diagonal, "gradient": _gradient}
)
"""Direction -> the unit vectors, (rows, d) or (1, d), along which noise of width 1 is added to
gradients (rows, d); where a gradient is 0 the first axis.
"""


def _answer(direction: Direction, dim: int) -> Answer:
    if direction in ("random", "independent") or (dim == 1 and direction != "gradient"):
        return add_noise

    along = ALONG.get(direction, _first)

    def answer(problem: Problem, x: Tensor, drawn: Tensor) -> Tensor:
        g = problem.gradient(x)
        return g + drawn * along(g)

    return answer


def _atoms(shape: Shape, direction: Direction, dim: int, scale: float) -> tuple[Tensor, Tensor]:
    """The values of the noise (count, width) and their probabilities (count,)."""
    values, weights = (
        torch.tensor(column, dtype=torch.float64) for column in zip(*shape.atoms, strict=True)
    )
    values = values * scale
    if dim == 1 or _width(direction, dim) == 1:
        return values[:, None], weights
    if direction == "random":
        spread = torch.einsum("v,ij->vij", values, torch.eye(dim, dtype=torch.float64)).reshape(
            -1, dim
        )
        return spread, (weights / dim).repeat_interleave(dim)
    chosen = torch.cartesian_prod(*[torch.arange(len(values))] * dim)
    return values[chosen], weights[chosen].prod(-1)
