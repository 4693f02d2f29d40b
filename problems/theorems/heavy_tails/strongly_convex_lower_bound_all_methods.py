"""No method at all beats k^(-2(alpha-1)/alpha): the Bayes risk of the hard pair, exactly."""

from theorybench.problems.functions.two_coins import accuracy_of_proof, bayes_risk
from theorybench.vocabulary import Check, Comparison, Source, Values, alpha, n


def _parts(values: Values) -> tuple[Comparison, ...]:
    tail, steps = values[alpha], int(values[n])
    bound = 2.0**-14 * steps ** (-2 * (tail - 1) / tail)
    risk = bayes_risk(tail, accuracy_of_proof(values), steps)
    return (Comparison("2^-14 k^(-2(alpha-1)/alpha) <= error of the best method", bound, risk),)


check = Check(
    name="zhang2022.thm-4.7.6",
    source=Source("Zhang", 2022, "Theorem 4.7.6, constant of the proof"),
    statement="On the pair of constr-4.4.3 with epsilon = 1/(16 k^((alpha-1)/alpha)), max over nu"
    " of E f(x_k) - f* >= 2^-14 k^(-2(alpha-1)/alpha) for any randomized algorithm.",
    as_printed=True,
    settings=tuple(
        {alpha: tail, n: steps}
        for tail in (1.01, 1.1, 1.3, 1.5, 1.7, 2.0)
        for steps in (1, 2, 10, 1000, 10**6)
    ),
    compare=_parts,
)
