"""Clipped gradient descent is faster than the best fixed step, by any factor as the gradient at the
start grows.
"""

from theorybench.problems.functions.fastest_growth import fastest_growth
from theorybench.problems.theorems.relaxed_smoothness.race import compared
from theorybench.vocabulary import L0, L1, M, Check, Delta_0, Source, epsilon

remark = Check(
    name="zhang2022.rem-3.4.1.faster",
    source=Source("Zhang", 2022, "Remark 3.4.1"),
    statement=(
        "Clipped gradient descent can be arbitrarily faster than gradient descent with a fixed step"
        " when L1 M is large"
    ),
    as_printed=True,
    settings=tuple({L0: 1.0, L1: 1.0, epsilon: 1.0, Delta_0: 10.0, M: m} for m in (10.0, 1e3, 1e4)),
    compare=lambda c: compared(fastest_growth(c[L0], c[L1], c[M]), 1 / (10 * c[L1]), 0.045, c),
)
