"""Gradient descent with any fixed step on smooth strongly convex functions: distance, gap and
gradient norm fall by one exact factor.
"""

from typing import Any

import sympy

from theorybench.problems.functions.quadratic import quadratic
from theorybench.vocabulary import G_0, L, R, Delta_0, Mode, Problem, Source, Theorem, Values
from theorybench.vocabulary import distance, gamma, gap, gradient_descent, gradient_norm
from theorybench.vocabulary import has_minimiser, mu, n, share, smooth, strongly_convex


def worst_case(c: Values) -> Problem:
    """Started along the coordinate that forgets the slowest, every metric is multiplied by the
    same factor in every step.
    """
    overshot = abs(1 - c[share]) > 1 - 0.2 * c[share]
    return quadratic(
        f"one-coordinate-{c[share]}", (1.0, 0.2), (1.0, 0.0) if overshot else (0.0, 1.0)
    )


_factor = sympy.Max(sympy.Abs(1 - gamma * L), sympy.Abs(1 - gamma * mu))
_shared: dict[str, Any] = {
    "assumes": (strongly_convex, smooth, has_minimiser),
    "algorithm": gradient_descent,
    "params": {gamma: share / L},
    "mode": Mode.DETERMINISTIC,
    "valid_when": (gamma * L <= 2,),
    "settings": tuple(
        {n: steps, share: step} for steps in (1, 3, 10) for step in (0.5, 1.0, 1.5, 1.9)
    ),
    "witness": worst_case,
}
_AUTHORS, _LINK = "Taylor, Hendrickx, Glineur", "https://arxiv.org/abs/1705.04398"
_NOTE = (
    "The source is about the proximal gradient method; this is its case without a nonsmooth part."
    " Equal to the value of the performance estimation problem to 6 digits for n = 1, 2, 3 and four"
    " steps, so that the bound is still exact."
)
entries = (
    Theorem(
        name="taylor2018.thm-3.1",
        source=Source(_AUTHORS, 2018, "Theorem 3.1", _LINK),
        statement=(
            "||x_n - x*|| <= rho^n ||x_0 - x*||, rho = max{|1 - gamma L|, |1 - gamma mu|}, for 0 <="
            " gamma <= 2/L"
        ),
        metric=distance,
        bound=_factor**n * R,
        notes=_NOTE,
        **_shared,
    ),
    Theorem(
        name="taylor2018.thm-3.2",
        source=Source(_AUTHORS, 2018, "Theorem 3.2", _LINK),
        statement=(
            "||grad f(x_n)|| <= rho^n ||grad f(x_0)||, rho = max{|1 - gamma L|, |1 - gamma mu|},"
            " for 0 <= gamma <= 2/L"
        ),
        metric=gradient_norm,
        bound=_factor**n * G_0,
        notes=_NOTE,
        **_shared,
    ),
    Theorem(
        name="taylor2018.thm-3.3",
        source=Source(_AUTHORS, 2018, "Theorem 3.3", _LINK),
        statement=(
            "f(x_n) - f* <= rho^(2n) (f(x_0) - f*), rho = max{|1 - gamma L|, |1 - gamma mu|}, for 0"
            " <= gamma <= 2/L"
        ),
        metric=gap,
        bound=_factor ** (2 * n) * Delta_0,
        notes=_NOTE,
        **_shared,
    ),
)
