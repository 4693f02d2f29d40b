"""The steps of the proof for clipped SGD on nonconvex functions: as printed, and as they hold."""

import sympy

from theorybench.problems.ranges import ranges
from theorybench.problems.theorems.heavy_tails.clipped_nonconvex_printed import long, tuned
from theorybench.vocabulary import GRADIENT, L, ONE, Constant, Delta_0, Inequality, Source, alpha, n
from theorybench.vocabulary import sigma

a = Constant("a", "norm of the gradient", GRADIENT, "\\|\\nabla f\\|")
share = Constant("c", "the step in units of the largest that is allowed", ONE)


def _steps(largest, second, joint, factor):
    """Case 1, both cases without noise, and the average; eta = c `largest`, tau = sigma (eta
    L)^(-1/alpha), decrease over `factor`.
    """
    eta = share * largest
    level = sigma * (eta * L) ** (-1 / alpha)
    of_second = 2 * eta**2 * L * sigma**alpha * level ** (2 - alpha)
    noise = of_second + 2 * eta * sigma ** (2 * alpha) / level ** (2 * alpha - 2)
    moved = sympy.Min(a, level)
    return {
        "case 1: eta/4 a^2 is at most the decrease of the first line": (
            eta / 4 * a**2,
            second(eta) * a**2,
        ),
        "both cases: f(x_k) - f(x_{k-1}) without noise": (
            eta**2 * L / 2 * moved**2 + joint(eta, level),
            eta * a * moved + noise,
        ),
        "average": (factor * (Delta_0 / n + noise) / eta, 20 * Delta_0 / (eta * n)),
    }


printed, corrected = Inequality(
    name="zhang2022.proof-4.4.1",
    source=Source("Zhang", 2022, "section 4.7.1, proof of Theorem 4.4.1"),
    as_printed=True,
    statement="For the printed eta and tau: (eta/2 - eta L) a^2 >= eta/4 a^2; f(x_k) <= f(x_{k-1})"
    " - eta/12 min{a^2, a} + 2 eta^2 L sigma^alpha tau^(2-alpha) + 2 eta sigma^(2 alpha)/tau^(2"
    " alpha-2); hence the average is at most 4 f_0/(eta K) + 8 eta L sigma^alpha tau^(2-alpha) + 8"
    " sigma^(2 alpha)/tau^(2 alpha-2) <= 20 f_0/(eta K). a = ||grad f(x_{k-1})||.",
    variables={alpha: (1.05, 2.0)}
    | ranges(sigma, L, Delta_0, n)
    | {a: (1e-3, 1e3), share: (0.01, 1.0)},
    parts=_steps(
        sympy.Min(1 / (4 * L), 1 / long, tuned),
        lambda eta: eta / 2 - eta * L,
        lambda eta, level: eta / 12 * sympy.Min(a**2, a),
        12,
    ),
    notes="The quadratic L x^2/2 attains the smoothness inequality, so that the step is exact for"
    " it; the second part has no noise. G is sigma.",
).corrected(
    what="eta L in the first line is to be eta^2 L, else L > 1/4 leaves less than eta/4; beyond"
    " tau/2 the decrease is a multiple of eta tau a and not of eta a; and a factor 1/12 gives 12,"
    " 24 and 24 in the average, not 4, 8 and 8",
    statement="For eta <= min{1/(8^alpha L), the third term} and tau = sigma (eta L)^(-1/alpha):"
    " (eta/2 - eta^2 L) a^2 >= eta/4 a^2; a decrease of eta/4 min{tau a/2, a^2} without noise; the"
    " average is at most 4 f_0/(eta K) + 8 eta L sigma^alpha tau^(2-alpha) + 8 sigma^(2"
    " alpha)/tau^(2 alpha-2) <= 20 f_0/(eta K).",
    parts=_steps(
        sympy.Min(1 / (8**alpha * L), tuned),
        lambda eta: eta / 2 - eta**2 * L,
        lambda eta, level: eta / 4 * sympy.Min(level * a / 2, a**2),
        4,
    ),
    notes="The steps of zhang2022.thm-4.4.1.corrected; the last is an equality at eta = the tuned"
    " step.",
)
