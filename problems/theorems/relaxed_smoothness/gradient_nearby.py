"""How much larger the gradient of an (L0, L1)-smooth function can be at a distance of at most
1/L1: at most e times, and a little more.
"""

import sympy

from theorybench.problems.theorems.relaxed_smoothness.one_step import g, r
from theorybench.vocabulary import L0, L1, Inequality, Source

largest = (L0 / L1 + g) * sympy.exp(L1 * r) - L0 / L1

lemma = Inequality(
    name="zhang2022.lem-3.7.1",
    source=Source("Zhang", 2022, "Lemma 3.7.1"),
    statement="||grad f(x+)|| <= 4 (L0/L1 + ||grad f(x)||) for ||x+ - x|| <= min{1/L1, 1}",
    as_printed=True,
    variables={L0: (1e-6, 1e6), L1: (1e-6, 1e6), g: (0, 1e9), r: (1e-9, 1)},
    parts={"at the largest gradient": (largest, 4 * (L0 / L1 + g))},
    premises=(r <= 1 / L1,),
)
