"""The proximal point method with a constant step on convex functions: the exact worst case."""

from theorybench.algorithms.proximal_point import proximal_point
from theorybench.core.assumptions import convex, has_minimiser, proximable
from theorybench.core.metrics import gap
from theorybench.core.symbols import R, gamma, n
from theorybench.core.types import Source
from theorybench.entries.theorem import Mode, Theorem
from theorybench.problems.functions.absolute_value import absolute_value

theorem = Theorem(
    name="taylor2017.thm-4.1",
    source=Source(
        "Taylor, Hendrickx, Glineur", 2017, "Theorem 4.1", "https://arxiv.org/abs/1512.07516"
    ),
    statement="f(x_n) - f* <= ||x_0 - x*||^2 / (4 n gamma) for every gamma > 0",
    assumes=(convex, has_minimiser, proximable),
    algorithm=proximal_point,
    params={gamma: gamma},
    metric=gap,
    mode=Mode.DETERMINISTIC,
    bound=R**2 / (4 * n * gamma),
    settings=tuple({n: steps, gamma: step} for steps in (1, 2, 5, 10) for step in (0.25, 2.0)),
    witness=lambda c: absolute_value(1 / (2 * c[n] * c[gamma]), 1.0),
    notes=(
        "On s |x| the method goes gamma s a step: f(x_n) = s (R - n gamma s), largest for s = R /"
        " (2 n gamma)."
    ),
)
