"""SGD with a fixed small step on smooth nonconvex functions: the mean squared gradient norm,
with sigma^2 where it is printed, and where it belongs.
"""

from theorybench.problems.noise import bounded
from theorybench.vocabulary import L, Declared, Delta_0, Mode, Outcome, Source, Theorem
from theorybench.vocabulary import bounded_variance, gamma, gradient_descent, gradient_norm_squared
from theorybench.vocabulary import lower_bounded, mean, n, sigma, smooth, tau, unbiased

printed, corrected = Theorem(
    name="cevher2020.eq-10",
    source=Source("Cevher", 2020, "Lecture 9, eq. (10)"),
    assumes=(lower_bounded, smooth, unbiased, bounded_variance),
    algorithm=gradient_descent,
    params={gamma: 1 / (L * n ** (1 / 2))},
    metric=mean(gradient_norm_squared, first=0),
    mode=Mode.EXPECTATION,
    bound=2 * L * (Delta_0 + sigma**2) / n ** (1 / 2),
    settings=({n: 16}, {n: 900}),
    declares=(
        Declared(
            "noise bounded by tau: with theta = L gamma <= 1, -<g, e> <= (|g|^2 + tau^2)/2 in the"
            " descent lemma gives f(x_{t+1}) <= f(x_t) - gamma/2 (|g_t|^2 - tau^2) surely",
            at_most=2 * L * Delta_0 / n ** (1 / 2) + tau**2,
        ),
    ),
    oracles=(bounded,),
    as_printed=True,
).corrected(
    what=(
        "f(x_0) - f* has the unit of f and sigma^2 that of a squared gradient, so they cannot"
        " be added; eq. (9) gives 2L(f(x_0) - f*) + sigma^2, and for L below 1/2 the printed"
        " bound is smaller and false"
    ),
    on="shallow-quadratic",
    source=Source("Cevher", 2020, "Lecture 9, eq. (9) rearranged"),
    bound=(2 * L * Delta_0 + sigma**2) / n ** (1 / 2),
    expects={
        "quartic-linear-*": Outcome(
            "vacuous",
            "2L Delta_0 is 100 times ||grad f(x_0)||^2, which is below the bound for N < 10^4",
        )
    },
)
