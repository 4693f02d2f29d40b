"""Five properties of the zero chain: height, smoothness, slopes, progress, steepness."""

import math

import torch

from theorybench.problems.functions.zero_chain import PHI_MAX, PSI_SLOPE, SLOPE, SMOOTHNESS, SOURCE
from theorybench.problems.functions.zero_chain import largest_row, points, progress, zero_chain
from theorybench.vocabulary import Comparison, Construction, Problem, Tensor, Values, d


def _change(problem: Problem, x: Tensor) -> float:
    """The largest ||grad f(x) - grad f(y)|| / (152 ||x - y||) for points y near x."""
    y = x + 1e-3 * torch.randn(
        x.shape, generator=torch.Generator().manual_seed(1), dtype=torch.float64
    )
    change = (problem.gradient(x) - problem.gradient(y)).norm(dim=-1)
    return float((change / (SMOOTHNESS * (x - y).norm(dim=-1))).max())


def _claims(problem: Problem, values: Values) -> tuple[Comparison, ...]:
    x = points(problem.dim)
    g = problem.gradient(x)
    height = -PHI_MAX / 2 - problem.f_star
    slope = math.exp(1.5) + PHI_MAX * PSI_SLOPE
    further = float((progress(g, 0.0) - progress(x, 0.5) - 1).max())
    steep = float(g.square().sum(-1)[progress(x, 1.0) < problem.dim].min())
    return (
        Comparison("(1) f_d(0) - inf f_d <= 12 d", height, 12.0 * problem.dim),
        Comparison("(2) the rows of the Hessian sum to at most 152", largest_row(), SMOOTHNESS),
        Comparison("(2) 152-smooth, on pairs of points", _change(problem, x), 1.0),
        Comparison("(3) e sup Phi' + sqrt(2 pi e) sup Psi' <= 23", slope, SLOPE),
        Comparison("(3) ||grad f_d||_inf <= 23, on points", float(g.abs().max()), SLOPE),
        Comparison("(4) prog_0(grad f_d) - prog_1/2 - 1 <= 0", further, 0.0),
        Comparison("(5) 1 <= ||grad f_d||^2 where prog_1 < d", 1.0, steep, slack=1e-14),
    )


construction = Construction(
    name="zhang2022.lem-4.7.9",
    source=SOURCE,
    as_printed=True,
    statement="(1) f_d(0) - inf f_d <= 12 d; (2) f_d is 152-smooth; (3) ||grad f_d||_inf <= 23; (4)"
    " prog_0(grad f_d(x)) <= prog_1/2(x) + 1; (5) prog_1(x) < d implies ||grad f_d(x)||^2 >= 1.",
    build=lambda values: zero_chain(int(values[d])),
    settings=tuple({d: dim} for dim in (1, 2, 3, 50)),
    parts=_claims,
)
