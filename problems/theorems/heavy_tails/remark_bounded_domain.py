"""A moment bounds the gradient and, with strong convexity, the domain: said after Theorem 4.4.2."""

import sympy

from theorybench.problems.finitely_supported import finitely_supported, norm
from theorybench.problems.ranges import ranges
from theorybench.vocabulary import GRADIENT, LENGTH, Constant, Inequality, Source, alpha, mu

_law = finitely_supported(2, 1)
_apart = Constant("r", "||x - y||", LENGTH, "\\|x-y\\|")
_slope = Constant("s", "derivative at x along the line from x to y", GRADIENT, real=True)
_steeper = sympy.Max(abs(_slope), abs(_slope + mu * _apart))
_root = _law.moment(alpha) ** (1 / alpha)

bounded = Inequality(
    name="zhang2022.sec-4.4.1.bounded",
    source=Source("Zhang", 2022, "section 4.4.1, after Assumptions 4.4.3 and 4.4.4"),
    as_printed=True,
    statement="E||g||^alpha <= G^alpha implies ||grad f(x)|| <= G; with strong convexity, ||x - y||"
    " <= 2 G/mu on the domain.",
    variables=ranges(alpha, mu) | {_apart: (0.01, 100.0), _slope: (-100.0, 100.0)} | _law.ranges(),
    parts={
        "||E g|| <= (E||g||^alpha)^(1/alpha)": (norm(_law.mean_vector()), _root),
        "||x - y|| <= 2 G/mu": (_apart, 2 * _steeper / mu),
    },
)
