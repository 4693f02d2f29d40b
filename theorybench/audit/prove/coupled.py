"""What can be shown of functions whose variables are coupled: sums of sines, ridges, affine
pieces, and boxes in few dimensions.
"""

from __future__ import annotations

import itertools
import math

import sympy
import torch
from flint import arb, arb_mat, ctx, fmpq
from sympy.simplify.fu import TR8

from theorybench.audit.formula.model import Model, gradient_of
from theorybench.audit.formula.nodes import (
    DIGITS,
    Expression,
    Undecided,
    ball,
    exactly,
)
from theorybench.audit.grade import ROUNDING
from theorybench.audit.prove import affine
from theorybench.audit.prove.algebra import rational
from theorybench.audit.prove.boxes import Box, search_for_negative
from theorybench.audit.prove.lines import Proof
from theorybench.audit.prove.separable import ROOM, require
from theorybench.core import symbols as s

BOXES = 200_000
MOST_VERTICES = 2**14


def smooth(model: Model, declared: float) -> Proof:
    """Every eigenvalue of the Hessian lies in [-L, L]."""
    bound = exactly(declared) * ROOM
    if _is_quadratic(model):
        own, top = model.hessian, _multiple_of_one(model, bound)
        require(
            _is_positive_definite(top - own) and _is_positive_definite(top + own),
            "an eigenvalue may be larger",
        )
        return Proof(False, how="factorisation of L - H and L + H in balls")
    proof = Proof(exact=True)
    for value in _eigenvalues(model):
        proof &= _nonnegative(model, bound - value) & _nonnegative(model, bound + value)
    return proof


def strongly_convex(model: Model, declared: float) -> Proof:
    """Every eigenvalue of the Hessian is at least mu."""
    if _is_quadratic(model):
        low = _multiple_of_one(model, exactly(declared) * (2 - ROOM))
        require(_is_positive_definite(model.hessian - low), "an eigenvalue may be smaller")
        return Proof(False, how="factorisation of H - mu in balls")
    proof = Proof(exact=True)
    for value in _eigenvalues(model):
        proof &= _nonnegative(model, value - exactly(declared) * (2 - ROOM))
    return proof


def _is_quadratic(model: Model) -> bool:
    try:
        return model.hessian.nrows() > 0
    except Undecided:
        return False


def _multiple_of_one(model: Model, factor: Expression) -> arb_mat:
    size = len(model.variables)
    return arb_mat([[ball(factor) if i == j else arb(0) for j in range(size)] for i in range(size)])


def _is_positive_definite(matrix: arb_mat) -> bool:
    """By elimination in balls of DIGITS bits: all pivots are positive."""
    before, ctx.prec = ctx.prec, DIGITS
    try:
        rows = [[matrix[i, j] for j in range(matrix.ncols())] for i in range(matrix.nrows())]
        for k, pivot in enumerate(rows):
            if not pivot[k] > 0:
                return False
            for other in rows[k + 1 :]:
                factor = other[k] / pivot[k]
                for j in range(k + 1, len(rows)):
                    other[j] -= factor * pivot[j]
        return True
    finally:
        ctx.prec = before


def convex(model: Model) -> Proof:
    """A sum of convex functions of linear forms and of maxima of affine functions, or a
    quadratic with positive eigenvalues.
    """
    if _is_quadratic(model) and _is_positive_definite(model.hessian):
        return Proof(False, how="factorisation of H in balls")
    return model.convexity


def lipschitz(model: Model, declared: float) -> Proof:
    """||grad f||^2 <= L_f^2: of every affine piece that is not empty, or everywhere."""
    square = (exactly(declared) * ROOM) ** 2
    if not model.is_smooth:
        limit = _fraction(square)
        steep = [p for p in model.affine_parts if sum((v * v for v in p.slope), fmpq(0)) > limit]
        require(
            all(affine.is_empty(p) for p in steep),
            "an affine piece is steeper, and may not be empty",
        )
        return Proof(exact=True)
    return _nonnegative(model, square - sum(g**2 for g in model.gradient))


def infimum(model: Model, declared: float) -> Proof:
    """f >= f*: on every affine piece, or where f is convex with gradient 0 at the minimiser, or
    as a sum of sines, or on boxes.
    """
    room = exactly(
        ROUNDING * (model.problem.constants[s.Delta_0] + abs(declared))
    ) + sympy.Rational(1, 10**30)
    if not model.is_smooth:
        bound = _fraction(exactly(declared) - room)
        pieces = model.affine_parts
        require(
            all(affine.is_at_least(p, bound) or affine.is_empty(p) for p in pieces),
            "an affine piece may fall below f*",
        )
        return Proof(exact=True)
    above = model.f - exactly(declared) + room
    if above.is_positive:
        return Proof(exact=True, how="a sum of positive terms")
    try:
        return _by_convexity(model, room)
    except Undecided:
        return _nonnegative(model, above)


def _by_convexity(model: Model, room: Expression) -> Proof:
    """f(x) >= f(x*) + <grad f(x*), x - x*>, on a bounded domain up to the size of the gradient."""
    proof = convex(model)
    drop = sum(
        (
            abs(g) * float(b - a) if g else 0.0
            for g, (a, b) in zip(_at_minimiser(model), model.domain, strict=True)
        ),
        0.0,
    )
    require(drop <= float(room), "the gradient at the minimiser is not 0")
    return Proof(proof.exact and drop == 0, proof.boxes, "convex, with gradient 0 at the minimiser")


