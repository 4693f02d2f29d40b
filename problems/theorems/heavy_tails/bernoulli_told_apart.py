"""How well k samples tell the two coins of the hard pair apart."""

from theorybench.problems.functions.two_coins import accuracy, best_guess
from theorybench.vocabulary import Check, Comparison, Source, Values, alpha, n


def _claims(values: Values) -> tuple[Comparison, ...]:
    tail, eps, samples = values[alpha], values[accuracy], int(values[n])
    return (
        Comparison(
            "P(nu' = nu) - 1/2 <= sqrt(k (4 epsilon)^(alpha/(alpha-1)))",
            best_guess(tail, eps, samples) - 0.5,
            (samples * (4 * eps) ** (tail / (tail - 1))) ** 0.5,
        ),
    )


lemma = Check(
    name="zhang2022.lem-4.7.8",
    source=Source("Zhang", 2022, "Lemma 4.7.8"),
    as_printed=True,
    statement="Any deterministic procedure on k samples of Bern(p_nu) outputs nu with probability"
    " at most 1/2 + sqrt(k (4 epsilon)^(alpha/(alpha-1))).",
    settings=tuple(
        {alpha: tail, accuracy: eps, n: samples}
        for tail in (1.05, 1.3, 1.5, 2.0)
        for eps in (0.125, 0.02, 0.001)
        for samples in (1, 4, 30, 1000, 10**6)
    ),
    compare=_claims,
    slip="Of the displayed bounds under the roots the third is half of what it should be and the"
    " fourth 256 times the third, to which it is said to be equal; the lemma's own is a fourth of"
    " the fourth (zhang2022.lem-4.7.8.proof).",
    notes="Exact, for all procedures: the best compares the likelihoods of the count. Compared"
    " without the 1/2 on both sides, which would look tight for small k.",
)
