"""How well k samples tell the two coins of the hard pair apart, and the chain of bounds that is
printed for it.
"""

from theorybench.problems.functions.two_point_hard_instance import shifted_square
from theorybench.problems.theorems.heavy_tails.bernoulli_from_accuracy import best_guess
from theorybench.problems.theorems.heavy_tails.construction_two_point import accuracy
from theorybench.vocabulary import Comparison, Constant, Construction, Erratum, Inequality, Problem
from theorybench.vocabulary import Source, Values, alpha, k, n

SOURCE = Source("Zhang", 2022, "Lemma 4.7.8")

lean = Constant("epsilon", "target accuracy of x")
gamma = (4 * lean) ** (1 / (alpha - 1))
first, second = gamma**alpha, gamma**alpha - 2 * gamma * lean
DIVERGENCE = k / 8 * (first - second) ** 2 / (first * (1 - first))
RANGES = {alpha: (1.01, 2.0), lean: (1e-4, 0.125), k: (1.0, 1e6)}


def _claims(problem: Problem, values: Values) -> tuple[Comparison, ...]:
    tail, eps, samples = values[alpha], values[accuracy], int(values[n])
    advantage = best_guess(tail, eps, samples) - 0.5
    return (
        Comparison(
            "P(nu' = nu) - 1/2 <= sqrt(k (4 epsilon)^(alpha/(alpha-1)))",
            advantage,
            (samples * (4 * eps) ** (tail / (tail - 1))) ** 0.5,
        ),
    )


lemma = Construction(
    name="zhang2022.lem-4.7.8",
    source=SOURCE,
    as_printed=True,
    statement=(
        "Any deterministic procedure on k samples of Bern(p_nu) outputs nu with probability at most"
        " 1/2 + sqrt(k (4 epsilon)^(alpha/(alpha-1)))."
    ),
    build=lambda values: shifted_square(values[accuracy], 0, start=0.0),
    settings=tuple(
        {alpha: tail, accuracy: eps, n: samples}
        for tail in (1.05, 1.3, 1.5, 2.0)
        for eps in (0.125, 0.02, 0.001)
        for samples in (1, 4, 30, 1000, 10**6)
    ),
    parts=_claims,
    slip=(
        "Of the displayed bounds under the roots the third is half of what it should be and the"
        " fourth 256 times the third, to which it is said to be equal; the lemma's own is a fourth"
        " of the fourth (zhang2022.lem-4.7.8.proof)."
    ),
    notes=(
        "Exact, for all procedures: the best compares the likelihoods of the count. Compared"
        " without the 1/2 on both sides, which would look tight for small k."
    ),
)

printed = Inequality(
    name="zhang2022.lem-4.7.8.proof",
    source=Source("Zhang", 2022, "Lemma 4.7.8, the last three lines of its proof"),
    as_printed=True,
    statement=(
        "sqrt(k/8 (p_0-p_1)^2/(p_0(1-p_0))) <= sqrt(k (gamma epsilon)^2/(4 gamma^alpha)) = sqrt(k"
        " (4^(2-1/alpha) epsilon)^(alpha/(alpha-1))) <= sqrt(k (4 epsilon)^(alpha/(alpha-1))),"
        " compared under the roots."
    ),
    variables=RANGES,
    parts={
        "line 2 <= line 3": (DIVERGENCE, k * (gamma * lean) ** 2 / (4 * gamma**alpha)),
        "line 4 <= line 3, said to be equal": (
            k * (4 ** (2 - 1 / alpha) * lean) ** (alpha / (alpha - 1)),
            k * (gamma * lean) ** 2 / (4 * gamma**alpha),
        ),
        "line 4 <= the lemma": (
            k * (4 ** (2 - 1 / alpha) * lean) ** (alpha / (alpha - 1)),
            k * (4 * lean) ** (alpha / (alpha - 1)),
        ),
    },
    erratum=Erratum(
        what=(
            "none of the three holds: p_0 - p_1 = 2 gamma epsilon, so that line 2 has gamma^2"
            " epsilon^2/(2 gamma^alpha (1-p_0)) and not a fourth; gamma epsilon = gamma^alpha/4"
            " makes line 3 k (4 epsilon)^(alpha/(alpha-1))/64, while line 4 is 4 k (4"
            " epsilon)^(alpha/(alpha-1)) for every alpha, four times what the lemma says"
        ),
        corrected="zhang2022.lem-4.7.8.proof.corrected",
    ),
)

corrected = Inequality(
    name="zhang2022.lem-4.7.8.proof.corrected",
    source=SOURCE,
    statement=(
        "k/8 (p_0-p_1)^2/(p_0(1-p_0)) <= k/24 (4 epsilon)^(alpha/(alpha-1)) <= k (4"
        " epsilon)^(alpha/(alpha-1))."
    ),
    variables=RANGES,
    parts={
        "line 2 <= k/24 (4 epsilon)^(alpha/(alpha-1))": (
            DIVERGENCE,
            k / 24 * (4 * lean) ** (alpha / (alpha - 1)),
        ),
        "k/24 (4 epsilon)^(alpha/(alpha-1)) <= the lemma": (
            k / 24 * first,
            k * (4 * lean) ** (alpha / (alpha - 1)),
        ),
    },
    notes=(
        "With P = (4 epsilon)^(alpha/(alpha-1)) = gamma^alpha one has p_0 = P, p_1 = P/2, and line"
        " 2 is k P/(32 (1-P)); epsilon <= 1/8 and alpha <= 2 give P <= 1/4, reached at the ends. So"
        " the lemma holds with sqrt(24) to spare."
    ),
)
