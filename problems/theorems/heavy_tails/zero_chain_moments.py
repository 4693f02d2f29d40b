"""The moments of the zero chain's oracle: the noise is on one coordinate, so that the bound does
not know the dimension.
"""

import torch

from theorybench.problems.functions.zero_chain import (
    SLOPE,
    SOURCE,
    p,
    points,
    zero_chain,
)
from theorybench.problems.theorems.heavy_tails.zero_chain_oracle import answers
from theorybench.vocabulary import Comparison, Construction, Problem, Values, alpha, d


def moment(problem: Problem, probability: float, tail: float, x: torch.Tensor) -> torch.Tensor:
    """E||g_d(x)||^alpha, exactly: (batch,)."""
    hidden, shown = (g.norm(dim=-1) ** tail for g in answers(problem, probability, x))
    return (1 - probability) * hidden + probability * shown


def _claims(problem: Problem, values: Values) -> tuple[Comparison, ...]:
    probability, tail = float(values[p]), float(values[alpha])
    x = points(problem.dim)
    bound = 2 * problem.gradient(x).norm(dim=-1) ** tail + SLOPE**tail * 2 / probability ** (
        tail - 1
    )
    hidden, shown = answers(problem, probability, x)
    bias = ((1 - probability) * hidden + probability * shown - problem.gradient(x)).abs().max()
    return (
        Comparison("E g_d = grad f_d", float(bias), 0.0, slack=1e-14),
        Comparison(
            "E||g_d||^alpha <= 2 ||grad f_d||^alpha + 23^alpha 2/p^(alpha-1)",
            float((moment(problem, probability, tail, x) / bound).max()),
            1.0,
        ),
    )


construction = Construction(
    name="zhang2022.lem-4.7.10",
    source=SOURCE,
    as_printed=True,
    statement=(
        "The oracle is unbiased, and E||g_d(x)||^alpha <= 2 ||grad f_d(x)||^alpha + 23^alpha"
        " 2/p^(alpha-1) for alpha in (1, 2]."
    ),
    build=lambda values: zero_chain(int(values[d])),
    settings=tuple(
        {d: dim, p: chance, alpha: tail}
        for dim in (1, 3, 20)
        for tail in (1.05, 1.5, 2.0)
        for chance in (1.0, 1e-2)
    ),
    parts=_claims,
    slip=(
        "The second line of the displayed proof drops the factor 2 of E||g_d - grad f_d||^alpha: at"
        " x = 0 only d_1 f_d differs from 0, so that it would say 2 <= 1. With the factor, the"
        " fourth line does not follow from the third for alpha < 2 and small p."
    ),
    notes=(
        "True all the same, even without the factor 2 in front of the gradient: the slope that is"
        " hidden is Psi(|x_{i-1}|) Phi'(x_i) <= e sqrt(e) < 4.5, not 23, because Psi'(x_i) = 0 for"
        " |x_i| <= 1/4; and 2 (4.5)^alpha < 23^alpha. For the first term to matter d has to be"
        " large."
    ),
)
