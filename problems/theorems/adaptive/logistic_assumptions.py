"""The example on which AdaGrad should win satisfies the assumptions of the theorems."""

import torch

from theorybench.problems.functions.anisotropic_logistic import anisotropic_logistic, data_deviation
from theorybench.problems.functions.anisotropic_logistic import decay, mini_batches
from theorybench.vocabulary import Comparison, Construction, Problem, Source, Values, box_domain
from theorybench.vocabulary import convex, coordinate_smooth, d, minimal_everywhere


def _noise(problem: Problem, values: Values) -> tuple[Comparison, ...]:
    """The oracle answers all 64 data at sampled points: its mean is the gradient, and no
    variance exceeds sigma_j^2.
    """
    x = problem.sample(64)[0]
    oracle, every = mini_batches(problem, 1, values[decay]), torch.arange(64)[:, None]
    draws = torch.stack([oracle.answer(problem, row.expand(64, -1), every) for row in x])
    off = (draws.mean(1) - problem.gradient(x)).abs().max()
    largest = (draws.var(1, correction=0).sqrt() / data_deviation(values[decay], problem.dim)).max()
    return (
        Comparison("the mean over the data is the gradient", float(off), 1e-10, "64 points"),
        Comparison("no standard deviation exceeds sigma_j", float(largest), 1.0, "64 points"),
    )


construction = Construction(
    name="liu2025.ex-B.1",
    source=Source("Liu, Pan, Zhang", 2025, "Example B.1", "https://arxiv.org/abs/2406.15244"),
    as_printed=True,
    statement="Logistic regression on a hypercube satisfies the assumptions of Theorems 4.1 and"
    " D.1.",
    build=lambda values: anisotropic_logistic(values[decay], int(values[d])),
    settings=tuple({decay: rate, d: 12.0} for rate in (0.5, 1.0, 2.0)),
    promises=(convex, coordinate_smooth, box_domain, minimal_everywhere),
    parts=_noise,
    notes="The example does not say that a minimiser over R^d lies in the hypercube, which both"
    " theorems' proofs need; here it does.",
)
