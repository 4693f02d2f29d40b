"""Facts that the proofs of chapter 4 use in passing, and that hold."""

import sympy

from theorybench.problems.few_point_laws import minus, norm
from theorybench.problems.theorems.heavy_tails.clipped_nonconvex_printed import theorem as nonconvex
from theorybench.vocabulary import GRADIENT, L, ONE, Constant, Delta_0, Inequality, Source, alpha
from theorybench.vocabulary import gamma, n, sigma, tau

_share, _more = (
    Constant(letter, meaning, ONE)
    for letter, meaning in (("c", "2 ||grad f||/tau"), ("m", "||v||/tau"))
)
_angle = Constant("theta", "angle between v and grad f", ONE, real=True)
_gradient = (_share * tau / 2, sympy.S.Zero)
_unit = (tau * sympy.cos(_angle), tau * sympy.sin(_angle))

projection = Inequality(
    name="zhang2022.lem-4.7.2.projection",
    source=Source("Zhang", 2022, "Lemma 4.7.2, the fact in its proof"),
    as_printed=True,
    statement="||v|| >= tau and ||grad f|| <= tau/2 imply ||grad f - v|| >= ||grad f - tau v/||v||||.",
    variables={tau: (0.1, 10.0), _share: (0.0, 1.0), _more: (1.0, 100.0), _angle: (-3.2, 3.2)},
    parts={
        "||grad f - tau v/||v|||| <= ||grad f - v||": (
            norm(minus(_gradient, _unit)), norm(minus(_gradient, tuple(_more * x for x in _unit))),
        ),
    },
    notes="tau v/||v|| is the point of the ball of radius tau that is next to v; ||grad f|| <= tau would do. An equality at ||v|| = tau.",
)  # fmt: skip

_u, _v = (
    tuple(Constant(f"{letter}_{i}", "a vector", GRADIENT, real=True) for i in (1, 2))
    for letter in "uv"
)
_sum = tuple(x + y for x, y in zip(_u, _v, strict=True))

jensen = Inequality(
    name="zhang2022.lem-4.7.10.jensen",
    source=Source("Zhang", 2022, "Lemma 4.7.10, the last display of its proof"),
    as_printed=True,
    statement="||u + v||^alpha <= 4 ||(u + v)/2||^alpha <= 2 (||u||^alpha + ||v||^alpha) for any u, v and alpha in (1, 2].",
    variables={alpha: (1.01, 2.0), **dict.fromkeys((*_u, *_v), (-100.0, 100.0))},
    parts={
        "||u + v||^alpha <= 4 ||(u + v)/2||^alpha": (norm(_sum) ** alpha, 4 * (norm(_sum) / 2) ** alpha),
        "4 ||(u + v)/2||^alpha <= 2 (||u||^alpha + ||v||^alpha)": (
            4 * (norm(_sum) / 2) ** alpha, 2 * (norm(_u) ** alpha + norm(_v) ** alpha),
        ),
    },
    notes="2^alpha <= 4, and convexity of ||.||^alpha: equalities at alpha = 2 and at u = v.",
)  # fmt: skip

_q, _part = Constant("p_0", "probability of a jump for nu = 0", ONE), Constant("c", "p_1/p_0", ONE)
_p = _part * _q

divergence = Inequality(
    name="zhang2022.lem-4.7.8.divergence",
    source=Source("Zhang", 2022, "Lemma 4.7.8, the first two lines of the last display of its proof"),
    as_printed=True,
    statement="KL(Bern(p_1), Bern(p_0)) <= (p_0 - p_1)^2/(p_0 (1 - p_0)).",
    variables={_q: (1e-3, 0.999), _part: (0.01, 0.9)},
    parts={
        "KL <= (p_0 - p_1)^2/(p_0 (1 - p_0))": (
            _p * sympy.log(_p / _q) + (1 - _p) * sympy.log((1 - _p) / (1 - _q)), (_q - _p) ** 2 / (_q * (1 - _q)),
        ),
    },
    notes="log t <= t - 1 for both logarithms. In the lemma p_1 = p_0/2 and p_0 <= 1/4: so that the right side is 1.63 to 1.73 times KL.",
)  # fmt: skip

_eta, _level = nonconvex.params[gamma], nonconvex.params[tau].subs(gamma, nonconvex.params[gamma])
_noise = 2 * sigma**2 * (_eta * L) ** ((2 * alpha - 2) / alpha)

parameters = Inequality(
    name="zhang2022.proof-4.4.1.parameters",
    source=Source("Zhang", 2022, "section 4.7.1, proof of Theorem 4.4.1"),
    as_printed=True,
    statement="With the printed eta and tau: eta L tau <= 1/12; eta L sigma^alpha tau^(2-alpha) + sigma^(2 alpha)/tau^(2 alpha-2) = 2"
    " sigma^2 (eta L)^((2 alpha-2)/alpha); 16 sigma^2 (eta L)^((2 alpha-2)/alpha) <= 16 f_0/(eta K).",
    variables={alpha: (1.05, 2.0), sigma: (1e-3, 10.0), L: (0.1, 10.0), Delta_0: (1e-3, 10.0), n: (1.0, 1e4)},
    parts={
        "eta L tau <= 1/12": (_eta * L * _level, sympy.Rational(1, 12)),
        "T_2 is at most what is printed": (
            _eta * L * sigma**alpha * _level ** (2 - alpha) + sigma ** (2 * alpha) / _level ** (2 * alpha - 2), _noise * (1 + 1e-9),
        ),
        "T_2 <= 16 f_0/(eta K)": (8 * _noise, 16 * Delta_0 / (_eta * n) * (1 + 1e-9)),
    },
    notes="G is sigma, and '16 G^2 ... = 20 f_0/(eta K)' is <=. eta L tau has the unit of a gradient: 1/12 is one as much as 12 sigma is a"
    " number. The factor 1 + 1e-9 is for rounding, as both are equalities (the second where eta is the third term).",
)  # fmt: skip
