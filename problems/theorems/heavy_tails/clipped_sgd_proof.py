"""Projected SGD with clipping for strongly convex functions: the bound that the proof reaches
before it is simplified.
"""

from theorybench.vocabulary import G, Declared, Mode, Source, Theorem, alpha, bounded_domain
from theorybench.vocabulary import bounded_gradient_moment, gamma, gap, gap_max, gclip, k, mu, n
from theorybench.vocabulary import of_average, strongly_convex, tau, unbiased


theorem = Theorem(
    name="zhang2022.thm-4.4.2.proof",
    source=Source("Zhang", 2022, "section 4.7.2, proof of Theorem 4.4.2"),
    as_printed=True,
    statement=(
        "2/(K(K+1)) sum_k k E f(x_{k-1}) - f* <= 8 G^2 (K+1)^((2-alpha)/alpha) / (mu K), hence for"
        " f at the weighted mean."
    ),
    assumes=(strongly_convex, bounded_domain, unbiased, bounded_gradient_moment),
    algorithm=gclip,
    params={gamma: 4 / (mu * (k + 1)), tau: G * k ** (1 / alpha)},
    metric=of_average(gap, first=0, weighted=True),
    mode=Mode.EXPECTATION,
    bound=8 * G**2 * (n + 1) ** ((2 - alpha) / alpha) / (mu * n),
    settings=({n: 100}, {n: 1000}),
    declares=(
        Declared("projection: a mean of points of the domain lies in the domain", at_most=gap_max),
    ),
    notes=(
        "The constant 8 is right (3 alpha is, see zhang2022.thm-4.4.2.corrected), although the"
        " printed steps would give 16: the sum is divided by K(K+1)/2 without the 2. The display"
        " after it, 16 G^2 (K+1)^((2-alpha)/alpha) / mu, has lost a factor (K+1)^-1 and says"
        " nothing."
    ),
)