def _at_minimiser(model: Model) -> list[float]:
    require(model.problem.minimiser is not None, "no minimiser is given")
    assert model.problem.minimiser is not None
    at = dict(zip(model.variables, map(exactly, model.problem.minimiser), strict=True))
    return [float(ball(g, at)) for g in model.gradient]


def derivative(model: Model) -> Proof:
    """The declared gradient is the derivative of the formula, by algebra."""
    own = model.gradient
    declared = gradient_of(model.problem, model.variables)
    require(
        all(sympy.expand(a - b) == 0 for a, b in zip(declared, own, strict=True)),
        "the formulas differ in form",
    )
    return Proof(exact=True)


def stationary(model: Model) -> Proof:
    """The gradient at the minimiser is 0, up to rounding."""
    size = math.hypot(*_at_minimiser(model))
    require(
        size <= ROUNDING * model.problem.constants[s.G_0],
        f"the gradient at the minimiser has the norm {size:.3g}",
    )
    return Proof(exact=size == 0, how=f"a gradient of {size:.2g} at the minimiser")


def sublevel_gradient(model: Model, declared: float) -> Proof:
    """||grad f||^2 <= M^2 on boxes that reach into f <= f(x_0)."""
    top = ball(model.f, dict(zip(model.variables, map(exactly, model.problem.start), strict=True)))
    inside = rational(top.upper()) - model.f
    return _on_boxes(
        model, (exactly(declared) * ROOM) ** 2 - sum(g**2 for g in model.gradient), inside
    )


def coordinate_sum(model: Model, declared: float) -> Proof:
    """hess f <= diag(L) with L_j the j-th sum of the absolute values in a row of a matrix above
    all Hessians (Gershgorin).
    """
    rows, proof = model.hessian_bound
    total = sum(abs(v) for row in rows for v in row)
    require(bool(total <= exactly(declared) * ROOM), f"the bound found is {float(total):.10g}")
    return proof


def coordinate_max(model: Model, declared: float) -> Proof:
    """The same for the largest L_j."""
    rows, proof = model.hessian_bound
    most = max(sum(map(abs, row)) for row in rows)
    require(bool(most <= exactly(declared) * ROOM), f"the bound found is {float(most):.10g}")
    return proof


def largest_gap(model: Model, declared: float) -> Proof:
    """A convex function is largest at a corner of its box."""
    proof = model.convexity
    require(2 ** len(model.variables) <= MOST_VERTICES, "the box has too many corners")
    corners = torch.tensor(
        [[float(v) for v in corner] for corner in itertools.product(*model.domain)],
        dtype=torch.float64,
    )
    require(bool(corners.isfinite().all()), "the domain is not bounded")
    most = float(model.problem.value(corners).max()) - model.problem.f_star
    require(most <= declared * (1 + ROUNDING), f"a corner has {most:.10g}")
    return Proof(False, len(corners), "corners of the box of a convex function") & proof


def twice_differentiable(model: Model) -> Proof:
    """A formula without branches whose denominators, roots and logarithms are of positive
    numbers.
    """
    require(model.is_smooth, "the formula has branches in coupled variables")
    for node in model.f.atoms(sympy.Pow, sympy.log, sympy.tan):
        whole = isinstance(node, sympy.Pow) and node.args[1].is_Integer and node.args[1].is_positive
        require(whole or bool(node.args[0].is_positive), f"{node} may be singular")
    return Proof(exact=True)


def _eigenvalues(model: Model) -> list[Expression]:
    """Of the Hessian, as formulas: in two dimensions."""
    require(len(model.variables) == 2, "the Hessian has more than two coupled coordinates")
    (p, q), (_, r) = [[sympy.diff(g, v) for v in model.variables] for g in model.gradient]
    if (p - r).expand() == 0:
        return [p + q, p - q]
    root = sympy.sqrt(((p - r) / 2) ** 2 + q**2)
    return [(p + r) / 2 + root, (p + r) / 2 - root]


def _nonnegative(model: Model, formula: Expression) -> Proof:
    """By the sum of the amplitudes of sines, else on boxes."""
    model.require_short()
    sines = TR8(sympy.expand(formula))
    least = sympy.S.Zero
    for term in sympy.Add.make_args(sines):
        factor, wave = term.as_coeff_Mul()
        if wave != 1 and not isinstance(wave, sympy.sin | sympy.cos):
            return _on_boxes(model, formula)
        least += factor if wave == 1 else -abs(factor)
    return Proof(exact=True) if least >= 0 else _on_boxes(model, formula)


def _on_boxes(model: Model, formula: Expression, *only: Expression) -> Proof:
    require(len(model.variables) <= 3, "there are more than three coupled variables")
    found = search_for_negative(formula, model.variables, Box.of(model.domain), only, BOXES)
    require(found.shown, f"interval arithmetic left {found.open} of {found.boxes} boxes open")
    return Proof(False, found.boxes)


def _fraction(number: Expression) -> fmpq:
    return fmpq(int(number.p), int(number.q))
