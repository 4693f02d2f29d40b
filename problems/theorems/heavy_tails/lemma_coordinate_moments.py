"""Moments of a gradient's norm against those of its coordinates: as printed, and as they are."""

import sympy

from theorybench.problems.finitely_supported import finitely_supported, norm
from theorybench.problems.ranges import ranges
from theorybench.vocabulary import GRADIENT, Constant, Inequality, Source, alpha

_here, _there = (
    tuple(Constant(f"{at}_{i}", f"coordinate {i} of g at {at}", GRADIENT) for i in (1, 2))
    for at in ("x", "y")
)
_total = sympy.Add(*(sympy.Max(u, v) ** alpha for u, v in zip(_here, _there, strict=True)))
_D = sympy.Max(norm(_here), norm(_there)) ** alpha
_law = finitely_supported(3, 2)
_coordinates = _law.mean(lambda v: sympy.Add(*(abs(x) ** alpha for x in v)))

printed, corrected = Inequality(
    name="zhang2022.lem-4.7.4",
    source=Source("Zhang", 2022, "Lemma 4.7.4"),
    statement="Under assumption 4.5.1, if E||g||^alpha <= D for all x then d^(alpha/2 - 1)"
    " ||B||_alpha^alpha <= D <= d^(alpha/2) ||B||_alpha^alpha.",
    variables=ranges(alpha)
    | {_here[0]: (0.01, 10.0), **dict.fromkeys((_here[1], *_there), (0.0, 10.0))},
    parts={
        "d^(alpha/2 - 1) ||B||_alpha^alpha <= D": (2 ** (alpha / 2 - 1) * _total, _D),
        "D <= d^(alpha/2) ||B||_alpha^alpha": (_D, 2 ** (alpha / 2) * _total),
    },
).corrected(
    what="B_i bounds coordinate i at every x, and coordinates that are large at different x need"
    " not be large together: without noise, grad f = (1, 0) at one point and (0, 1) at another has"
    " D = 1 and B = (1, 1), and the left side is 2^(alpha/2). Read literally both sides fail for"
    " any g, because D and B_i may be any upper bounds",
    source=Source("Zhang", 2022, "Lemma 4.7.4 at one point x, without the factor d^(alpha/2)"),
    statement="At every x: d^(alpha/2 - 1) sum_i E|g_i|^alpha <= E||g||^alpha <= sum_i E|g_i|^alpha"
    " <= ||B||_alpha^alpha.",
    variables=ranges(alpha) | _law.ranges(),
    parts={
        "d^(alpha/2 - 1) sum_i E|g_i|^alpha <= E||g||^alpha": (
            2 ** (alpha / 2 - 1) * _coordinates,
            _law.moment(alpha),
        ),
        "E||g||^alpha <= sum_i E|g_i|^alpha": (_law.moment(alpha), _coordinates),
    },
)
