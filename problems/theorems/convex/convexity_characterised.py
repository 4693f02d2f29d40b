"""Three inequalities of convexity for continuously differentiable functions: each of them holds
if and only if the others do.
"""

import math

import torch

from theorybench.problems.functions.ripple import ripple
from theorybench.vocabulary import Check, Comparison, Constant, Problem, Source, Tensor, Values, d

height = Constant(
    "a", "height of the ripples; the function is convex if and only if it is at most 1"
)
SLACK = 1e-12
"""Rounding of values of f, all below 100."""


def violations(problem: Problem, x: Tensor, y: Tensor, weight: Tensor) -> Tensor:
    """By how much (1), (2), (3) are violated at x, y (rows, d) and weight in [0, 1), (rows, 1):
    (3, rows).
    """
    (f_x, f_y), (g_x, g_y) = ([of(x), of(y)] for of in (problem.value, problem.gradient))
    between, part = problem.value(weight * x + (1 - weight) * y), weight[:, 0]
    return torch.stack(
        [
            f_x + (g_x * (y - x)).sum(-1) - f_y,
            between - part * f_x - (1 - part) * f_y,
            -((g_x - g_y) * (x - y)).sum(-1),
        ]
    )


def _inputs(dim: int) -> tuple[Tensor, Tensor, Tensor]:
    """All pairs of points of a grid and of the diagonal through the tops of the ripples, with
    weights from 0 to nearly 1.
    """
    line, near = (
        middle + torch.linspace(-width, width, count, dtype=torch.float64)
        for middle, width, count in (
            (0.0, 2 * math.pi, 65 if dim == 1 else 9),
            (math.pi, 0.2, 9),
        )
    )
    diagonal = near[:, None] / math.sqrt(dim) * torch.ones(1, dim, dtype=torch.float64)
    points = torch.cat([torch.cartesian_prod(*[line] * dim).reshape(-1, dim), diagonal])
    weights = torch.tensor([0.0, 0.1, 0.5, 0.99], dtype=torch.float64)
    i, j, k = torch.cartesian_prod(*map(torch.arange, (len(points), len(points), 4))).T
    return points[i], points[j], weights[k, None]


def _compared(c: Values) -> tuple[Comparison, ...]:
    problem = ripple(c[height], (1.0,) * int(c[d]))
    fails = violations(problem, *_inputs(problem.dim)) > SLACK
    nonconvex, where = float(c[height] > 1), f"a={c[height]:g}, d={problem.dim}"
    found = {f"({i}) fails for some x, y, alpha": float(f.any()) for i, f in enumerate(fails, 1)}
    found["all three fail for some x, y, alpha"] = float(fails.all(0).any())
    return tuple(
        Comparison(f"{word} f is not convex, {what}", *sides, where)
        for word, first in (("only if", True), ("if", False))
        for what, seen in found.items()
        for sides in [(seen, nonconvex) if first else (nonconvex, seen)]
    )


lemma = Check(
    name="zhang2022.lem-2.1.1",
    source=Source("Zhang", 2022, "Lemma 2.1.1"),
    as_printed=True,
    statement=(
        "A continuously differentiable f is convex if and only if for all x, y and alpha in [0, 1)"
        " one of the following holds: (1) f(y) >= f(x) + <grad f(x), y - x>; (2) f(alpha x + (1 -"
        " alpha) y) <= alpha f(x) + (1 - alpha) f(y); (3) <grad f(x) - grad f(y), x - y> >= 0."
    ),
    settings=tuple(
        {height: a, d: float(dim)} for dim in (1, 2) for a in (0.5, 0.99, 1.0, 1.01, 1.5, 3.0)
    ),
    compare=_compared,
)
