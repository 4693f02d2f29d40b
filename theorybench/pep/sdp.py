"""The performance estimation problem of a traced method: built and solved by PEPit with Clarabel.

PEPit and cvxpy are heavy and keep state in their classes, so this runs in processes of their own
(server.py) and imports nothing that is not needed there. All numbers are normalised: see
classes.py.
"""

from __future__ import annotations

import contextlib
import time
import warnings
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

Measure = Literal["gap", "gradient", "distance"]
"""f - f*, ||g||^2 or ||x - x*||^2: what a Gram matrix is linear in."""

ACCURACY = 1e-9
"""Asked of Clarabel, for gap and residuals."""


@dataclass(frozen=True, eq=False)
class Task:
    """Maximise min_p sum_i weights[p, i] measure(x_i) over all functions of a class, from all
    starts within the initial condition.

    kind, constants: PEPit's function class and its parameters; low: f(x) - low ||g(x)||^2 >= f* at
    all points, for functions that are not convex; start: what is at most 1 at x_0; points:
    (evaluations, width) in a basis of x_0 and other vectors, x_0 among them; answers: which of
    these are the gradients at the first points, the gradients at the others are new; orthogonal:
    (pairs, 2, width) of vectors with inner product 0; weights: (measures, evaluations); margin: by
    which interpolation conditions are tightened.
    """

    kind: str
    constants: dict[str, float]
    low: float | None
    start: Measure
    points: np.ndarray
    answers: tuple[int, ...]
    orthogonal: np.ndarray
    measure: Measure
    weights: np.ndarray
    margin: float = 0.0


@dataclass(frozen=True, eq=False)
class Solution:
    """primal <= exact worst case <= dual, up to the accuracy of the solver; and the data of a worst
    function.

    points, gradients: (evaluations, dim); values: (evaluations,), with f* = 0; minimiser: (dim,),
    None where none is in the data; start: (dim,).
    """

    primal: float
    dual: float
    points: np.ndarray
    gradients: np.ndarray
    values: np.ndarray
    start: np.ndarray
    minimiser: np.ndarray | None
    seconds: float


def solve(task: Task) -> Solution:
    """Raises whatever PEPit and the solver raise; a result that is not accurate shows in dual -
    primal.
    """
    from PEPit import PEP, Expression, Point, functions

    started = time.perf_counter()
    pep: Any = PEP()
    f: Any = pep.declare_function(
        _tightened(getattr(functions, task.kind), task.margin), **task.constants
    )
    minimal: Any = None
    lowest: Any = Expression()
    if task.low is None or task.start == "distance" or task.measure == "distance":
        minimal, _, lowest = f.stationary_point(return_gradient_and_function_value=True)
    x0 = pep.set_initial_point()
    basis = [x0, *(Point() for _ in task.points[0, 1:])]
    data = []
    for i, coordinates in enumerate(task.points):
        data.append(
            (
                _combined(coordinates, basis),
                basis[task.answers[i]] if i < len(task.answers) else Point(),
                Expression(),
            )
        )
        f.add_point(data[-1])
        if task.low is not None:
            pep.add_constraint(data[-1][2] - lowest - task.low * data[-1][1] ** 2 >= task.margin)
    for one, other in task.orthogonal:
        pep.add_constraint(_combined(one, basis) * _combined(other, basis) == 0)
    first = int(np.argmin(np.abs(task.points - np.eye(len(basis))[0]).sum(axis=1)))
    pep.set_initial_condition(_measure(task.start, data[first], minimal, lowest) <= 1)
    measured = [_measure(task.measure, one, minimal, lowest) for one in data]
    for weights in task.weights:
        pep.set_performance_metric(_combined(weights, measured))
    tolerances = dict.fromkeys(("tol_gap_abs", "tol_gap_rel", "tol_feas"), ACCURACY)
    with warnings.catch_warnings(), contextlib.redirect_stdout(None):
        warnings.simplefilter(
            "ignore"
        )  # that the solution may be inaccurate: it shows in the duality gap
        dual = pep.solve(
            wrapper="cvxpy",
            solver="CLARABEL",
            verbose=0,
            return_primal_or_dual="dual",
            **tolerances,
        )
    return Solution(
        primal=float(pep.objective.eval()),
        dual=float(dual),
        points=np.array([x.eval() for x, _, _ in data]),
        gradients=np.array([g.eval() for _, g, _ in data]),
        values=np.array([value.eval() for _, _, value in data]) - lowest.eval(),
        start=np.array(x0.eval()),
        minimiser=None if minimal is None else np.array(minimal.eval()),
        seconds=time.perf_counter() - started,
    )


def _combined(coefficients: np.ndarray, vectors: list[Any]) -> Any:
    """sum_i c_i v_i of PEPit's points or expressions; those with c_i = 0 are left out."""
    return sum(
        (float(c) * v for c, v in zip(coefficients, vectors, strict=True) if c != 0),
        start=0 * vectors[0],
    )


def _measure(measure: Measure, data: tuple[Any, Any, Any], minimal: Any, lowest: Any) -> Any:
    x, g, value = data
    return {
        "gap": lambda: value - lowest,
        "gradient": lambda: g**2,
        "distance": lambda: (x - minimal) ** 2,
    }[measure]()


def _tightened(base: Any, margin: float) -> Any:
    """The function class with every interpolation condition between two points tightened by a
    margin: rounding cannot break it.
    """
    if margin == 0:
        return base

    class Tightened(base):
        def add_constraints_from_two_lists_of_points(
            self,
            list_of_points_1: Any,
            list_of_points_2: Any,
            constraint_name: str,
            set_class_constraint_i_j: Any,
            symmetry: bool = False,
        ) -> None:
            def tight(*data: Any) -> Any:
                condition = set_class_constraint_i_j(*data)
                return (
                    condition.expression + margin <= 0
                    if condition.equality_or_inequality == "inequality"
                    else condition
                )

            super().add_constraints_from_two_lists_of_points(
                list_of_points_1, list_of_points_2, constraint_name, tight, symmetry
            )

    return Tightened
