"""The summary table for strongly convex functions: SGD with light noise."""

import dataclasses

from theorybench.problems.noise import bounded, light
from theorybench.vocabulary import Mode, Source, Theorem, bounded_domain, bounded_gradient_moment
from theorybench.vocabulary import gamma, gap, gradient_descent, k, mu, n, of_average
from theorybench.vocabulary import strongly_convex, unbiased

theorem = Theorem(
    name="zhang2022.table-4.1.sgd-strongly-convex",
    source=Source("Zhang", 2022, "Table 4.1, SGD, strongly convex"),
    statement="SGD on strongly convex functions, alpha >= 2: f - f* = O(1/k).",
    assumes=(strongly_convex, bounded_domain, unbiased, bounded_gradient_moment),
    algorithm=gradient_descent,
    params={gamma: 2 / (mu * (k + 1))},
    metric=of_average(gap, weighted=True),
    mode=Mode.RATE,
    bound=1 / n,
    settings=({n: 100}, {n: 2000}),
    oracles=tuple(
        dataclasses.replace(one, only=lambda problem: problem.name == "kink-mu-2")
        for one in (light, bounded)
    ),
    notes=(
        "The table names no steps; these are those of Lacoste-Julien, Schmidt, Bach (2012), whose"
        " bound is 2 G^2/(mu (k+1)). A hidden constant makes the rate untestable at any finite k;"
        " tested is the ratio of the medians at two horizons, with the allowance 1.25. On functions"
        " that are steep at their minimum the rate shows later: they are left out. For alpha in (1,"
        " 2) the table prints N/A, which claims nothing; it is not that SGD diverges there: on a"
        " bounded domain the mean gap goes to 0 like k^-(alpha-1)"
        " (theorybench.problems.heavy_tail_rates)."
    ),
)
