"""Projected SGD with clipping for strongly convex functions under heavy-tailed noise, with the
exponents on mu as they are printed.
"""

from theorybench.problems.noise import heavy, light
from theorybench.vocabulary import G, Declared, Erratum, Mode, Source, Theorem, alpha
from theorybench.vocabulary import bounded_domain, bounded_gradient_moment, gamma, gap, gap_max
from theorybench.vocabulary import gclip, k, mu, n, of_average, strongly_convex, tau, unbiased

theorem = Theorem(
    name="zhang2022.thm-4.4.2",
    source=Source("Zhang", 2022, "Theorem 4.4.2"),
    as_printed=True,
    statement=(
        "Projected GClip with tau_k = G k^(alpha-1) and eta_k = 4/mu^(k+1): E f(mean of j x_{j-1})"
        " - f* <= 16 G^2 / mu^((k+1)^(2(alpha-1)/alpha))."
    ),
    assumes=(strongly_convex, bounded_domain, unbiased, bounded_gradient_moment),
    algorithm=gclip,
    params={gamma: 4 / mu ** (k + 1), tau: G * k ** (alpha - 1)},
    metric=of_average(gap, first=0, weighted=True),
    mode=Mode.EXPECTATION,
    bound=16 * G**2 / mu ** ((n + 1) ** (2 * (alpha - 1) / alpha)),
    settings=({n: 20}, {n: 200}),
    declares=(
        Declared("projection: a mean of points of the domain lies in the domain", at_most=gap_max),
    ),
    oracles=(light, heavy),
    erratum=Erratum(
        what=(
            "(k+1) is printed as an exponent of mu; for mu > 1 the bound shrinks like mu^-(k+1)"
            " while the steps sum to a constant, and for mu <= 1 it says nothing: f - f* <= 2 G^2 /"
            " mu anyway. The clipping level G k^(alpha-1) is not the proof's G k^(1/alpha) either."
        ),
        corrected="zhang2022.thm-4.4.2.corrected",
        on="*-mu-2",
    ),
    notes=(
        "The proof and corollary 4.5.1 have mu (k+1), so that the exponents may be a slip of"
        " typesetting. Read as a product, with the printed clipping level, it is"
        " zhang2022.thm-4.4.2.product, which is false too."
    ),
)
