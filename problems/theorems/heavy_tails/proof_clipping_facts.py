"""Facts that the proofs for clipped SGD use in passing, and that hold: projections, and powers of
norms.
"""

import sympy

from theorybench.problems.finitely_supported import minus, norm
from theorybench.problems.ranges import ranges
from theorybench.vocabulary import GRADIENT, ONE, Constant, Inequality, Source, alpha, tau

_share = Constant("c", "2 ||grad f||/tau", ONE)
_more = Constant("m", "||v||/tau", ONE)
_angle = Constant("theta", "angle between v and grad f", ONE, real=True)
_gradient = (_share * tau / 2, sympy.S.Zero)
_unit = (tau * sympy.cos(_angle), tau * sympy.sin(_angle))

projection = Inequality(
    name="zhang2022.lem-4.7.2.projection",
    source=Source("Zhang", 2022, "Lemma 4.7.2, the fact in its proof"),
    as_printed=True,
    statement="||v|| >= tau and ||grad f|| <= tau/2 imply ||grad f - v|| >= ||grad f - tau"
    " v/||v||||.",
    variables=ranges(tau) | {_share: (0.0, 1.0), _more: (1.0, 100.0), _angle: (-3.2, 3.2)},
    parts={
        "||grad f - tau v/||v|||| <= ||grad f - v||": (
            norm(minus(_gradient, _unit)),
            norm(minus(_gradient, tuple(_more * x for x in _unit))),
        ),
    },
    notes="tau v/||v|| is the point of the ball of radius tau that is next to v; ||grad f|| <= tau"
    " would do. An equality at ||v|| = tau.",
)

_u, _v = (
    tuple(Constant(f"{letter}_{i}", "a vector", GRADIENT, real=True) for i in (1, 2))
    for letter in "uv"
)
_sum = norm(tuple(x + y for x, y in zip(_u, _v, strict=True)))

jensen = Inequality(
    name="zhang2022.lem-4.7.10.jensen",
    source=Source("Zhang", 2022, "Lemma 4.7.10, the last display of its proof"),
    as_printed=True,
    statement="||u + v||^alpha <= 4 ||(u + v)/2||^alpha <= 2 (||u||^alpha + ||v||^alpha) for any u,"
    " v and alpha in (1, 2].",
    variables=ranges(alpha) | dict.fromkeys((*_u, *_v), (-100.0, 100.0)),
    parts={
        "||u + v||^alpha <= 4 ||(u + v)/2||^alpha": (_sum**alpha, 4 * (_sum / 2) ** alpha),
        "4 ||(u + v)/2||^alpha <= 2 (||u||^alpha + ||v||^alpha)": (
            4 * (_sum / 2) ** alpha,
            2 * (norm(_u) ** alpha + norm(_v) ** alpha),
        ),
    },
    notes="2^alpha <= 4, and convexity of ||.||^alpha: equalities at alpha = 2 and at u = v.",
)
