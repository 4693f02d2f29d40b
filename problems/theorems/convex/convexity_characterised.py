"""Three inequalities of convexity for continuously differentiable functions: each of them holds
if and only if the others do.
"""

import math

import torch

from theorybench.problems.functions.ripple import ripple
from theorybench.vocabulary import Comparison, Constant, Construction, Problem, Source, Tensor
from theorybench.vocabulary import Values, d

height = Constant(
    "a", "height of the ripples; the function is convex if and only if it is at most 1"
)

SLACK = 1e-12
"""Rounding of values of f, all below 100."""


def _inner(a: Tensor, b: Tensor) -> Tensor:
    return (a * b).sum(-1)


def violations(problem: Problem, x: Tensor, y: Tensor, weight: Tensor) -> Tensor:
    """By how much (1), (2), (3) are violated at x, y (rows, d) and weight in [0, 1), (rows, 1):
    (3, rows).
    """
    f_x, f_y, g_x, g_y = (
        problem.value(x),
        problem.value(y),
        problem.gradient(x),
        problem.gradient(y),
    )
    between, part = problem.value(weight * x + (1 - weight) * y), weight[:, 0]
    return torch.stack(
        [
            f_x + _inner(g_x, y - x) - f_y,
            between - part * f_x - (1 - part) * f_y,
            -_inner(g_x - g_y, x - y),
        ]
    )


def _inputs(dim: int) -> tuple[Tensor, Tensor, Tensor]:
    """All pairs of a grid through the minimum and the tops of the ripples, with alphas from 0 to
    nearly 1.
    """
    line = torch.linspace(-2 * math.pi, 2 * math.pi, 65 if dim == 1 else 9, dtype=torch.float64)
    near = math.pi + torch.linspace(-0.2, 0.2, 9, dtype=torch.float64)
    axis = torch.cat([line, near]) if dim == 1 else line
    points = torch.cartesian_prod(*[axis] * dim).reshape(-1, dim)
    if dim > 1:
        points = torch.cat(
            [
                points,
                near[:, None]
                * torch.nn.functional.normalize(torch.ones(1, dim, dtype=torch.float64)),
            ]
        )
    pairs = torch.cartesian_prod(
        torch.arange(len(points)), torch.arange(len(points)), torch.arange(4)
    )
    weight = torch.tensor([0.0, 0.1, 0.5, 0.99], dtype=torch.float64)
    return points[pairs[:, 0]], points[pairs[:, 1]], weight[pairs[:, 2], None]


def _parts(problem: Problem, values: Values) -> tuple[Comparison, ...]:
    fails = violations(problem, *_inputs(problem.dim)) > SLACK
    nonconvex, where = float(values[height] > 1), f"a={values[height]:g}, d={problem.dim}"
    found = {
        f"({i + 1}) fails for some x, y, alpha": float(one.any()) for i, one in enumerate(fails)
    }
    found["all three fail for some x, y, alpha"] = float(fails.all(0).any())
    only_if = [
        Comparison(f"only if f is not convex, {what}", seen, nonconvex, where)
        for what, seen in found.items()
    ]
    return (
        *only_if,
        *(
            Comparison(f"if f is not convex, {what}", nonconvex, seen, where)
            for what, seen in found.items()
        ),
    )


lemma = Construction(
    name="zhang2022.lem-2.1.1",
    source=Source("Zhang", 2022, "Lemma 2.1.1"),
    as_printed=True,
    statement=(
        "A continuously differentiable f is convex if and only if for all x, y and alpha in [0, 1)"
        " one of the following holds: (1) f(y) >= f(x) + <grad f(x), y - x>; (2) f(alpha x + (1 -"
        " alpha) y) <= alpha f(x) + (1 - alpha) f(y); (3) <grad f(x) - grad f(y), x - y> >= 0."
    ),
    build=lambda c: ripple(c[height], (1.0,) * int(c[d])),
    settings=tuple(
        {height: a, d: float(dim)} for dim in (1, 2) for a in (0.5, 0.99, 1.0, 1.01, 1.5, 3.0)
    ),
    parts=_parts,
)
