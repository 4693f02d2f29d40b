"""The Euclidean norm of B is at most its alpha-norm: said after Theorem 4.5.1."""

import sympy

from theorybench.problems.ranges import ranges
from theorybench.vocabulary import GRADIENT, Constant, Inequality, Source, alpha

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
