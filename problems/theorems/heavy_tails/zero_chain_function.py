"""The zero chain f_d: an infimum that is approached, and progress that falls with its threshold."""

import math

import torch

from theorybench.problems.functions.zero_chain import SOURCE, phi, points, progress, psi, zero_chain
from theorybench.vocabulary import Comparison, Construction, Problem, Values, d, lower_bounded


def _claims(problem: Problem, values: Values) -> tuple[Comparison, ...]:
    x, least = points(problem.dim), problem.f_star
    nearer = torch.stack([progress(x, beta) for beta in (0.0, 0.25, 0.5, 1.0)])
    falls = float((nearer[1:] - nearer[:-1]).max())
    one = torch.tensor([0.0, 0.5, 1.0], dtype=torch.float64)
    steps = float((psi(one) - torch.tensor([0.0, 0.0, 1.0])).abs().max())
    half = abs(float(phi(one)[0]) - math.sqrt(2 * math.pi * math.e) / 2)
    far = float(problem.value(torch.full((1, problem.dim), 1e8, dtype=torch.float64)))
    rounding = -1e-12 * least
    return (
        Comparison("-f_d <= -inf f_d, far out", -far, -least, slack=rounding),
        Comparison("-f_d <= -inf f_d", float((-problem.value(x)).max()), -least),
        Comparison("inf f_d is approached", far - least, 0.0, slack=rounding),
        Comparison("prog_beta falls in beta", falls, 0.0),
        Comparison("Psi(0) = Psi(1/2) = 0, Psi(1) = 1", steps, 0.0),
        Comparison("Phi(0) = Phi(infinity)/2 = sqrt(2 pi e)/2", half, 0.0, slack=1e-15),
    )


construction = Construction(
    name="zhang2022.constr-4.4.4.fd",
    source=SOURCE,
    as_printed=True,
    statement="f_d(x) = -Psi(1) Phi(x_1) + sum_{i=2}^d (Psi(-x_{i-1}) Phi(-x_i) - Psi(x_{i-1})"
    " Phi(x_i)), Psi(x) = exp(1 - 1/(2x-1)^2) for x > 1/2, else 0, Phi(x) = sqrt(e)"
    " int_{-infinity}^x exp(-t^2/2) dt; prog_beta(x) = max{i : |x_i| > beta}.",
    build=lambda values: zero_chain(int(values[d])),
    settings=tuple({d: dim} for dim in (1, 2, 3, 20)),
    promises=(lower_bounded,),
    parts=_claims,
)
