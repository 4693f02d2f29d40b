"""Functions that are sums of functions of one linear form each, such as a logistic loss: their
Hessians lie below a constant matrix.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sympy

from theorybench.audit.extremes import largest
from theorybench.audit.formula.nodes import (
    Expression,
    Maximum,
    Undecided,
    Where,
    exactly,
)
from theorybench.audit.grade import ROUNDING
from theorybench.audit.prove.affine import coefficients
from theorybench.audit.prove.algebra import oo
from theorybench.audit.prove.lines import Piece, Proof, show_nonnegative

z = sympy.Symbol("z", real=True)


@dataclass(frozen=True)
class Ridge:
    """phi(<a, x>): a is `form`, phi a formula in z."""

    form: tuple[Expression, ...]
    phi: Expression


def ridges(f: Expression, variables: Sequence[Expression]) -> list[Ridge]:
    """f as a sum of ridges, leaving out affine terms; raises Undecided if a term is no function
    of one linear form.
    """
    return [r for term in sympy.Add.make_args(f) if (r := _ridge(term, variables)) is not None]


def _ridge(term: Expression, variables: Sequence[Expression]) -> Ridge | None:
    own = [v for v in variables if v in term.free_symbols]
    if not own or term.as_coeff_Mul()[1] in own:
        return None
    line = own[0] if len(own) == 1 else _form(term, own)
    first = own[0]
    slope = line.coeff(first)
    put = {first: sympy.expand((z - (line - slope * first)) / slope)}
    phi = term.subs(put).replace(
        lambda n: isinstance(n, sympy.exp), lambda n: sympy.exp(sympy.expand(n.args[0]))
    )
    if phi.free_symbols - {z}:
        raise Undecided("a term is no function of one linear form")
    return Ridge(tuple(line.coeff(v) for v in variables), phi)


def _form(term: Expression, own: Sequence[Expression]) -> Expression:
    """The linear form of an argument in which all the variables of a term meet."""
    for node in sympy.preorder_traversal(term):
        if node != term and node.is_Add and node.free_symbols == set(own):
            try:
                numbers = coefficients(node, own)
            except Undecided:
                continue
            return sympy.Add(*(n * v for n, v in zip(numbers, own, strict=False)))
    raise Undecided("the variables meet in no linear form")


def show_convex(f: Expression, variables: Sequence[Expression]) -> Proof:
    """Show that f is a sum of convex ridges, affine functions and maxima of affine functions;
    raises Undecided.
    """
    proof, rest = Proof(exact=True), sympy.S.Zero
    for term in sympy.Add.make_args(f):
        factor, inner = term.as_coeff_Mul()
        if (
            isinstance(inner, Maximum | Where)
            and factor > 0
            and _is_maximum_of_lines(inner, variables)
        ):
            continue
        rest += term
    made = ridges(rest, variables)
    if any(ridge.phi.has(Where, Maximum) for ridge in made):
        raise Undecided("a ridge has branches")
    for second in {sympy.diff(ridge.phi, z, 2) for ridge in made}:
        proof &= show_nonnegative(lambda h: h + exactly(1e-30), [second], z, -oo, oo)
    return proof


def _is_maximum_of_lines(node: Expression, variables: Sequence[Expression]) -> bool:
    """max of affine functions, also as Where(a - b, a, b)."""
    values: tuple[Expression, ...] = node.args if isinstance(node, Maximum) else node.args[1:]
    if isinstance(node, Where) and (node.args[0] - (values[0] - values[1])).expand() != 0:
        return False
    try:
        return all(coefficients(v, variables) for v in values)
    except Undecided:
        return False


def hessian_bound(
    f: Expression, variables: Sequence[Expression]
) -> tuple[list[list[Expression]], Proof]:
    """A matrix above every Hessian: the sum of sup phi'' a a^T over ridges, rational, its
    suprema up to ROUNDING; raises Undecided.
    """
    size, proof = len(variables), Proof(exact=True)
    total = [[sympy.S.Zero] * size for _ in range(size)]
    tops: dict[Expression, Expression] = {}
    for ridge in ridges(f, variables):
        second = sympy.diff(ridge.phi, z, 2)
        if second not in tops:
            value, _ = largest([Piece(-oo, oo, second)], z, 1.0)
            tops[second] = exactly(max(value, 0.0) * (1 + ROUNDING / 4) + 1e-300)
            proof &= show_nonnegative(lambda h, b=tops[second]: b - h, [second], z, -oo, oo)
        for i in range(size):
            for j in range(size):
                total[i][j] += tops[second] * ridge.form[i] * ridge.form[j]
    return total, proof
