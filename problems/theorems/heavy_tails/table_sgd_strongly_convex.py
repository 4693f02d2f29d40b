"""The summary table for strongly convex functions: SGD with light noise."""

from theorybench.problems.noise import bounded, light, only_on
from theorybench.vocabulary import Mode, Source, Theorem, bounded_domain, bounded_gradient_moment
from theorybench.vocabulary import gamma, gap, gradient_descent, k, mu, n, of_average
from theorybench.vocabulary import strongly_convex, unbiased

theorem = Theorem(
    name="zhang2022.table-4.1.sgd-strongly-convex",
    source=Source("Zhang", 2022, "Table 4.1, SGD, strongly convex"),
    assumes=(strongly_convex, bounded_domain, unbiased, bounded_gradient_moment),
    algorithm=gradient_descent,
    params={gamma: 2 / (mu * (k + 1))},
    metric=of_average(gap, weighted=True),
    mode=Mode.RATE,
    bound=1 / n,
    settings=({n: 100}, {n: 2000}),
    oracles=only_on("kink-mu-2", light, bounded),
)
