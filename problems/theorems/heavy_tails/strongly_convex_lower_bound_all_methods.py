"""No method beats k^(-2(alpha-1)/alpha) on strongly convex functions under heavy-tailed noise:
the Bayes risk of the hard pair, exactly.
"""

import numpy as np
from scipy.stats import binom

from theorybench.problems.functions.two_point_hard_instance import probability, shifted_square
from theorybench.vocabulary import Comparison, Construction, Problem, Source, Values, alpha, n


def accuracy(values: Values) -> float:
    """epsilon = 1/(16 k^((alpha-1)/alpha))."""
    return 1 / (16 * values[n] ** ((values[alpha] - 1) / values[alpha]))


def bayes_risk(tail: float, eps: float, steps: int) -> float:
    """min over methods of the mean of E f_b(x_k) over the fair coin nu: the number of jumps among k
    is all that a method learns of nu.

    Given m jumps it is half the posterior variance of b, so the mean is epsilon^2/4 sum_m P_0(m)
    P_1(m) / (P_0(m) + P_1(m)).
    """
    m = np.arange(min(steps, 400) + 1)
    first, second = (binom.pmf(m, steps, probability(tail, eps, nu)) for nu in (0, 1))
    return float(eps**2 / 4 * np.sum(first * second / np.maximum(first + second, 1e-300)))


def _parts(problem: Problem, values: Values) -> tuple[Comparison, ...]:
    tail, steps = values[alpha], int(values[n])
    bound = 2.0**-14 * steps ** (-2 * (tail - 1) / tail)
    return (
        Comparison(
            "2^-14 k^(-2(alpha-1)/alpha) <= error of the best method",
            bound,
            bayes_risk(tail, accuracy(values), steps),
        ),
    )


construction = Construction(
    name="zhang2022.thm-4.7.6",
    source=Source("Zhang", 2022, "Theorem 4.7.6, constant of the proof"),
    statement=(
        "On the pair of constr-4.4.3 with epsilon = 1/(16 k^((alpha-1)/alpha)), max over nu of E"
        " f(x_k) - f* >= 2^-14 k^(-2(alpha-1)/alpha) for any randomized algorithm."
    ),
    as_printed=True,
    build=lambda values: shifted_square(accuracy(values), 0, start=0.0),
    settings=tuple(
        {alpha: tail, n: steps}
        for tail in (1.01, 1.1, 1.3, 1.5, 1.7, 2.0)
        for steps in (1, 2, 10, 1000, 10**6)
    ),
    parts=_parts,
    notes=(
        "The noise is made for the two b of a k; for other b no noise will do, as |x - b| <= 1/2."
        " Exact, for all methods: a gradient shows whether it jumped and nothing else of nu, and"
        " the larger of two errors is at least their mean, which is least for the posterior mean."
        " Slips of the printed proof, which do not harm the theorem: in lemma 4.7.8 (p_0-p_1)^2 /"
        " (8 p_0 (1-p_0)) is gamma^2 epsilon^2 / (2 gamma^alpha (1-p_0)), not a fourth; and for"
        " alpha = 2 its bound is 3/4, not below."
    ),
)
