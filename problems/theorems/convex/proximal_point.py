"""The proximal point method with a constant step on convex functions: the exact worst case."""

from theorybench.problems.functions.absolute_value import absolute_value
from theorybench.vocabulary import R, Source, Theorem, convex, gamma, gap, has_minimiser, n
from theorybench.vocabulary import proximable, proximal_point

theorem = Theorem(
    name="taylor2017.thm-4.1",
    source=Source(
        "Taylor, Hendrickx, Glineur", 2017, "Theorem 4.1", "https://arxiv.org/abs/1512.07516"
    ),
    assumes=(convex, has_minimiser, proximable),
    algorithm=proximal_point,
    params={gamma: gamma},
    metric=gap,
    bound=R**2 / (4 * n * gamma),
    settings=tuple({n: steps, gamma: step} for steps in (1, 2, 5, 10) for step in (0.25, 2.0)),
    witness=lambda c: absolute_value(1 / (2 * c[n] * c[gamma]), 1.0),
    notes=(
        "On s |x| the method goes gamma s a step: f(x_n) = s (R - n gamma s), largest for s = R /"
        " (2 n gamma)."
    ),
)
