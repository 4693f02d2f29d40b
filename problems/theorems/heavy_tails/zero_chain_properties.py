"""Five properties of the zero chain: not too high, smooth, of bounded slopes, one new coordinate
at a time, and steep until the last.
"""

import math

import torch

from theorybench.problems.functions.zero_chain import (
    PHI_MAX,
    SLOPE,
    SMOOTHNESS,
    SOURCE,
    points,
    progress,
    zero_chain,
)
from theorybench.vocabulary import Comparison, Construction, Problem, Values, d, smooth

PSI_SLOPE = math.sqrt(54 / math.e)
"""sup Psi', at (2x-1)^2 = 2/3."""


def psi_curvature() -> float:
    """sup |Psi''| = (16 w^3 - 24 w^2) exp(1-w) at w = 1/(2x-1)^2 = (9 + sqrt 33)/4, where Psi'''
    = 0.
    """
    w = (9 + math.sqrt(33)) / 4
    return (16 * w**3 - 24 * w**2) * math.exp(1 - w)


def largest_row() -> float:
    """The sum of the entries of a row of the tridiagonal Hessian is at most this, and so is its
    norm.

    On the diagonal at most sup Psi sup |Phi''| + sup |Psi''| sup Phi = e + sup |Psi''| sqrt(2 pi
    e), beside it twice sup Psi' sup Phi'.
    """
    return math.e + psi_curvature() * PHI_MAX + 2 * PSI_SLOPE * math.sqrt(math.e)


def _claims(problem: Problem, values: Values) -> tuple[Comparison, ...]:
    dim, x = problem.dim, points(problem.dim)
    g, off = (
        problem.gradient(x),
        torch.randn(x.shape, generator=torch.Generator().manual_seed(1), dtype=torch.float64),
    )
    assert smooth.check is not None
    change, allowed = smooth.check(problem, problem.constants, x, x + 1e-3 * off)
    at_1 = progress(x, 1.0)
    return (
        Comparison("(1) f_d(0) - inf f_d <= 12 d", -PHI_MAX / 2 - problem.f_star, 12.0 * dim),
        Comparison("(2) the rows of the Hessian sum to at most 152", largest_row(), SMOOTHNESS),
        Comparison("(2) 152-smooth, on pairs of points", float((change / allowed).max()), 1.0),
        Comparison(
            "(3) e sup Phi' + sqrt(2 pi e) sup Psi' <= 23",
            math.exp(1.5) + PHI_MAX * PSI_SLOPE,
            SLOPE,
        ),
        Comparison("(3) ||grad f_d||_inf <= 23, on points", float(g.abs().max()), SLOPE),
        Comparison(
            "(4) prog_0(grad f_d) - prog_1/2 - 1 <= 0",
            float((progress(g, 0.0) - progress(x, 0.5) - 1).max()),
            0.0,
        ),
        Comparison(
            "(5) 1 <= ||grad f_d||^2 where prog_1 < d",
            1.0,
            float(g.square().sum(-1)[at_1 < dim].min()),
            slack=1e-14,
        ),
    )


construction = Construction(
    name="zhang2022.lem-4.7.9",
    source=SOURCE,
    as_printed=True,
    statement=(
        "(1) f_d(0) - inf f_d <= 12 d; (2) f_d is 152-smooth; (3) ||grad f_d||_inf <= 23; (4)"
        " prog_0(grad f_d(x)) <= prog_1/2(x) + 1; (5) prog_1(x) < d implies ||grad f_d(x)||^2 >= 1."
    ),
    build=lambda values: zero_chain(int(values[d])),
    settings=tuple({d: dim} for dim in (1, 2, 3, 50)),
    parts=_claims,
    notes=(
        "All five are theorems. (1): f_d(0) - inf f_d = sqrt(2 pi e)(e (d-1) + 1/2), less than"
        " 11.24 d. (2) and (3) hold by the closed forms above, 151.27 and 22.91; a search finds"
        " curvatures of 134.03 and slopes of 21.40. (4): for i > prog_1/2(x) + 1 both"
        " Psi(|x_{i-1}|) and Psi'(|x_i|) are 0. (5): at j = prog_1(x) + 1 the slope is at least"
        " Psi(|x_{j-1}|) Phi'(x_j) >= Psi(1) Phi'(1) = 1, as all slopes have one sign; reached for"
        " d = 1 at x = 1 and x = -1."
    ),
)
