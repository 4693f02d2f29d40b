"""Functions that are affine on polyhedra: a lower bound is proved by nonnegative multipliers
(Farkas), found by LP and checked exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import sympy
from flint import fmpq, fmpq_mat
from scipy.optimize import linprog

from theorybench.audit.formula.nodes import Expression, Undecided, branches

Row = tuple[fmpq, ...]
"""Coefficients of an affine function, the constant last."""


@dataclass(frozen=True)
class Part:
    """The function is `value` where every row of `conditions` is >= 0 (such points need not
    exist).
    """

    conditions: tuple[Row, ...]
    value: Row

    @property
    def slope(self) -> Row:
        return self.value[:-1]


def parts(f: Expression, variables: Sequence[Expression]) -> list[Part]:
    """All affine parts of a formula; raises Undecided if a part or a condition is not affine."""
    return [
        Part(tuple(_row(u, variables) for u in dict.fromkeys(given)), _row(value, variables))
        for given, value in branches(f)
    ]


def _row(formula: Expression, variables: Sequence[Expression]) -> Row:
    numbers = coefficients(formula, variables)
    return tuple(fmpq(int(n.p), int(n.q)) for n in numbers)


def coefficients(formula: Expression, variables: Sequence[Expression]) -> list[Expression]:
    """Of an affine formula, the constant last; raises Undecided for any other."""
    numbers = sympy.expand(formula).as_coefficients_dict()
    if not set(numbers) <= {*variables, sympy.S.One} or not all(
        n.is_Rational for n in numbers.values()
    ):
        raise Undecided("a piece is not affine")
    return [numbers.get(v, sympy.S.Zero) for v in (*variables, sympy.S.One)]


def is_empty(part: Part) -> bool:
    """Whether multipliers show that the conditions contradict each other: a nonnegative
    combination of them is -1.
    """
    zero = fmpq(0)
    target = (*(zero for _ in part.slope), fmpq(-1))
    return _multipliers(part.conditions, target, with_constant=True) is not None


def is_at_least(part: Part, bound: fmpq) -> bool:
    """Whether multipliers show value >= bound wherever the conditions hold."""
    target = (*part.slope, part.value[-1] - bound)
    if not part.conditions:
        return not any(part.slope) and bool(target[-1] >= 0)
    weights = _multipliers(part.conditions, target, with_constant=False)
    if weights is None:
        return False
    rest = target[-1] - sum(
        (w * row[-1] for w, row in zip(weights, part.conditions, strict=True)), fmpq(0)
    )
    return bool(rest >= 0)


def _multipliers(rows: Sequence[Row], target: Row, with_constant: bool) -> list[fmpq] | None:
    """Weights >= 0, exactly, with sum of weights times rows = target; without the constants
    their sum of weighted constants is least.
    """
    if not rows:
        return None
    width = len(target) if with_constant else len(target) - 1
    numbers = np.array([[float(v.p) / float(v.q) for v in row] for row in rows])
    cost = np.ones(len(rows)) if with_constant else numbers[:, -1]
    wanted = np.array([float(v.p) / float(v.q) for v in target])
    found = linprog(
        cost, A_eq=numbers[:, :width].T, b_eq=wanted[:width], bounds=(0, None), method="highs-ds"
    )
    if found.status != 0:
        return None
    support = [i for i, w in enumerate(found.x) if w > 1e-9]
    weights = _solve([rows[i][:width] for i in support], target[:width])
    if weights is None or any(w < 0 for w in weights):
        return None
    chosen = dict(zip(support, weights, strict=True))
    return [chosen.get(i, fmpq(0)) for i in range(len(rows))]


def _solve(rows: Sequence[Row], target: Row) -> list[fmpq] | None:
    """Weights with sum of weights times rows = target, by exact normal equations; None if there
    are none, or several.
    """
    if not rows:
        return [] if not any(target) else None
    a, b = fmpq_mat([list(row) for row in rows]), fmpq_mat([[v] for v in target])
    gram = a * a.transpose()
    if gram.det() == 0:
        return None
    weights = gram.solve(a * b)
    if a.transpose() * weights != b:
        return None
    return [weights[i, 0] for i in range(len(rows))]
