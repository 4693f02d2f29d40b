"""Gradient descent with exact line search on smooth strongly convex functions: the exact worst
case.
"""

from theorybench.problems.functions.quadratic import quadratic
from theorybench.vocabulary import L, Delta_0, Source, Theorem, exact_line_search, gap
from theorybench.vocabulary import has_minimiser, mu, n, smooth, strongly_convex

theorem = Theorem(
    name="deklerk2017.thm-1.2",
    source=Source(
        "de Klerk, Glineur, Taylor", 2017, "Theorem 1.2", "https://arxiv.org/abs/1606.09365"
    ),
    assumes=(strongly_convex, smooth, has_minimiser),
    algorithm=exact_line_search,
    params={},
    metric=gap,
    bound=((L - mu) / (L + mu)) ** (2 * n) * Delta_0,
    settings=tuple({n: steps} for steps in (1, 2, 5, 10)),
    witness=lambda c: quadratic("zigzag-valley", (1.0, 0.1), (0.1, 1.0)),
    notes=(
        "On mu x^2 / 2 + L y^2 / 2 from (1/mu, 1/L) every step is 2 / (L + mu): it multiplies x by"
        " r = (L - mu) / (L + mu) and y by -r."
    ),
)
