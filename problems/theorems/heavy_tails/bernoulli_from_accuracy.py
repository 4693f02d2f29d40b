"""Who comes near the minimiser of the hard pair can tell which of the two it is."""

from theorybench.problems.functions.two_coins import accuracy, bayes_risk, best_guess, printed_guess
from theorybench.vocabulary import Check, Comparison, Source, Values, alpha, n


def _claims(values: Values) -> tuple[Comparison, ...]:
    at = values[alpha], values[accuracy], int(values[n])
    best, rule, room = best_guess(*at), printed_guess(*at), values[accuracy] ** 2
    premise = "the premise: least error of all methods < epsilon^2/64"
    return (
        Comparison(premise, bayes_risk(*at) - room / 64, -1e-9 * room),
        Comparison("3/4 <= P(nu' = nu) of the best function of k samples", 0.75, best),
        Comparison("3/4 <= P(nu' = nu) of the proof's rule", 0.75, rule, slack=1e-12),
    )


check = Check(
    name="zhang2022.lem-4.7.7",
    source=Source("Zhang", 2022, "Lemma 4.7.7"),
    as_printed=True,
    statement="In constr-4.4.3: if a deterministic method has the expected error < epsilon^2/64"
    " after k gradients, then a function of k samples of Bern(p_nu) outputs nu with probability >="
    " 3/4.",
    settings=tuple(
        {alpha: tail, accuracy: eps, n: round(jumps * (4 * eps) ** (-tail / (tail - 1)))}
        for tail, eps in ((1.3, 0.125), (1.5, 0.02), (2.0, 0.125), (2.0, 0.001))
        for jumps in (36, 60, 100)
    ),
    compare=_claims,
)
