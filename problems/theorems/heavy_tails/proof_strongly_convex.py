"""The steps of the proof for clipped SGD, strongly convex: as printed, and as they hold."""

from theorybench.problems.ranges import ranges
from theorybench.vocabulary import G, Constant, Inequality, Source, alpha, k, mu

K = Constant("K", "number of iterations", integer=True)
q = (2 - alpha) / alpha


def noise_part(size, bias, power):
    """k times the noise part of a step, tau_k = size k^(1/alpha): bias |b|^2/mu + eta_k
    size^alpha tau^power/2.
    """
    level, eta = size * k ** (1 / alpha), 4 / (mu * (k + 1))
    squared_bias = bias * size ** (2 * alpha) * level ** (2 - 2 * alpha) / mu
    return k * (squared_bias + eta * size**alpha * level**power / 2)


def target(size):
    """The bound of the theorem."""
    return 16 * size**2 / (mu * (K + 1) ** (2 * (alpha - 1) / alpha))


def right_steps(size):
    """Young's inequality with |b|^2/mu, the sum by its integral, the division with its 2."""
    half = 3 * size**2 / mu * alpha / 2 * (K + 1) ** (2 / alpha)
    average = 8 * size**2 / K * (K + 1) ** q / mu
    return {
        "noise part": (noise_part(size, 1, 2 - alpha), 3 * size**2 * k**q / mu),
        "divided by K(K+1)/2": (half * 2 / (K * (K + 1)), average),
        "the theorem follows": (average, target(size)),
    }


printed, corrected = Inequality(
    name="zhang2022.proof-4.4.2",
    source=Source("Zhang", 2022, "section 4.7.2, proof of Theorem 4.4.2"),
    as_printed=True,
    statement="Noise part of k times the step <= 8 G^2 k^q/mu, q = (2-alpha)/alpha; sum k^q <="
    " (K+1)^(2/alpha); divided by K(K+1)/2: <= 8 G^2 (K+1)^q/(K mu); <= 16 G^2 (K+1)^q/mu; the"
    " theorem follows.",
    variables=ranges(alpha, mu, k) | {K: (1.0, 1e6)} | ranges(G),
    parts={
        "noise part": (noise_part(G, 4, 2 - alpha), 8 * G**2 * k**q / mu),
        "divided by K(K+1)/2": (
            8 * G**2 * (K + 1) ** (2 / alpha) / mu * 2 / (K * (K + 1)),
            8 * G**2 / K * (K + 1) ** q / mu,
        ),
        "the theorem follows": (16 * G**2 * (K + 1) ** q / mu, target(G)),
    },
    notes="Both displays that are reached by false steps are true (zhang2022.thm-4.4.2.proof), and"
    " so is the theorem with these parameters.",
).corrected(
    what="the division by K(K+1)/2 loses its 2, for every K, and the last display loses (K+1)^-1,"
    " without which it says less than f - f* <= 2 G^2/mu",
    statement="Noise part <= 3 G^2 k^q/mu; sum k^q <= alpha/2 (K+1)^(2/alpha); divided by K(K+1)/2:"
    " <= 3 alpha G^2 (K+1)^q/(K mu) <= 8 G^2 (K+1)^q/(K mu) <= 16 G^2/(mu"
    " (K+1)^(2(alpha-1)/alpha)).",
    parts=right_steps(G),
    notes="The derivation is at zhang2022.thm-4.4.2.corrected.",
)
