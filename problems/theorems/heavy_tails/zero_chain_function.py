"""The zero chain f_d as printed: an infimum that is only approached, and progress that falls
with its threshold.
"""

import math

import torch

from theorybench.problems.functions.zero_chain import (
    SOURCE,
    phi,
    points,
    progress,
    psi,
    zero_chain,
)
from theorybench.vocabulary import Comparison, Construction, Problem, Values, d, lower_bounded


def _claims(problem: Problem, values: Values) -> tuple[Comparison, ...]:
    x = points(problem.dim)
    nearer = torch.stack([progress(x, beta) for beta in (0.0, 0.25, 0.5, 1.0)])
    one = torch.tensor([0.0, 0.5, 1.0], dtype=torch.float64)
    far = torch.full((1, problem.dim), 1e8, dtype=torch.float64)
    return (
        Comparison(
            "-f_d <= -inf f_d, far out",
            -float(problem.value(far)),
            -problem.f_star,
            slack=-1e-12 * problem.f_star,
        ),
        Comparison("-f_d <= -inf f_d", float((-problem.value(x)).max()), -problem.f_star),
        Comparison(
            "inf f_d is approached",
            float(problem.value(far)) - problem.f_star,
            0.0,
            slack=-1e-12 * problem.f_star,
        ),
        Comparison("prog_beta falls in beta", float((nearer[1:] - nearer[:-1]).max()), 0.0),
        Comparison(
            "Psi(0) = Psi(1/2) = 0, Psi(1) = 1",
            float((psi(one) - torch.tensor([0.0, 0.0, 1.0])).abs().max()),
            0.0,
        ),
        Comparison(
            "Phi(0) = Phi(infinity)/2 = sqrt(2 pi e)/2",
            abs(float(phi(one)[0]) - math.sqrt(2 * math.pi * math.e) / 2),
            0.0,
            slack=1e-15,
        ),
    )


construction = Construction(
    name="zhang2022.constr-4.4.4.fd",
    source=SOURCE,
    as_printed=True,
    statement=(
        "f_d(x) = -Psi(1) Phi(x_1) + sum_{i=2}^d (Psi(-x_{i-1}) Phi(-x_i) - Psi(x_{i-1}) Phi(x_i)),"
        " Psi(x) = exp(1 - 1/(2x-1)^2) for x > 1/2, else 0, Phi(x) = sqrt(e) int_{-infinity}^x"
        " exp(-t^2/2) dt; prog_beta(x) = max{i : |x_i| > beta}."
    ),
    build=lambda values: zero_chain(int(values[d])),
    settings=tuple({d: dim} for dim in (1, 2, 3, 20)),
    promises=(lower_bounded,),
    parts=_claims,
    notes=(
        "With x_0 = 1 the first term is like the others, since Psi(-1) = 0. prog_beta is printed as"
        " an element of {1, ..., d}; where no coordinate is beyond beta, as at the start 0, it is"
        " 0, as in the source of the construction."
    ),
)
