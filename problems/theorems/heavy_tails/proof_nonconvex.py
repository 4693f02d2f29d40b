"""The steps of the proof for clipped SGD on smooth nonconvex functions, one by one: as printed,
and as they hold.
"""

import sympy

from theorybench.problems.few_point_laws import FewPointLaw, clipped, inner
from theorybench.vocabulary import GRADIENT, L, ONE, Constant, Delta_0, Erratum, Inequality, Source
from theorybench.vocabulary import alpha, n, sigma, tau

_source = Source("Zhang", 2022, "section 4.7.1, proof of Theorem 4.4.1")
a = Constant("a", "norm of the gradient", GRADIENT, "\\|\\nabla f\\|")
share = Constant("c", "the step in units of the largest that is allowed", ONE)

_order = 3 * alpha - 2
_tuned = (Delta_0 / (sigma**2 * n)) ** (alpha / _order) / L ** ((2 * alpha - 2) / _order)
_inputs = {
    alpha: (1.05, 2.0),
    sigma: (1e-3, 10.0),
    L: (0.1, 10.0),
    Delta_0: (1e-3, 10.0),
    n: (1.0, 1e4),
    a: (1e-3, 1e3),
    share: (0.01, 1.0),
}


def _steps(largest, second, joint, factor):
    """Case 1, both cases without noise, and the average; eta = c `largest`, tau = sigma (eta
    L)^(-1/alpha), decrease over `factor`.
    """
    eta = share * largest
    level = sigma * (eta * L) ** (-1 / alpha)
    noise = 2 * eta**2 * L * sigma**alpha * level ** (2 - alpha) + 2 * eta * sigma ** (
        2 * alpha
    ) / level ** (2 * alpha - 2)
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


printed = Inequality(
    name="zhang2022.proof-4.4.1",
    source=_source,
    as_printed=True,
    statement=(
        "For the printed eta and tau: (eta/2 - eta L) a^2 >= eta/4 a^2; f(x_k) <= f(x_{k-1}) -"
        " eta/12 min{a^2, a} + 2 eta^2 L sigma^alpha tau^(2-alpha) + 2 eta sigma^(2 alpha)/tau^(2"
        " alpha-2); hence the average is at most 4 f_0/(eta K) + 8 eta L sigma^alpha tau^(2-alpha)"
        " + 8 sigma^(2 alpha)/tau^(2 alpha-2) <= 20 f_0/(eta K). a = ||grad f(x_{k-1})||."
    ),
    variables=_inputs,
    parts=_steps(
        sympy.Min(1 / (4 * L), 1 / (L * (12 * sigma) ** (alpha / (alpha - 1))), _tuned),
        lambda eta: eta / 2 - eta * L,
        lambda eta, level: eta / 12 * sympy.Min(a**2, a),
        12,
    ),
    erratum=Erratum(
        what=(
            "eta L in the first line is to be eta^2 L, else L > 1/4 leaves less than eta/4; beyond"
            " tau/2 the decrease is a multiple of eta tau a and not of eta a; and a factor 1/12"
            " gives 12, 24 and 24 in the average, not 4, 8 and 8"
        ),
        corrected="zhang2022.proof-4.4.1.corrected",
    ),
    notes=(
        "The quadratic L x^2/2 attains the smoothness inequality, so that the step is exact for it;"
        " the second part has no noise. G is sigma."
    ),
)

corrected = Inequality(
    name="zhang2022.proof-4.4.1.corrected",
    source=_source,
    statement=(
        "For eta <= min{1/(8^alpha L), the third term} and tau = sigma (eta L)^(-1/alpha): (eta/2 -"
        " eta^2 L) a^2 >= eta/4 a^2; a decrease of eta/4 min{tau a/2, a^2} without noise; the"
        " average is at most 4 f_0/(eta K) + 8 eta L sigma^alpha tau^(2-alpha) + 8 sigma^(2"
        " alpha)/tau^(2 alpha-2) <= 20 f_0/(eta K)."
    ),
    variables=_inputs,
    parts=_steps(
        sympy.Min(1 / (8**alpha * L), _tuned),
        lambda eta: eta / 2 - eta**2 * L,
        lambda eta, level: eta / 4 * sympy.Min(level * a / 2, a**2),
        4,
    ),
    notes=(
        "The steps of zhang2022.thm-4.4.1.corrected; the last is an equality at eta = the tuned"
        " step."
    ),
)

_more = Constant("m", "gradient norm in units of tau")
_w = Constant("w", "odds of the smaller value of the noise")
_a = _more * tau
_sigma = share * tau / 16
_u = _sigma / ((1 + _w ** (1 - alpha)) / (1 + _w)) ** (1 / alpha)
_law = FewPointLaw(((_a + _u,), (_a - _u / _w,)), (sympy.S.One, _w))
_progress = _law.mean(lambda v: inner((_a,), clipped(v, tau)))
_inputs_of_case = {
    alpha: (1.05, 2.0),
    tau: (0.1, 10.0),
    _more: (0.5, 100.0),
    share: (1e-3, 1.0),
    _w: (1e-3, 1e3),
}

case_printed = Inequality(
    name="zhang2022.proof-4.4.1.case-2",
    source=_source,
    as_printed=True,
    statement=(
        "If ||grad f|| >= tau/2 >= 8 sigma: E <grad f, g clipped> >= ||grad f||/3 + 8 sigma/3 >="
        " ||grad f||/6."
    ),
    parts={
        "||grad f||/6 <= E <grad f, g clipped>": (_a / 6, _progress),
        "||grad f||/3 + 8 sigma/3 <= E <grad f, g clipped>": (_a / 3 + 8 * _sigma / 3, _progress),
    },
    erratum=Erratum(
        what=(
            "a factor tau is lost: where nothing is clipped the left side is ||grad f||^2, and grad"
            " f = 1/10, tau = 1/5 has 1/100 < 1/60. The sign of 8 sigma/3 contradicts lemma 4.7.3;"
            " and nothing prescribed makes tau >= 16 sigma"
        ),
        corrected="zhang2022.proof-4.4.1.case-2.corrected",
    ),
    notes="Noise of two values on a line, with E|noise|^alpha = sigma^alpha, sigma up to tau/16.",
    variables=_inputs_of_case,
)

case_corrected = Inequality(
    name="zhang2022.proof-4.4.1.case-2.corrected",
    source=_source,
    statement=(
        "If ||grad f|| >= tau/2 >= 8 sigma: E <grad f, g clipped> >= 7/16 tau ||grad f||, and so >="
        " tau ||grad f||/6."
    ),
    parts={
        "7/16 tau ||grad f|| <= E <grad f, g clipped>": (
            sympy.Rational(7, 16) * tau * _a,
            _progress,
        ),
    },
    notes=(
        "Clipping is a projection and moves two points no further apart: <grad f/a, g clipped> >="
        " min{a, tau} - ||g - grad f||, of mean >= tau/2 - tau/16."
    ),
    variables=_inputs_of_case,
)
