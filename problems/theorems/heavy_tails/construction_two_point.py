"""The hard pair of the strongly convex lower bound: unbiased, told apart by p_nu alone."""

import torch

from theorybench.problems.functions.two_coins import accuracy
from theorybench.problems.functions.two_point_hard_instance import SOURCE, probability, rarity
from theorybench.problems.functions.two_point_hard_instance import shifted_square
from theorybench.vocabulary import L, Comparison, Constant, Construction, Problem, Values, alpha
from theorybench.vocabulary import bounded_domain, mu, smooth, strongly_convex

nu = Constant("nu", "which of the two functions")
_BOUND = "gamma^alpha |x - 1/(2 gamma)|^alpha + x^alpha"


def _claims(problem: Problem, values: Values) -> tuple[Comparison, ...]:
    """gamma in (0, 1/2], p_nu in (0, 1) and as printed, E g = grad f, E|g|^alpha <= 1, all in
    closed form on a grid of [0, 1/2].
    """
    tail, eps, which = values[alpha], values[accuracy], int(values[nu])
    gamma, p = rarity(tail, eps), probability(tail, eps, which)
    printed = (4 - 2 * which) * (4 * eps**tail) ** (1 / (tail - 1))
    x = torch.linspace(0.0, 0.5, 501, dtype=torch.float64)
    jump = x - 1 / (2 * gamma)
    bias = (p * jump + (1 - p) * x - problem.gradient(x[:, None])[:, 0]).abs().max()
    bound = gamma**tail * jump.abs() ** tail + x**tail
    beyond = (p * jump.abs() ** tail + (1 - p) * x**tail - bound).max()
    as_printed = "p_nu = (4 - 2 nu)(4 epsilon^alpha)^(1/(alpha-1))"
    return (
        Comparison("gamma > 0", 1e-300, gamma),
        Comparison("gamma <= 1/2", gamma, 0.5, slack=1e-15),
        Comparison("p_nu > 0", 1e-300, p),
        Comparison("p_nu < 1", p, 1 - 1e-16),
        Comparison(as_printed, abs(p - printed), 0.0, slack=1e-13 * p),
        Comparison("E g = grad f", float(bias), 0.0, slack=1e-15 / gamma),
        Comparison(f"E|g|^alpha <= {_BOUND}", float(beyond), 0.0, slack=1e-14),
        Comparison(f"{_BOUND} <= 1", float(bound.max()), 1.0, slack=1e-14),
    )


construction = Construction(
    name="zhang2022.constr-4.4.3",
    source=SOURCE,
    as_printed=True,
    statement="f_b = (x-b)^2/2 on [0, 1/2], b_nu = (2-nu) epsilon, gamma = (4"
    " epsilon)^(1/(alpha-1)), p_nu = gamma^alpha - 2 nu gamma epsilon; g = x - 1/(2 gamma) with"
    " probability p_nu, else x.",
    build=lambda values: shifted_square(values[accuracy], int(values[nu]), start=0.0),
    settings=tuple(
        {alpha: tail, accuracy: eps, nu: which, mu: 1.0, L: 1.0}
        for tail in (1.2, 1.5, 2.0)
        for eps in (0.125, 0.02)
        for which in (0, 1)
    ),
    promises=(strongly_convex, smooth, bounded_domain),
    parts=_claims,
    notes="Printed with (x - 1/(2 gamma))^alpha, a power of a negative number: its absolute value"
    " is meant. gamma epsilon = gamma^alpha / 4, so the printed forms of p_nu agree.",
)
