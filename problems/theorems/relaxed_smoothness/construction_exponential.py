"""The first function behind Theorem 3.4.2: exponential growth, on which long steps diverge."""

import math
from dataclasses import replace

from theorybench.problems.functions.exponential_gradient import exponential_gradient
from theorybench.problems.theorems.relaxed_smoothness.fixed_step_instances import in_class, iterates
from theorybench.vocabulary import L0, L1, M, Comparison, Construction, Problem, Source, Values


def _diverges(problem: Problem, c: Values) -> tuple[Comparison, ...]:
    """f'(x_0) = M, and a step just above 2 x_0 / M moves away from 0 every time."""
    where, slope = f"L1={c[L1]:g}, M={c[M]:g}", problem.gradient(problem.start_point()).abs()
    step = (1 + 1e-6) * (2 * math.log(c[M]) + 2) / (c[M] * c[L1])
    sizes = iterates(problem, step, 100)[:, 0].abs()
    far = (sizes >= 10 * sizes[0]).long()
    sizes = sizes[: int(far.argmax()) + 1 if far.any() else 100]
    nearer, last = float((sizes[:-1] - sizes[1:]).max()), float(sizes[-1])
    return (
        Comparison("|f'(x_0) - M|", float((slope - c[M]).abs()), 1e-12 * c[M], where),
        Comparison("|x_k| - |x_(k+1)| for h > 2 x_0 / M", nearer, 0.0, where),
        Comparison("10 |x_0| against the last |x_k|", 10 * float(sizes[0]), last, where),
    )


def _built(c: Values) -> Problem:
    """The function as written, carrying the constants that are claimed for it."""
    problem = exponential_gradient(c[L1], c[M])
    return replace(problem, constants={**problem.constants, L0: c[L0]})


printed, corrected = Construction(
    name="zhang2022.constr-3.4.2.exponential",
    source=Source("Zhang", 2022, "proof of Theorem 3.4.2, first objective, and (3.10)"),
    statement=(
        "f(x) = L1 x^2 / 2 + 1 / (2 L1) for |x| <= 1/L1, e^(L1 |x| - 1) / L1 beyond, from x_0 ="
        " (log M + 1) / L1, satisfies the assumptions with L0 = 1, L1 > 1, M > 1, and gradient"
        " descent with h > 2 x_0 / M diverges"
    ),
    build=_built,
    settings=({L0: 1.0, L1: 2.0, M: 3.0}, {L0: 1.0, L1: 1.01, M: 20.0}),
    promises=in_class,
    parts=_diverges,
    as_printed=True,
).corrected(
    what="f''(0) = L1 where f'(0) = 0, so that L0 must be at least L1 > 1",
    statement="The same with L0 = L1 > 0, M > 1",
    settings=tuple({L0: a, L1: a, M: m} for a, m in ((2.0, 3.0), (1.01, 20.0), (0.1, 5.0))),
)
