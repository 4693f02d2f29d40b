"""The accuracy for which the strongly convex lower bound is proved: at alpha = 2 its strict
inequality is an equality.
"""

import math

from theorybench.problems.functions.two_point_hard_instance import shifted_square
from theorybench.problems.theorems.heavy_tails.bernoulli_from_accuracy import best_guess
from theorybench.problems.theorems.heavy_tails.strongly_convex_lower_bound_all_methods import (
    accuracy,
)
from theorybench.vocabulary import Comparison, Construction, Erratum, Problem, Source, Values, alpha
from theorybench.vocabulary import n

BELOW = math.nextafter(0.75, 0.0)
"""x < 3/4 in float64 says x <= this."""


def claimed(values: Values) -> float:
    """1/2 + sqrt(k (4 epsilon)^(alpha/(alpha-1))) at epsilon = 1/(16 k^((alpha-1)/alpha))."""
    tail = values[alpha]
    return 0.5 + math.sqrt(values[n] * (4 * accuracy(values)) ** (tail / (tail - 1)))


def _printed(problem: Problem, values: Values) -> tuple[Comparison, ...]:
    return (
        Comparison("1/2 + sqrt(k (4 epsilon)^(alpha/(alpha-1))) < 3/4", claimed(values), BELOW),
    )


def _corrected(problem: Problem, values: Values) -> tuple[Comparison, ...]:
    return (
        Comparison(
            "1/2 + sqrt(k (4 epsilon)^(alpha/(alpha-1))) <= 3/4", claimed(values), 0.75, slack=1e-15
        ),
        Comparison(
            "P(nu' = nu) < 3/4", best_guess(values[alpha], accuracy(values), int(values[n])), BELOW
        ),
    )


printed = Construction(
    name="zhang2022.proof-4.4.3",
    source=Source("Zhang", 2022, "section 4.7.6, end of the proof of Theorem 4.4.3"),
    as_printed=True,
    statement=(
        "epsilon = 1/(16 k^((alpha-1)/alpha)) gives 1/2 + sqrt(k (4 epsilon)^(alpha/(alpha-1))) <"
        " 3/4 for alpha in (1, 2]."
    ),
    build=lambda values: shifted_square(accuracy(values), 0, start=0.0),
    settings=tuple(
        {alpha: tail, n: steps} for tail in (1.1, 1.5, 1.9, 2.0) for steps in (1, 4, 100)
    ),
    parts=_printed,
    erratum=Erratum(
        what=(
            "the left side is 1/2 + 2^(-alpha/(alpha-1)) for every k: at alpha = 2 it is 3/4, and"
            " the contradiction to lemma 4.7.7, which gives >= 3/4, is lost. Witness: alpha = 2,"
            " k = 1"
        ),
        corrected="zhang2022.proof-4.4.3.corrected",
    ),
)

corrected = Construction(
    name="zhang2022.proof-4.4.3.corrected",
    source=Source("Zhang", 2022, "section 4.7.6, end of the proof of Theorem 4.4.3"),
    statement=(
        "epsilon = 1/(16 k^((alpha-1)/alpha)) gives 1/2 + sqrt(k (4 epsilon)^(alpha/(alpha-1))) <="
        " 3/4, and P(nu' = nu) < 3/4."
    ),
    build=lambda values: shifted_square(accuracy(values), 0, start=0.0),
    settings=tuple(
        {alpha: tail, n: steps} for tail in (1.1, 1.5, 1.9, 2.0) for steps in (1, 4, 100, 10**6)
    ),
    parts=_corrected,
    notes=(
        "k (4 epsilon)^(alpha/(alpha-1)) = 4^(-alpha/(alpha-1)), at most 1/16. The theorem stands:"
        " lemma 4.7.8 holds with a radicand 24 times smaller (zhang2022.lem-4.7.8.proof.corrected),"
        " so that P(nu' = nu) <= 1/2 + 1/(4 sqrt(24)) < 3/4."
    ),
)
