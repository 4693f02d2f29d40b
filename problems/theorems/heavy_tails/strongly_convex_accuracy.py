"""The accuracy of the strongly convex lower bound: at alpha = 2 a strict inequality is none."""

import math

from theorybench.problems.functions.two_coins import accuracy_of_proof, best_guess, claimed_guess
from theorybench.vocabulary import Check, Comparison, Source, Values, alpha, n

BELOW = math.nextafter(0.75, 0.0)
"""x < 3/4 in float64 says x <= this."""
_TAILS = (1.1, 1.5, 1.9, 2.0)
_LEFT = "1/2 + sqrt(k (4 epsilon)^(alpha/(alpha-1)))"


def _printed(values: Values) -> tuple[Comparison, ...]:
    return (Comparison(f"{_LEFT} < 3/4", claimed_guess(values), BELOW),)


def _corrected(values: Values) -> tuple[Comparison, ...]:
    guess = best_guess(values[alpha], accuracy_of_proof(values), int(values[n]))
    return (
        Comparison(f"{_LEFT} <= 3/4", claimed_guess(values), 0.75, slack=1e-15),
        Comparison("P(nu' = nu) < 3/4", guess, BELOW),
    )


printed, corrected = Check(
    name="zhang2022.proof-4.4.3",
    source=Source("Zhang", 2022, "section 4.7.6, end of the proof of Theorem 4.4.3"),
    statement="epsilon = 1/(16 k^((alpha-1)/alpha)) gives 1/2 + sqrt(k (4"
    " epsilon)^(alpha/(alpha-1))) < 3/4 for alpha in (1, 2].",
    settings=tuple({alpha: tail, n: steps} for tail in _TAILS for steps in (1, 4, 100)),
    compare=_printed,
).corrected(
    what="the left side is 1/2 + 2^(-alpha/(alpha-1)) for every k: at alpha = 2 it is 3/4, and the"
    " contradiction to lemma 4.7.7, which gives >= 3/4, is lost. Witness: alpha = 2, k = 1",
    statement="epsilon = 1/(16 k^((alpha-1)/alpha)) gives 1/2 + sqrt(k (4"
    " epsilon)^(alpha/(alpha-1))) <= 3/4, and P(nu' = nu) < 3/4.",
    settings=tuple({alpha: tail, n: steps} for tail in _TAILS for steps in (1, 4, 100, 10**6)),
    compare=_corrected,
)
