"""SGD with a fixed small step on smooth nonconvex functions: the mean squared gradient norm."""

from theorybench.problems.noise import bounded
from theorybench.vocabulary import L, Declared, Delta_0, Mode, Outcome, Source, Theorem
from theorybench.vocabulary import bounded_variance, gamma, gradient_descent, gradient_norm_squared
from theorybench.vocabulary import lower_bounded, mean, n, sigma, smooth, tau, unbiased

theorem = Theorem(
    name="cevher2020.eq-10.corrected",
    source=Source("Cevher", 2020, "Lecture 9, eq. (9) rearranged"),
    statement=(
        "gamma_t = 1/(L sqrt N): E 1/N sum_{t<N} ||g^t||^2 <= (2L(f(x_0) - f*) + sigma^2)/sqrt N."
    ),
    assumes=(lower_bounded, smooth, unbiased, bounded_variance),
    algorithm=gradient_descent,
    params={gamma: 1 / (L * n ** (1 / 2))},
    metric=mean(gradient_norm_squared, first=0),
    mode=Mode.EXPECTATION,
    bound=(2 * L * Delta_0 + sigma**2) / n ** (1 / 2),
    settings=({n: 16}, {n: 900}),
    declares=(
        Declared(
            "noise bounded by tau: with theta = L gamma <= 1, -<g, e> <= (|g|^2 + tau^2)/2 in the"
            " descent lemma gives f(x_{t+1}) <= f(x_t) - gamma/2 (|g_t|^2 - tau^2) surely",
            at_most=2 * L * Delta_0 / n ** (1 / 2) + tau**2,
        ),
    ),
    oracles=(bounded,),
    expects={
        "quartic-linear-*": Outcome(
            "vacuous",
            "2L Delta_0 is 100 times ||grad f(x_0)||^2, which is below the bound for N < 10^4",
        )
    },
    notes=(
        "L-smoothness and E||ghat||^2 <= ||g||^2 + sigma^2 give E f(x_{t+1}) <= E f(x_t) - gamma (1"
        " - L gamma/2) E||g_t||^2 + L gamma^2 sigma^2/2; L gamma = 1/sqrt N <= 1, so the"
        " coefficient is at least gamma/2. Summed over t < N and divided by gamma N/2: 2L"
        " Delta_0/sqrt N + sigma^2/sqrt N."
    ),
)
