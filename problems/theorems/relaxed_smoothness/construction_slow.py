"""The second function behind Theorem 3.4.2: a gentle slope, on which short steps are slow."""

import math
from dataclasses import replace

from theorybench.problems.functions.quartic_linear import quartic_linear
from theorybench.problems.theorems.relaxed_smoothness.fixed_step_instances import in_class, iterates
from theorybench.problems.theorems.relaxed_smoothness.fixed_step_instances import limit
from theorybench.vocabulary import HEIGHT, L0, L1, M, Comparison, Constant, Construction, Delta_0
from theorybench.vocabulary import Problem, Source, Values, epsilon

Delta = Constant("Delta", "epsilon times the distance of the start from 1", HEIGHT)


def _slow(problem: Problem, c: Values) -> tuple[Comparison, ...]:
    """Delta_0 = 2 Delta + 5 eps / 4; with h = (2 log M + 2) / (M L1), f' = 2 eps for all k <=
    Delta L1 M / (4 eps^2 (log M + 1)).
    """
    where, slope = f"epsilon={c[epsilon]:g}, Delta={c[Delta]:g}", 2 * c[epsilon]
    height, step = problem.constants[Delta_0], limit(c)
    x = iterates(problem, step, math.floor(c[Delta] / (step * slope * c[epsilon])) + 2)
    smallest, moved = problem.gradient(x[:-1]).abs().min(), (x[:-1] - x[1:]).max()
    off, what = abs(height - 2 * c[Delta] - 1.25 * c[epsilon]), "while it is claimed"
    rows = (
        ("|Delta_0 - (2 Delta + 5 eps / 4)|", off, 1e-12 * height, 0.0),
        (f"2 eps against the smallest gradient {what}", slope, float(smallest), 0.5e-9 * slope),
        ("x_k - x_(k+1)", float(moved), step * slope, 1e-12 * problem.start[0]),
    )
    return tuple(Comparison(text, lhs, rhs, where, slack) for text, lhs, rhs, slack in rows)


def _built(c: Values) -> Problem:
    """The function as written, carrying the constants that are claimed for it."""
    problem = quartic_linear(2 * c[epsilon], 1.0, c[Delta] / c[epsilon], c[L1])
    return replace(problem, constants={**problem.constants, L0: c[L0], M: c[M]})


printed, corrected = Construction(
    name="zhang2022.constr-3.4.2.slow",
    source=Source("Zhang", 2022, "proof of Theorem 3.4.2, second objective, and (3.10)"),
    statement=(
        "f(x) = eps (6 x^2 - x^4) / 4 for |x| <= 1, 2 eps (|x| - 1) + 5 eps / 4 beyond, from x_0 ="
        " 1 + Delta / eps, satisfies the assumptions with L0 = 1, L1 > 1, M > 1; Delta_0 = 2 Delta"
        " + 5 eps / 4; for h <= (2 log M + 2) / (M L1), x_(k+1) >= x_k - 4 eps (log M + 1) / (L1 M)"
        " and |f'(x_k)| = 2 eps for k <= Delta L1 M / (4 eps^2 (log M + 1))"
    ),
    build=_built,
    settings=(
        {L0: 1.0, L1: 2.0, M: 3.0, epsilon: 0.05, Delta: 1.0},
        {L0: 1.0, L1: 2.0, M: 3.0, epsilon: 0.35, Delta: 2.0},
        {L0: 1.0, L1: 2.0, M: 1.5, epsilon: 1.0, Delta: 2.0},
    ),
    promises=in_class,
    parts=_slow,
    as_printed=True,
).corrected(
    what=(
        "f''(0) = 3 eps where f'(0) = 0, so that L0 = 1 needs eps <= 1/3; and M >= 2 eps is needed."
        " Harmless for small eps"
    ),
    statement="The same for 3 eps <= L0 and 2 eps <= M, any L1 > 0",
    settings=(
        {L0: 1.0, L1: 2.0, M: 3.0, epsilon: 0.05, Delta: 1.0},
        {L0: 1.0, L1: 2.0, M: 3.0, epsilon: 1 / 3, Delta: 2.0},
        {L0: 6.0, L1: 0.5, M: 4.0, epsilon: 2.0, Delta: 30.0},
    ),
)
