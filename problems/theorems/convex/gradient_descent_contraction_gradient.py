"""Gradient descent with any fixed step on smooth strongly convex functions: the exact factor by
which the gradient norm falls.
"""

from dataclasses import replace

from theorybench.problems.theorems.convex.gradient_descent_contraction import LINK, factor
from theorybench.problems.theorems.convex.gradient_descent_contraction import theorem as of_distance
from theorybench.vocabulary import G_0, Source, gradient_norm, n

theorem = replace(
    of_distance,
    name="taylor2018.thm-3.2",
    source=Source("Taylor, Hendrickx, Glineur", 2018, "Theorem 3.2", LINK),
    metric=gradient_norm,
    bound=factor**n * G_0,
    notes="Exact, as taylor2018.thm-3.1.",
)
