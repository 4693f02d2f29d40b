"""Case 2 of the proof for nonconvex functions, long gradients: as printed, and as it holds."""

import sympy

from theorybench.problems.finitely_supported import FinitelySupported, clipped, inner
from theorybench.problems.ranges import ranges
from theorybench.vocabulary import ONE, Constant, Inequality, Source, alpha, tau

share = Constant("c", "the step in units of the largest that is allowed", ONE)
_more = Constant("m", "gradient norm in units of tau")
_w = Constant("w", "odds of the smaller value of the noise")
_a = _more * tau
_sigma = share * tau / 16
_u = _sigma / ((1 + _w ** (1 - alpha)) / (1 + _w)) ** (1 / alpha)
_law = FinitelySupported(((_a + _u,), (_a - _u / _w,)), (sympy.S.One, _w))
_progress = _law.mean(lambda v: inner((_a,), clipped(v, tau)))

printed, corrected = Inequality(
    name="zhang2022.proof-4.4.1.case-2",
    source=Source("Zhang", 2022, "section 4.7.1, proof of Theorem 4.4.1"),
    as_printed=True,
    statement="If ||grad f|| >= tau/2 >= 8 sigma: E <grad f, g clipped> >= ||grad f||/3 + 8 sigma/3"
    " >= ||grad f||/6.",
    variables={alpha: (1.05, 2.0)}
    | ranges(tau)
    | {_more: (0.5, 100.0), share: (1e-3, 1.0), _w: (1e-3, 1e3)},
    parts={
        "||grad f||/6 <= E <grad f, g clipped>": (_a / 6, _progress),
        "||grad f||/3 + 8 sigma/3 <= E <grad f, g clipped>": (_a / 3 + 8 * _sigma / 3, _progress),
    },
    notes="Noise of two values on a line, with E|noise|^alpha = sigma^alpha, sigma up to tau/16.",
).corrected(
    what="a factor tau is lost: where nothing is clipped the left side is ||grad f||^2, and grad f"
    " = 1/10, tau = 1/5 has 1/100 < 1/60. The sign of 8 sigma/3 contradicts lemma 4.7.3; and"
    " nothing prescribed makes tau >= 16 sigma",
    statement="If ||grad f|| >= tau/2 >= 8 sigma: E <grad f, g clipped> >= 7/16 tau ||grad f||, and"
    " so >= tau ||grad f||/6.",
    parts={
        "7/16 tau ||grad f|| <= E <grad f, g clipped>": (
            sympy.Rational(7, 16) * tau * _a,
            _progress,
        ),
    },
    notes="Clipping is a projection and moves two points no further apart: <grad f/a, g clipped> >="
    " min{a, tau} - ||g - grad f||, of mean >= tau/2 - tau/16.",
)
