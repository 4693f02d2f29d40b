"""Clipped SGD on strongly convex functions: as printed, and with the steps of the proof."""

from theorybench.problems.declarations import mean_in_domain
from theorybench.problems.noise import heavy, light
from theorybench.vocabulary import G, Mode, Source, Theorem, alpha, bounded_domain
from theorybench.vocabulary import bounded_gradient_moment, gamma, gap, gclip, k, mu, n, of_average
from theorybench.vocabulary import strongly_convex, tau, unbiased

printed, corrected = Theorem(
    name="zhang2022.thm-4.4.2",
    source=Source("Zhang", 2022, "Theorem 4.4.2"),
    as_printed=True,
    assumes=(strongly_convex, bounded_domain, unbiased, bounded_gradient_moment),
    algorithm=gclip,
    params={gamma: 4 / mu ** (k + 1), tau: G * k ** (alpha - 1)},
    metric=of_average(gap, weighted=True),
    mode=Mode.EXPECTATION,
    bound=16 * G**2 / mu ** ((n + 1) ** (2 * (alpha - 1) / alpha)),
    settings=({n: 20}, {n: 200}),
    declares=(mean_in_domain,),
    oracles=(light, heavy),
).corrected(
    what="(k+1) is printed as an exponent of mu; for mu > 1 the bound shrinks like mu^-(k+1) while"
    " the steps sum to a constant, and for mu <= 1 it says nothing: f - f* <= 2 G^2 / mu anyway."
    " The clipping level G k^(alpha-1) is not the proof's G k^(1/alpha) either.",
    on="*-mu-2",
    source=Source("Zhang", 2022, "Theorem 4.4.2 with the parameters of its proof, section 4.7.2"),
    params={gamma: 4 / (mu * (k + 1)), tau: G * k ** (1 / alpha)},
    bound=16 * G**2 / (mu * (n + 1) ** (2 * (alpha - 1) / alpha)),
    settings=({n: 100}, {n: 1000}),
    oracles=None,
)
