"""Clipped gradient descent is faster than the best fixed step also where the Hessian grows faster
than the gradient.
"""

from theorybench.problems.functions.superexponential import superexponential
from theorybench.problems.theorems.relaxed_smoothness.race import compared
from theorybench.vocabulary import L0, L1, M, Check, Comparison, Delta_0, Source, Values, epsilon


def _compared(c: Values) -> tuple[Comparison, ...]:
    cliff = superexponential(c[L0], c[M])
    largest_ratio = 2 * cliff.start[0] + 1 / cliff.start[0]
    return compared(cliff, 1 / (10 * largest_ratio), 0.022, c)


remark = Check(
    name="zhang2022.rem-3.2.1",
    source=Source("Zhang", 2022, "Remark 3.2.1"),
    statement=(
        "The linear relation of ||hess f|| and ||grad f|| is not needed: where they grow together,"
        " clipping is faster than a fixed step"
    ),
    as_printed=True,
    settings=tuple({L0: 1.0, L1: 1.0, epsilon: 1.0, Delta_0: 10.0, M: m} for m in (1e2, 1e3, 3e3)),
    compare=_compared,
)
