"""The steps of the proofs for clipped SGD on strongly convex functions, by norm and by
coordinate: as printed, and as they hold.
"""

from theorybench.problems.few_point_laws import clipped, few_points, norm
from theorybench.vocabulary import G, GRADIENT, LENGTH, Constant, Erratum, Inequality, Source, alpha
from theorybench.vocabulary import gamma, k, mu, tau

K = Constant("K", "number of iterations", integer=True)
B_i = Constant("B_i", "E|g_i|^alpha <= B_i^alpha", GRADIENT)
_q = (2 - alpha) / alpha
_eta = 4 / (mu * (k + 1))
_inputs = {alpha: (1.01, 2.0), mu: (0.01, 100.0), k: (1.0, 1e6), K: (1.0, 1e6)}
_norm, _coordinate = (
    Source("Zhang", 2022, f"section {section}")
    for section in ("4.7.2, proof of Theorem 4.4.2", "4.7.5, proof of Theorem 4.5.1")
)


def _noise(size, bias, power):
    """k times the noise part of a step, tau_k = size k^(1/alpha): bias |b|^2/mu + eta_k
    size^alpha tau^power/2.
    """
    level = size * k ** (1 / alpha)
    return k * (
        bias * size ** (2 * alpha) * level ** (2 - 2 * alpha) / mu
        + _eta * size**alpha * level**power / 2
    )


def _target(size):
    """The bound of the theorem."""
    return 16 * size**2 / (mu * (K + 1) ** (2 * (alpha - 1) / alpha))


printed = Inequality(
    name="zhang2022.proof-4.4.2",
    source=_norm,
    as_printed=True,
    statement=(
        "Noise part of k times the step <= 8 G^2 k^q/mu, q = (2-alpha)/alpha; sum k^q <="
        " (K+1)^(2/alpha); divided by K(K+1)/2: <= 8 G^2 (K+1)^q/(K mu); <= 16 G^2 (K+1)^q/mu; the"
        " theorem follows."
    ),
    variables=_inputs | {G: (0.01, 100.0)},
    parts={
        "noise part": (_noise(G, 4, 2 - alpha), 8 * G**2 * k**_q / mu),
        "divided by K(K+1)/2": (
            8 * G**2 * (K + 1) ** (2 / alpha) / mu * 2 / (K * (K + 1)),
            8 * G**2 / K * (K + 1) ** _q / mu,
        ),
        "the theorem follows": (16 * G**2 * (K + 1) ** _q / mu, _target(G)),
    },
    erratum=Erratum(
        what=(
            "the division by K(K+1)/2 loses its 2, for every K, and the last display loses"
            " (K+1)^-1, without which it says less than f - f* <= 2 G^2/mu"
        ),
        corrected="zhang2022.proof-4.4.2.corrected",
    ),
    notes=(
        "Both displays that are reached by false steps are true (zhang2022.thm-4.4.2.proof), and so"
        " is the theorem with these parameters."
    ),
)


def _right_steps(size):
    """Young's inequality with |b|^2/mu, the sum by its integral, the division with its 2."""
    half = 3 * size**2 / mu * alpha / 2 * (K + 1) ** (2 / alpha)
    return {
        "noise part": (_noise(size, 1, 2 - alpha), 3 * size**2 * k**_q / mu),
        "divided by K(K+1)/2": (half * 2 / (K * (K + 1)), 8 * size**2 / K * (K + 1) ** _q / mu),
        "the theorem follows": (8 * size**2 / K * (K + 1) ** _q / mu, _target(size)),
    }


corrected = Inequality(
    name="zhang2022.proof-4.4.2.corrected",
    source=_norm,
    statement=(
        "Noise part <= 3 G^2 k^q/mu; sum k^q <= alpha/2 (K+1)^(2/alpha); divided by K(K+1)/2: <= 3"
        " alpha G^2 (K+1)^q/(K mu) <= 8 G^2 (K+1)^q/(K mu) <= 16 G^2/(mu (K+1)^(2(alpha-1)/alpha))."
    ),
    variables=_inputs | {G: (0.01, 100.0)},
    parts=_right_steps(G),
    notes="The derivation is at zhang2022.thm-4.4.2.corrected.",
)

