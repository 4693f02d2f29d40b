"""Moments of the norm of a gradient against those of its coordinates: as printed with a
superfluous d^(alpha/2), and as they are.
"""

import sympy

from theorybench.problems.few_point_laws import few_points, norm
from theorybench.vocabulary import GRADIENT, Constant, Erratum, Inequality, Source, alpha

_here, _there = (
    tuple(Constant(f"{at}_{i}", f"coordinate {i} of g at {at}", GRADIENT) for i in (1, 2))
    for at in ("x", "y")
)
_total = sympy.Add(*(sympy.Max(u, v) ** alpha for u, v in zip(_here, _there, strict=True)))
_D = sympy.Max(norm(_here), norm(_there)) ** alpha

printed = Inequality(
    name="zhang2022.lem-4.7.4",
    source=Source("Zhang", 2022, "Lemma 4.7.4"),
    as_printed=True,
    statement=(
        "Under assumption 4.5.1, if E||g||^alpha <= D for all x then d^(alpha/2 - 1)"
        " ||B||_alpha^alpha <= D <= d^(alpha/2) ||B||_alpha^alpha."
    ),
    variables={
        alpha: (1.01, 2.0),
        _here[0]: (0.01, 10.0),
        **dict.fromkeys((_here[1], *_there), (0.0, 10.0)),
    },
    parts={
        "d^(alpha/2 - 1) ||B||_alpha^alpha <= D": (2 ** (alpha / 2 - 1) * _total, _D),
        "D <= d^(alpha/2) ||B||_alpha^alpha": (_D, 2 ** (alpha / 2) * _total),
    },
    erratum=Erratum(
        what=(
            "B_i bounds coordinate i at every x, and coordinates that are large at different x need"
            " not be large together: without noise, grad f = (1, 0) at one point and (0, 1) at"
            " another has D = 1 and B = (1, 1), and the left side is 2^(alpha/2). Read literally"
            " both sides fail for any g, because D and B_i may be any upper bounds"
        ),
        corrected="zhang2022.lem-4.7.4.corrected",
    ),
    notes=(
        "B_i and D are the best constants of one g, the maxima over all x; here two points x, y in"
        " d = 2, without noise. Were D the smallest constant for all g with these B_i, which is not"
        " what 'for any g' says, it would be ||B||_alpha^alpha (coordinate i is B_i p_i^(-1/alpha)"
        " with probability p_i, the others 0) and the lemma true. For d > 1 the right side holds"
        " and is never reached: d^(alpha/2) is superfluous, so that no noise makes it 'tighter',"
        " independent or not. The printed advantage d of coordinate-wise clipping (corollary 4.5.1"
        " against theorem 4.5.1) rests on it."
    ),
)

_law = few_points(3, 2)
_coordinates = _law.mean(lambda v: sympy.Add(*(abs(x) ** alpha for x in v)))

corrected = Inequality(
    name="zhang2022.lem-4.7.4.corrected",
    source=Source("Zhang", 2022, "Lemma 4.7.4 at one point x, without the factor d^(alpha/2)"),
    statement=(
        "At every x: d^(alpha/2 - 1) sum_i E|g_i|^alpha <= E||g||^alpha <= sum_i E|g_i|^alpha <="
        " ||B||_alpha^alpha."
    ),
    variables={alpha: (1.01, 2.0), **_law.ranges(10.0, 1e-3)},
    parts={
        "d^(alpha/2 - 1) sum_i E|g_i|^alpha <= E||g||^alpha": (
            2 ** (alpha / 2 - 1) * _coordinates,
            _law.moment(alpha),
        ),
        "E||g||^alpha <= sum_i E|g_i|^alpha": (_law.moment(alpha), _coordinates),
    },
    notes=(
        "(sum u_i)^(alpha/2) is concave and subadditive in u_i = g_i^2 >= 0, as alpha/2 <= 1:"
        " Jensen gives the left side, an equality where all |g_i| are the same; subadditivity the"
        " right side, an equality where one coordinate alone is not 0. All laws of three values in"
        " the plane."
    ),
)
