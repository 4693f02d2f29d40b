"""What the text says in passing of its assumptions: a moment bounds the gradient and, with strong
convexity, the domain; norms of B.
"""

import sympy

from theorybench.problems.finitely_supported import finitely_supported, norm
from theorybench.problems.ranges import ranges
from theorybench.vocabulary import GRADIENT, LENGTH, Constant, Inequality, Source, alpha, mu

_law = finitely_supported(2, 1)
_apart = Constant("r", "||x - y||", LENGTH, "\\|x-y\\|")
_slope = Constant("s", "derivative at x along the line from x to y", GRADIENT, real=True)
_steeper = sympy.Max(abs(_slope), abs(_slope + mu * _apart))

bounded = Inequality(
    name="zhang2022.sec-4.4.1.bounded",
    source=Source("Zhang", 2022, "section 4.4.1, after Assumptions 4.4.3 and 4.4.4"),
    as_printed=True,
    statement="E||g||^alpha <= G^alpha implies ||grad f(x)|| <= G; with strong convexity, ||x - y||"
    " <= 2 G/mu on the domain.",
    variables=ranges(alpha, mu) | {_apart: (0.01, 100.0), _slope: (-100.0, 100.0)} | _law.ranges(),
    parts={
        "||E g|| <= (E||g||^alpha)^(1/alpha)": (
            norm(_law.mean_vector()),
            _law.moment(alpha) ** (1 / alpha),
        ),
        "||x - y|| <= 2 G/mu": (_apart, 2 * _steeper / mu),
    },
)

_b = tuple(Constant(f"B_{i}", "E|g_i|^alpha <= B_i^alpha", GRADIENT) for i in (1, 2, 3))
_2, _alpha = (
    sympy.Add(*(b**power for b in _b)) ** (1 / power) for power in (sympy.Integer(2), alpha)
)

norms = Inequality(
    name="zhang2022.sec-4.5.1.norms",
    source=Source("Zhang", 2022, "section 4.5.1, after Theorem 4.5.1"),
    as_printed=True,
    statement="||B||_2 <= ||B||_alpha, alpha in (1, 2].",
    variables=ranges(alpha) | dict.fromkeys(_b, (1e-3, 1e3)),
    parts={"||B||_2 <= ||B||_alpha": (_2, _alpha)},
)
