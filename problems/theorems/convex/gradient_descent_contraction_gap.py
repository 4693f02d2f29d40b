"""Gradient descent with any fixed step on smooth strongly convex functions: the exact factor by
which f - f* falls.
"""

from dataclasses import replace

from theorybench.problems.theorems.convex.gradient_descent_contraction import LINK, factor
from theorybench.problems.theorems.convex.gradient_descent_contraction import theorem as of_distance
from theorybench.vocabulary import Delta_0, Source, gap, n

theorem = replace(
    of_distance,
    name="taylor2018.thm-3.3",
    source=Source("Taylor, Hendrickx, Glineur", 2018, "Theorem 3.3", LINK),
    metric=gap,
    bound=factor ** (2 * n) * Delta_0,
    notes="Exact, as taylor2018.thm-3.1.",
)
