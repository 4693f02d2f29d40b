"""The first function behind Theorem 3.4.2: exponential growth, on which long steps diverge."""

import itertools
import math
from dataclasses import replace

from theorybench.problems.functions.exponential_gradient import exponential_gradient
from theorybench.run.runner import bare_query
from theorybench.vocabulary import L0, L1, M, Comparison, Construction, Erratum, Problem, Source
from theorybench.vocabulary import Values, bounded_gradient_on_sublevel, exact, gamma
from theorybench.vocabulary import gradient_descent, lower_bounded, relaxed_smooth
from theorybench.vocabulary import twice_differentiable


def _diverges(problem: Problem, c: Values) -> tuple[Comparison, ...]:
    """x_0 = (log M + 1) / L1, f'(x_0) = M, and a step just above 2 x_0 / M moves away from 0
    every time.
    """
    x0, where = problem.start_point(), f"L1={c[L1]:g}, M={c[M]:g}"
    step, state, sizes = (
        (1 + 1e-6) * (2 * math.log(c[M]) + 2) / (c[M] * c[L1]),
        {"x": x0},
        [float(x0.abs())],
    )
    query = bare_query(problem, exact)
    while len(sizes) < 100 and sizes[-1] < 10 * sizes[0]:
        state = gradient_descent.step(state, query, {gamma: step})
        sizes.append(float(state["x"].abs()))
    nearer = max(a - b for a, b in itertools.pairwise(sizes))
    return (
        Comparison(
            "|f'(x_0) - M|", float((problem.gradient(x0).abs() - c[M]).abs()), 1e-12 * c[M], where
        ),
        Comparison("|x_k| - |x_(k+1)| for h > 2 x_0 / M", nearer, 0.0, where),
        Comparison("10 |x_0| against the last |x_k|", 10 * sizes[0], sizes[-1], where),
    )


def _built(c: Values) -> Problem:
    """The function as written, carrying the constants that are claimed for it."""
    problem = exponential_gradient(c[L1], c[M])
    return replace(problem, constants={**problem.constants, L0: c[L0]})


printed = Construction(
    name="zhang2022.constr-3.4.2.exponential",
    source=Source("Zhang", 2022, "proof of Theorem 3.4.2, first objective, and (3.10)"),
    statement=(
        "f(x) = L1 x^2 / 2 + 1 / (2 L1) for |x| <= 1/L1, e^(L1 |x| - 1) / L1 beyond, from x_0 ="
        " (log M + 1) / L1, satisfies the assumptions with L0 = 1, L1 > 1, M > 1, and gradient"
        " descent with h > 2 x_0 / M diverges"
    ),
    as_printed=True,
    erratum=Erratum(
        "f''(0) = L1 where f'(0) = 0, so that L0 must be at least L1 > 1",
        corrected="zhang2022.constr-3.4.2.exponential.corrected",
    ),
    build=_built,
    settings=({L0: 1.0, L1: 2.0, M: 3.0}, {L0: 1.0, L1: 1.01, M: 20.0}),
    promises=(lower_bounded, twice_differentiable, relaxed_smooth, bounded_gradient_on_sublevel),
    parts=_diverges,
)

corrected = replace(
    printed,
    name="zhang2022.constr-3.4.2.exponential.corrected",
    statement="The same with L0 = L1 > 0, M > 1",
    as_printed=False,
    erratum=None,
    settings=(
        {L0: 2.0, L1: 2.0, M: 3.0},
        {L0: 1.01, L1: 1.01, M: 20.0},
        {L0: 0.1, L1: 0.1, M: 5.0},
    ),
    notes=(
        "f'' = L1 = L0 for |x| <= 1/L1 and L1 |f'| beyond, continuous at 1/L1. Multiplied by L0 /"
        " L1 the function serves any L0."
    ),
)
