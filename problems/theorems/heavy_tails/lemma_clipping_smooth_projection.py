"""Clipping moves a long vector towards a short gradient: a fact in the proof of Lemma 4.7.2."""

import sympy

from theorybench.problems.finitely_supported import minus, norm
from theorybench.problems.ranges import ranges
from theorybench.vocabulary import ONE, Constant, Inequality, Source, tau

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
)
