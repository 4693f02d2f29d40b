"""Which function class and initial condition of PEPit belong to what a theorem assumes, in units
that bring its constants near 1.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sympy

from theorybench.core import assumptions as a
from theorybench.core import symbols as s
from theorybench.core.symbols import Unit
from theorybench.core.types import Values
from theorybench.entries.theorem import Theorem
from theorybench.pep.sdp import Measure
from theorybench.pep.trace import Unfit

_STARTS: Mapping[s.Constant, Measure] = {s.R: "distance", s.Delta_0: "gap", s.G_0: "gradient"}

_DESCRIBED = frozenset(
    {
        a.convex,
        a.strongly_convex,
        a.smooth,
        a.lipschitz,
        a.lower_bounded,
        a.has_minimiser,
        a.differentiable,
    }
    | {a.directionally_differentiable, a.exact_gradients, a.proximable, a.quadratic_function}
)


@dataclass(frozen=True)
class Scale:
    """What is called 1: height, a difference of values of f, and length, a distance of points."""

    height: float
    length: float

    def of(self, unit: Unit) -> float:
        """How large one normalised unit is."""
        return self.height ** float(unit.f) * self.length ** float(unit.x)


@dataclass(frozen=True)
class FunctionClass:
    """A class of PEPit by name. Its functions have curvature between `curvature` and `smoothness`,
    and slopes up to `slope`.

    convex: whether a minimiser may be assumed: for convex functions the supremum is the same with
    and without one.
    """

    kind: str
    smoothness: float = math.inf
    curvature: float = 0.0
    slope: float = math.inf

    @property
    def convex(self) -> bool:
        return self.curvature >= 0

    def normalised(self, scale: Scale) -> FunctionClass:
        """The same class in units of the scale."""
        bend, slope = scale.of(s.SMOOTHNESS), scale.of(s.GRADIENT)
        return FunctionClass(
            self.kind, self.smoothness / bend, self.curvature / bend, self.slope / slope
        )

    @property
    def constants(self) -> dict[str, float]:
        """What PEPit calls them."""
        given = {"L": self.smoothness, "mu": self.curvature, "M": self.slope}
        return {name: given[name] for name in _CLASSES[self.kind]}


_CLASSES = {
    "SmoothStronglyConvexFunction": ("mu", "L"),
    "SmoothStronglyConvexQuadraticFunction": ("mu", "L"),
    "SmoothConvexFunction": ("L",),
    "SmoothFunction": ("L",),
    "ConvexLipschitzFunction": ("M",),
    "StronglyConvexFunction": ("mu",),
    "ConvexFunction": (),
}


def function_class(theorem: Theorem, values: Values) -> FunctionClass:
    """The class that the theorem speaks of, with the constants' values. Raises Unfit where PEPit
    has none.
    """
    assumed = a.everything(theorem.assumes)
    if unknown := sorted(str(x) for x in assumed - _DESCRIBED):
        raise Unfit(f"no interpolation condition describes '{unknown[0]}'")
    if a.smooth in assumed:
        return _smooth_class(assumed, values)
    convex, strongly, lipschitz = (x in assumed for x in (a.convex, a.strongly_convex, a.lipschitz))
    if (
        not convex
        or a.differentiable in assumed
        or a.quadratic_function in assumed
        or (strongly and lipschitz)
    ):
        raise Unfit(
            "no interpolation conditions are known for functions that are "
            + ", ".join(sorted(map(str, assumed)))
        )
    if strongly:
        return FunctionClass("StronglyConvexFunction", curvature=values[s.mu])
    return (
        FunctionClass("ConvexLipschitzFunction", slope=values[s.L_f])
        if lipschitz
        else FunctionClass("ConvexFunction")
    )


def _smooth_class(assumed: frozenset[a.Assumption], values: Values) -> FunctionClass:
    smoothness = values[s.L]
    if a.lipschitz in assumed:
        raise Unfit("classes both smooth and Lipschitz are not treated")
    if a.convex not in assumed:
        if a.quadratic_function in assumed:
            raise Unfit("quadratics that may be concave are not treated")
        return FunctionClass("SmoothFunction", smoothness, -smoothness)
    curvature = values[s.mu] if a.strongly_convex in assumed else 0.0
    if curvature >= (1 - 1e-6) * smoothness:
        raise Unfit("the class holds only one function, as mu = L")
    if a.quadratic_function in assumed:
        return FunctionClass("SmoothStronglyConvexQuadraticFunction", smoothness, curvature)
    return FunctionClass(
        "SmoothStronglyConvexFunction" if curvature else "SmoothConvexFunction",
        smoothness,
        curvature,
    )


def start_of(theorem: Theorem) -> Measure:
    """The initial condition that the bound and the parameters speak of. Raises Unfit if they
    speak of none, or of several.
    """
    used = _used(theorem)
    named = [c for c in _STARTS if c in used]
    if len(named) > 1:
        raise Unfit(
            f"the bound depends on {' and '.join(c.name for c in named)}: its worst case depends on"
            " their ratio"
        )
    if not named:
        raise Unfit("the bound depends on none of R, Delta_0 and G_0: the start is not limited")
    return _STARTS[named[0]]


def _used(theorem: Theorem) -> set[Any]:
    """Constants that the bound and the parameters use, also by way of abbreviations."""
    meaning: Mapping[Any, Any] = {**theorem.where, **theorem.params}
    waiting, used = [theorem.bound, *theorem.params.values()], set()
    while waiting:
        for symbol in sympy.sympify(waiting.pop()).free_symbols - used:
            used.add(symbol)
            if symbol in meaning:
                waiting.append(meaning[symbol])
    return used


def scale_of(made: FunctionClass, start: Measure, values: Values, largest_step: float) -> Scale:
    """Units in which the initial condition is 1 and so is the first of slope, smoothness,
    curvature and 1 / step that is known.
    """
    if math.isfinite(made.slope):
        length = (
            values[s.R]
            if start == "distance"
            else values[s.Delta_0] / made.slope
            if start == "gap"
            else made.slope * largest_step
        )
        return Scale(made.slope * length, length)
    bend = made.smoothness if math.isfinite(made.smoothness) else made.curvature or 1 / largest_step
    if start == "gap":
        return Scale(values[s.Delta_0], math.sqrt(values[s.Delta_0] / bend))
    length = values[s.R] if start == "distance" else values[s.G_0] / bend
    return Scale(bend * length**2, length)
