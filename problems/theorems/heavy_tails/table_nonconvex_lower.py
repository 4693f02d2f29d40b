"""The summary table's nonconvex lower bound, for all zero-respecting methods at once."""

from theorybench.problems.functions.zero_chain_sizes import certain, hidden
from theorybench.vocabulary import L, Check, Comparison, Delta_0, Source, Values, alpha, n, sigma


def _claims(c: Values) -> tuple[Comparison, ...]:
    rate = c[n] ** (-(c[alpha] - 1) / (3 * c[alpha] - 2))
    bound = hidden(c[alpha], c[Delta_0], c[L], c[sigma]) * rate
    what = "C k^(-(alpha-1)/(3 alpha-2)) <= E||grad f(x_k)||"
    return (Comparison(what, bound, certain(c, bound)),)


check = Check(
    name="zhang2022.table-4.1.lower-nonconvex",
    source=Source("Zhang", 2022, "Table 4.1, lower bound, nonconvex"),
    as_printed=True,
    statement="Every method has ||grad f|| = Omega(k^(-(alpha-1)/(3 alpha-2))) for alpha in (1, 2),"
    " Omega(k^(-1/4)) for alpha >= 2.",
    settings=tuple(
        {alpha: tail, n: steps, sigma: 1.0, Delta_0: 1.0, L: 1.0}
        for tail in (1.05, 1.5, 2.0)
        for steps in (10**4, 10**6, 10**9, 10**12)
    ),
    compare=_claims,
)
