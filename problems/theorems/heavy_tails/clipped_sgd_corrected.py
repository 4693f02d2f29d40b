"""Projected SGD with clipping for strongly convex functions under heavy-tailed noise, with the
steps and clipping levels of the proof.
"""

from theorybench.vocabulary import G, Declared, Mode, Source, Theorem, alpha, bounded_domain
from theorybench.vocabulary import bounded_gradient_moment, gamma, gap, gap_max, gclip, k, mu, n
from theorybench.vocabulary import of_average, strongly_convex, tau, unbiased


theorem = Theorem(
    name="zhang2022.thm-4.4.2.corrected",
    source=Source("Zhang", 2022, "Theorem 4.4.2 with the parameters of its proof, section 4.7.2"),
    statement=(
        "Projected GClip with tau_k = G k^(1/alpha) and eta_k = 4/(mu (k+1)): E f(mean of j"
        " x_{j-1}) - f* <= 16 G^2 / (mu (k+1)^(2(alpha-1)/alpha))."
    ),
    assumes=(strongly_convex, bounded_domain, unbiased, bounded_gradient_moment),
    algorithm=gclip,
    params={gamma: 4 / (mu * (k + 1)), tau: G * k ** (1 / alpha)},
    metric=of_average(gap, first=0, weighted=True),
    mode=Mode.EXPECTATION,
    bound=16 * G**2 / (mu * (n + 1) ** (2 * (alpha - 1) / alpha)),
    settings=({n: 100}, {n: 1000}),
    declares=(
        Declared("projection: a mean of points of the domain lies in the domain", at_most=gap_max),
    ),
    notes=(
        "Why 16 suffices. Let b be the bias of the clipped gradient; lemma 4.7.1 gives |b| <="
        " G^alpha tau^(1-alpha) and E|clipped|^2 <= G^alpha tau^(2-alpha). With <x - x*, b> <= mu/4"
        " |x - x*|^2 + |b|^2 / mu (the proof has 4 |b|^2 / mu, which is not needed), k times the"
        " step inequality reads k E[f(x_{k-1}) - f*] <= mu/8 (k(k-1) E|x_{k-1} - x*|^2 - k(k+1)"
        " E|x_k - x*|^2) + 3 G^2/mu k^((2-alpha)/alpha). Sum over k <= K, use sum k^q <="
        " (K+1)^(q+1)/(q+1) = alpha/2 (K+1)^(2/alpha), divide by K(K+1)/2 and apply Jensen: the gap"
        " is at most 3 alpha G^2/(mu K) (K+1)^((2-alpha)/alpha) <= 6 alpha G^2/(mu"
        " (K+1)^(2(alpha-1)/alpha)), and 6 alpha <= 12. Slips of the printed proof: the factor 2 of"
        " the division by K(K+1)/2, and (K+1)^-1 in its last display."
    ),
)
