"""The summary table's strongly convex lower bound has half of the exponent of its theorem."""

from theorybench.vocabulary import Constant, Erratum, Inequality, Source, alpha, k


c = Constant("c", "hidden constant of the lower bound, in units of G^2/mu")

lower = Inequality(
    name="zhang2022.table-4.1.lower-strongly-convex",
    source=Source("Zhang", 2022, "Table 4.1, lower bound, strongly convex"),
    as_printed=True,
    statement="Every method has f - f* = Omega(k^(-(alpha-1)/alpha)) for alpha in (1, 2),"
    " Omega(1/k) for alpha >= 2. In (1, 2): for some c > 0 the error c k^(-(alpha-1)/alpha) G^2/mu"
    " is not above what zhang2022.thm-4.4.2.corrected guarantees.",
    variables={alpha: (1.05, 1.999), k: (1.0, 1e12), c: (0.01, 1.0)},
    parts={
        "lower bound <= upper bound": (
            c * k ** (-(alpha - 1) / alpha),
            16 * (k + 1) ** (-2 * (alpha - 1) / alpha),
        )
    },
    erratum=Erratum(
        what="the exponent is half of that of theorem 4.4.3, and no c > 0 survives the upper bound"
        " of theorem 4.4.2 for large k",
        corrected="zhang2022.thm-4.4.3",
    ),
    notes="For alpha = 2 zhang2022.thm-4.4.3 has the Omega(1/k).",
)
