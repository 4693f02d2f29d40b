"""What clipping does to the second moment and to the mean of a gradient with a bounded moment of
order alpha.
"""

import sympy

from theorybench.problems.few_point_laws import (
    FewPointLaw,
    clipped,
    few_points,
    minus,
    norm,
)
from theorybench.vocabulary import Erratum, Inequality, Source, alpha, tau

_source = Source("Zhang", 2022, "Lemma 4.7.1")
_on_a_line, _in_the_plane = few_points(2, 1), few_points(3, 2)


def _inputs(law: FewPointLaw):
    return {alpha: (1.01, 2.0), tau: (0.1, 10.0), **law.ranges(10.0, 1e-3)}


def _parts(law: FewPointLaw, moment: sympy.Expr):
    """Both claims, with the moment of order alpha in place of G^alpha."""
    second = law.mean(lambda v: norm(clipped(v, tau)) ** 2)
    bias = norm(minus(law.mean_vector(lambda v: clipped(v, tau)), law.mean_vector())) ** 2
    return {
        "E||g clipped||^2 <= G^alpha tau^(2-alpha)": (second, moment * tau ** (2 - alpha)),
        "||E g clipped - grad f||^2 <= G^(2 alpha) tau^(-2(alpha-1))": (
            bias,
            moment**2 * tau ** (-2 * (alpha - 1)),
        ),
    }


printed = Inequality(
    name="zhang2022.lem-4.7.1",
    source=_source,
    as_printed=True,
    statement=(
        "Under assumption 4.4.1, E||g - grad f||^alpha <= G^alpha, the clipped gradient"
        " min{tau/||g||, 1} g has a second moment of at most G^alpha tau^(2-alpha), and its mean is"
        " off by at most G^alpha tau^(1-alpha)."
    ),
    variables=_inputs(_on_a_line),
    parts=_parts(_on_a_line, _on_a_line.moment(alpha, _on_a_line.mean_vector())),
    erratum=Erratum(
        what=(
            "the assumption bounds the moment of the noise g - grad f, the lemma needs that of g"
            " (assumption 4.4.3): without noise the second moment of the clipped gradient is that"
            " of the gradient, not 0"
        ),
        corrected="zhang2022.lem-4.7.1.corrected",
    ),
    notes=(
        "Assumption 4.4.1 names G and then prints sigma: one of them is the root of the moment, and"
        " it is called G here. All laws of two values on a line. The proof uses E||g||^alpha <="
        " G^alpha."
    ),
)

corrected = Inequality(
    name="zhang2022.lem-4.7.1.corrected",
    source=Source("Zhang", 2022, "Lemma 4.7.1 with assumption 4.4.3, as its proof uses it"),
    statement=(
        "With E||g||^alpha <= G^alpha: E||g clipped||^2 <= G^alpha tau^(2-alpha), ||E g clipped -"
        " grad f||^2 <= G^(2 alpha) tau^(-2(alpha-1))."
    ),
    variables=_inputs(_in_the_plane),
    parts=_parts(_in_the_plane, _in_the_plane.moment(alpha)),
    notes=(
        "All laws of three values in the plane. For each g: ||g clipped||^2 = ||g clipped||^alpha"
        " ||g clipped||^(2-alpha) <= ||g||^alpha tau^(2-alpha), an equality at ||g|| = tau; ||g"
        " clipped - g|| = (||g|| - tau)+ <= c ||g||^alpha tau^(1-alpha) with c ="
        " (alpha-1)^(alpha-1) / alpha^alpha, an equality at ||g|| = alpha tau / (alpha-1). So the"
        " second bound is reached as alpha -> 1 and could be 16 times smaller at alpha = 2."
    ),
)
