"""The sine landscape has Lipschitz constant and smoothness constant 100, and both are attained."""

import math

import torch

from theorybench.problems.functions.sin_sin import sin_sin
from theorybench.vocabulary import Comparison, Construction, L_f, Problem, Source, Values, lipschitz
from theorybench.vocabulary import smooth


def _attained(problem: Problem, values: Values) -> tuple[Comparison, ...]:
    """||grad f(0, pi/2)|| = ||hess f(0, 0)|| = height: no smaller constant will do."""
    height, rounding = values[L_f], 1e-14 * values[L_f]
    slope = problem.gradient(torch.tensor([[0.0, math.pi / 2]], dtype=torch.float64)).norm()
    hessian = torch.autograd.functional.jacobian(
        lambda x: problem.gradient(x[None])[0], torch.zeros(2, dtype=torch.float64)
    )
    bend = float(torch.linalg.matrix_norm(torch.as_tensor(hessian), ord=2))
    return tuple(
        Comparison(f"no {what} constant is smaller", height, attained, at, rounding)
        for what, attained, at in (
            ("Lipschitz", float(slope), "(0, pi/2)"),
            ("smoothness", bend, "(0, 0)"),
        )
    )


construction = Construction(
    name="zhang2022.constr-6.3.sine",
    source=Source("Zhang", 2022, "section 6.3"),
    as_printed=True,
    statement="f(t1, t2) = 100 sin t1 sin t2 has the smoothness and Lipschitz constants L_f = 100.",
    build=lambda values: sin_sin(values[L_f]),
    settings=({L_f: 100.0},),
    promises=(lipschitz, smooth),
    parts=_attained,
    notes="Sampled points cannot show the upper bounds; the problem gives ||grad f||^2 and the"
    " eigenvalues of the Hessian in closed form.",
)
