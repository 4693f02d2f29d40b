"""What the text says in passing of its assumptions: a moment bounds the gradient and, with
strong convexity, the domain; norms of B.
"""

import sympy

from theorybench.problems.few_point_laws import few_points, norm
from theorybench.vocabulary import GRADIENT, LENGTH, Constant, Inequality, Source, alpha, mu

_law = few_points(2, 1)
_apart = Constant("r", "||x - y||", LENGTH, "\\|x-y\\|")
_slope = Constant("s", "derivative at x along the line from x to y", GRADIENT, real=True)
_there = _slope + mu * _apart

bounded = Inequality(
    name="zhang2022.sec-4.4.1.bounded",
    source=Source("Zhang", 2022, "section 4.4.1, after Assumptions 4.4.3 and 4.4.4"),
    as_printed=True,
    statement="E||g||^alpha <= G^alpha implies ||grad f(x)|| <= G; with strong convexity, ||x - y|| <= 2 G/mu on the domain.",
    variables={
        alpha: (1.01, 2.0), mu: (0.01, 100.0), _apart: (0.01, 100.0), _slope: (-100.0, 100.0),
        **_law.ranges(10.0, 1e-3),
    },
    parts={
        "||E g|| <= (E||g||^alpha)^(1/alpha)": (norm(_law.mean_vector()), _law.moment(alpha) ** (1 / alpha)),
        "||x - y|| <= 2 G/mu": (_apart, 2 * sympy.Max(abs(_slope), abs(_there)) / mu),
    },
    notes="Printed without the constants; on a line, where the slope grows by mu r at least. Jensen, an equality for g without noise, and"
    " mu ||x-y||^2 <= <grad f(x) - grad f(y), x-y> <= 2 G ||x-y||, an equality for mu x^2/2 on [-G/mu, G/mu]. So f - f* <= G r - mu r^2/2"
    " <= G^2/(2 mu): theorem 4.4.2 says nothing before (k+1)^(2(alpha-1)/alpha) > 32, which is k = 32 at alpha = 2, 181 at 1.5 and 3.3e4"
    " at 1.2.",
)  # fmt: skip

_b = tuple(Constant(f"B_{i}", "E|g_i|^alpha <= B_i^alpha", GRADIENT) for i in (1, 2, 3))
_2, _alpha = (
    sympy.Add(*(b**power for b in _b)) ** (1 / power) for power in (sympy.Integer(2), alpha)
)

norms = Inequality(
    name="zhang2022.sec-4.5.1.norms",
    source=Source("Zhang", 2022, "section 4.5.1, after Theorem 4.5.1"),
    as_printed=True,
    statement="||B||_2 <= ||B||_alpha, alpha in (1, 2].",
    variables={alpha: (1.01, 2.0), **dict.fromkeys(_b, (1e-3, 1e3))},
    parts={"||B||_2 <= ||B||_alpha": (_2, _alpha)},
    notes=(
        "Here d = 3; an equality where one B_i is all, or alpha = 2. 'So CClip has a worst case"
        " independent of d' is no more than that d is not written out: with all B_i = b both"
        " theorems grow with d, ||B||_2^2 = d b^2 and ||B||_alpha^2 = d^(2/alpha) b^2."
    ),
)
