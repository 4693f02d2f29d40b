"""The formula of a problem, read from its torch functions and held against them: its domain, and
its parts of one variable each.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import sympy
import torch
from flint import arb_mat

from theorybench.audit.formula.nodes import (
    Expression,
    Maximum,
    Undecided,
    Where,
    ball,
    exactly,
    numpy_function,
)
from theorybench.audit.formula.trace import trace
from theorybench.audit.prove.affine import Part, coefficients, parts
from theorybench.audit.prove.algebra import MOST_OPERATIONS, oo
from theorybench.audit.prove.lines import Piece, Proof, pieces
from theorybench.audit.prove.ridges import hessian_bound, show_convex
from theorybench.core.problem import Problem
from theorybench.interpret.tensors import Untraceable

x = sympy.Symbol("x", real=True)
"""The variable of all functions of one."""


@dataclass(frozen=True, eq=False)
class Line:
    """A term of one variable on its part of the domain, with its pieces; `index`: the coordinate
    it belongs to.
    """

    index: int
    pieces: tuple[Piece, ...]

    def derivative(self, order: int) -> Line:
        """The derivative on every piece."""
        return Line(
            self.index,
            tuple(Piece(p.low, p.high, sympy.diff(p.formula, x, order)) for p in self.pieces),
        )

    @property
    def joints(self) -> list[tuple[Expression, Piece, Piece]]:
        """Places between neighbouring pieces, and both of them."""
        return [((a.high + b.low) / 2, a, b) for a, b in itertools.pairwise(self.pieces)]

    @property
    def low(self) -> Expression:
        return self.pieces[0].low

    @property
    def high(self) -> Expression:
        return self.pieces[-1].high


@dataclass(frozen=True, eq=False)
class Model:
    """f as a formula of `variables` on the box `domain`."""

    problem: Problem
    variables: tuple[Expression, ...]
    f: Expression
    domain: tuple[tuple[Expression, Expression], ...]

    @functools.cached_property
    def lines(self) -> tuple[Line, ...]:
        """f as a sum of functions of one variable each. Raises Undecided if it is no such sum,
        or has no computable pieces.
        """
        terms: list[Expression] = [sympy.S.Zero] * len(self.variables)
        free: Expression = sympy.S.Zero
        for term in sympy.Add.make_args(self.f):
            own = [i for i, v in enumerate(self.variables) if v in term.free_symbols]
            if len(own) > 1:
                raise Undecided("the variables are coupled")
            if own:
                terms[own[0]] += term.xreplace({self.variables[own[0]]: x})
            else:
                free += term
        terms[0] += free
        known: dict[Expression, tuple[Piece, ...]] = {}
        for i, term in enumerate(terms):
            if (term, self.domain[i]) not in known:
                known[term, self.domain[i]] = tuple(pieces(term, x, *self.domain[i]))
        return tuple(Line(i, known[term, self.domain[i]]) for i, term in enumerate(terms))

    @functools.cached_property
    def gradient(self) -> list[Expression]:
        """The derivatives of f; raises Undecided if the formula branches, or is long."""
        if not self.is_smooth:
            raise Undecided("the formula has branches in coupled variables")
        self.require_short()
        return [sympy.diff(self.f, v) for v in self.variables]

    def require_short(self) -> None:
        """Raise Undecided for formulas with which sympy would take minutes."""
        if self.f.count_ops() > MOST_OPERATIONS:
            raise Undecided("the formula is too long for algebra")

    @functools.cached_property
    def hessian(self) -> arb_mat:
        """The Hessian where it is constant, in balls; raises Undecided where it is not."""
        return arb_mat(
            [[ball(v) for v in coefficients(g, self.variables)[:-1]] for g in self.gradient]
        )

    @functools.cached_property
    def affine_parts(self) -> list[Part]:
        """f as affine functions on polyhedra; raises Undecided."""
        return parts(self.f, self.variables)

    @functools.cached_property
    def convexity(self) -> Proof:
        """That f is a sum of convex functions of linear forms and of maxima of affine functions;
        raises Undecided.
        """
        self.require_short()
        return show_convex(self.f, self.variables)

    @functools.cached_property
    def hessian_bound(self) -> tuple[list[list[Expression]], Proof]:
        """A matrix above every Hessian; raises Undecided."""
        self.require_short()
        return hessian_bound(self.f, self.variables)

    @functools.cached_property
    def is_smooth(self) -> bool:
        """No branch anywhere in the formula."""
        return not self.f.has(Where, Maximum)


def model_of(problem: Problem) -> Model:
    """Raises Undecided with the reason if f has no formula, or one that is not the function, or
    if its domain is no box.
    """
    variables = sympy.symbols(f"x0:{problem.dim}", real=True)
    try:
        answer = trace(problem.f, variables, (1, problem.dim))
    except Untraceable as error:
        raise Undecided(str(error)) from error
    formula = sympy.sympify(answer[0])
    model = Model(problem, variables, formula, _domain(problem))
    _require_same(problem, variables, formula, lambda p: problem.value(p))
    return model


def gradient_of(problem: Problem, variables: tuple[Expression, ...]) -> list[Expression]:
    """The declared gradient as formulas; raises Undecided, see model_of."""
    try:
        answer = trace(problem.gradient, variables, (1, problem.dim))[0]
    except Untraceable as error:
        raise Undecided(str(error)) from error
    return [sympy.sympify(a) for a in answer]


def _require_same(
    problem: Problem,
    variables: tuple[Expression, ...],
    formula: Expression,
    value: Callable[[torch.Tensor], torch.Tensor],
) -> None:
    """A formula proves nothing about a function that it is not."""
    at, around = problem.sample(128)
    points = torch.cat([at, around, problem.start_point()])
    theirs = value(points).numpy()
    ours = numpy_function(variables, [formula])(*points.numpy().T)[0]
    scale = (
        np.abs(theirs)
        + float(np.abs(value(problem.start_point()).numpy()).max())
        + abs(problem.f_star)
    )
    wrong = np.isfinite(theirs) & ~(np.abs(ours - theirs) <= 1e-9 * scale)
    if wrong.any():
        raise Undecided("the formula read from f does not agree with f")


def _domain(problem: Problem) -> tuple[tuple[Expression, Expression], ...]:
    if problem.project is None:
        return ((-oo, oo),) * problem.dim
    sides = box_of(problem)
    if sides is None:
        raise Undecided("the domain is no box")
    return tuple((exactly(a), exactly(b)) for a, b in sides)


def box_of(problem: Problem) -> list[tuple[float, float]] | None:
    """The sides of a domain whose projection is that onto a bounded box, at every point tried;
    None for other domains.
    """
    assert problem.project is not None
    far = torch.full((1, problem.dim), 1e150, dtype=torch.float64)
    low, high = problem.project(-far)[0], problem.project(far)[0]
    near = torch.cat(problem.sample(64))
    size = 1 + near.abs().amax()
    noise = torch.randn(
        len(near), problem.dim, generator=torch.Generator().manual_seed(0), dtype=torch.float64
    )
    at = torch.cat([near, near + size * noise, near + 100 * size * noise])
    if bool((low.abs() >= 1e150).any() | (high.abs() >= 1e150).any()) or not torch.equal(
        problem.project(at), at.clamp(low, high)
    ):
        return None
    return list(zip(low.tolist(), high.tolist(), strict=True))