by_coordinate = Inequality(
    name="zhang2022.proof-4.5.1",
    source=_coordinate,
    as_printed=True,
    statement=(
        "As for theorem 4.4.2, with the noise part sum_i 4 B_i^(2 alpha) tau_i^(2-2 alpha)/mu +"
        " eta_k G^alpha tau_i^(2-2 alpha)/2, its sum over k <= K bounded by 8 sum_i B_i^2 k^q/mu,"
        " and the average by 16 sum_i B_i^2 k^q/mu; the theorem follows."
    ),
    variables=_inputs | {B_i: (0.01, 100.0)},
    parts={
        "noise part": (_noise(B_i, 4, 2 - 2 * alpha), 8 * B_i**2 * k**_q / mu),
        "sum over k <= 2": (8 * B_i**2 * (1 + 2**_q) / mu, 8 * B_i**2 * 2**_q / mu),
        "the theorem follows": (16 * B_i**2 * K**_q / mu, _target(B_i)),
    },
    erratum=Erratum(
        what=(
            "tau_i^(2-2 alpha) beside eta_k is to be tau_i^(2-alpha), as in lemma 4.7.5; the sum"
            " over k <= K is bounded by its last term, k being no longer anything; and what is left"
            " grows with k, so that no theorem follows"
        ),
        corrected="zhang2022.proof-4.5.1.corrected",
    ),
    notes=(
        "One coordinate, G = B_i. At alpha = 2 the sum of two equal terms is not at most one of"
        " them either."
    ),
)

by_coordinate_corrected = Inequality(
    name="zhang2022.proof-4.5.1.corrected",
    source=_coordinate,
    statement=(
        "The steps of zhang2022.proof-4.4.2.corrected for every coordinate, with B_i in place of G,"
        " summed over i."
    ),
    variables=_inputs | {B_i: (0.01, 100.0)},
    parts=_right_steps(B_i),
    notes=(
        "Both sides are B_i^2 times the same numbers, so that the sum over i puts ||B||_2^2 in"
        " place of G^2."
    ),
)

_r = Constant("r", "x_{k-1} - x* on a line", LENGTH, real=True)
_law = few_points(2, 1)
_slope, _clipped = _law.mean_vector()[0], _law.mean_vector(lambda v: clipped(v, tau))[0]
_square = _law.mean(lambda v: norm(clipped(v, tau)) ** 2)
_moment = _law.moment(alpha)

step = Inequality(
    name="zhang2022.proof-4.4.2.step",
    source=_norm,
    as_printed=True,
    statement=(
        "E f(x_{k-1}) - f* <= E[(1/eta_k - mu/2)/2 ||x_{k-1} - x*||^2 - 1/(2 eta_k) ||x_k - x*||^2]"
        " + 4 G^(2 alpha) tau^(2-2 alpha)/mu + eta_k G^alpha tau^(2-alpha)/2."
    ),
    variables={
        alpha: (1.01, 2.0),
        mu: (0.01, 100.0),
        gamma: (1e-3, 10.0),
        tau: (0.1, 10.0),
        _r: (-10.0, 10.0),
        **_law.ranges(10.0, 1e-3),
    },
    parts={
        "step": (
            _r * (_slope - _clipped) + gamma * _square / 2,
            mu * _r**2 / 4
            + 4 * _moment**2 * tau ** (2 - 2 * alpha) / mu
            + gamma * _moment * tau ** (2 - alpha) / 2,
        ),
    },
    notes=(
        "f - f* <= <grad f, x - x*> - mu r^2/2 by strong convexity, an equality for curvature mu;"
        " with x_k written out r^2/(2 eta) is on both sides, and what is left is compared. b_k is"
        " printed for b_{k-1}, and the proof of theorem 4.5.1 begins with a clipped gradient that"
        " includes eta_k. |b|^2/mu in place of 4 |b|^2/mu would do (zhang2022.thm-4.4.2.corrected)."
    ),
)
