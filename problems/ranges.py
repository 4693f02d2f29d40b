"""Where a lemma is searched: the range of every letter, unless its entry says another."""

from collections.abc import Mapping

from theorybench.vocabulary import G, L, Constant, Delta_0, alpha, gamma, k, mu, n, sigma, tau


RANGES: Mapping[Constant, tuple[float, float]] = {
    alpha: (1.01, 2.0),
    sigma: (1e-3, 10.0),
    tau: (0.1, 10.0),
    mu: (0.01, 100.0),
    gamma: (1e-3, 10.0),
    G: (0.01, 100.0),
    L: (0.1, 10.0),
    Delta_0: (1e-3, 10.0),
    n: (1.0, 1e4),
    k: (1.0, 1e6),
}


def ranges(*letters: Constant) -> dict[Constant, tuple[float, float]]:
    """The usual ranges of these letters, in this order."""
    return {letter: RANGES[letter] for letter in letters}
