"""The summary table's lower bound for nonconvex functions, counted for all zero-respecting
methods at once.
"""

from scipy.stats import binom

from theorybench.problems.functions.zero_chain import scaled_chain
from theorybench.problems.theorems.heavy_tails.nonconvex_lower_bound import chance, hidden
from theorybench.problems.theorems.heavy_tails.zero_chain_scaled import dimension
from theorybench.vocabulary import L, Comparison, Construction, Delta_0, Problem, Source, Values
from theorybench.vocabulary import alpha, epsilon, n, sigma


def certain(values: Values, accuracy: float) -> float:
    """2 epsilon P(Bin(k, p) < d): what the scaled chain keeps E||grad f(x_k)|| above, for every
    method that waits to be shown.
    """
    scaled = {**values, epsilon: accuracy}
    return 2 * accuracy * float(binom.cdf(dimension(scaled) - 1, values[n], chance(scaled)))


def _claims(problem: Problem, values: Values) -> tuple[Comparison, ...]:
    tail, steps = values[alpha], values[n]
    bound = hidden(tail, values[Delta_0], values[L], values[sigma]) * steps ** (
        -(tail - 1) / (3 * tail - 2)
    )
    return (
        Comparison(
            "C k^(-(alpha-1)/(3 alpha-2)) <= E||grad f(x_k)||", bound, certain(values, bound)
        ),
    )


construction = Construction(
    name="zhang2022.table-4.1.lower-nonconvex",
    source=Source("Zhang", 2022, "Table 4.1, lower bound, nonconvex"),
    as_printed=True,
    statement=(
        "Every method has ||grad f|| = Omega(k^(-(alpha-1)/(3 alpha-2))) for alpha in (1, 2),"
        " Omega(k^(-1/4)) for alpha >= 2."
    ),
    build=lambda values: scaled_chain(
        1, values[L], (values[Delta_0] * values[L] / 7296) ** 0.5, 0.5, values[alpha]
    )[0],
    settings=tuple(
        {alpha: tail, n: steps, sigma: 1.0, Delta_0: 1.0, L: 1.0}
        for tail in (1.05, 1.5, 2.0)
        for steps in (10**4, 10**6, 10**9, 10**12)
    ),
    parts=_claims,
    notes=(
        "Exact: a method that leaves a coordinate at 0 until it has been shown has the last one at"
        " 0 unless d of k coins fell, and there ||grad f|| >= 2 epsilon by lemma 4.7.9 (5). C is"
        " that of zhang2022.thm-4.4.4. For 'alpha >= 2' only alpha = 2 is tested, as theorem 4.4.4"
        " ends there: with E||g - grad f||^alpha <= sigma^alpha for alpha > 2 this chain gives the"
        " smaller k^(-(alpha-1)/(3 alpha-2))."
    ),
)
