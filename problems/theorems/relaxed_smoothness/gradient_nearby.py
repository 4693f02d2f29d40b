"""How much larger the gradient of an (L0, L1)-smooth function can be at a distance of at most
1/L1: at most e times, and a little more.
"""

from dataclasses import replace

import sympy

from theorybench.vocabulary import GRADIENT, L0, L1, LENGTH, ONE, Constant, Inequality, Source


g = Constant("g", "norm of the gradient at x", GRADIENT, "\\|\\nabla f(x)\\|")
r = Constant("r", "distance from x", LENGTH)
t = Constant("t", "share of the way", ONE)

largest = (L0 / L1 + g) * sympy.exp(L1 * r) - L0 / L1

lemma = Inequality(
    name="zhang2022.lem-3.7.1",
    source=Source("Zhang", 2022, "Lemma 3.7.1"),
    statement=(
        "||grad f(x+)|| <= 4 (L0/L1 + ||grad f(x)||) if f(x) <= f(x_0) and ||x+ - x|| <="
        " min{1/L1, 1}"
    ),
    as_printed=True,
    variables={L0: (1e-6, 1e6), L1: (1e-6, 1e6), g: (0, 1e9), r: (1e-9, 1)},
    parts={"at the largest gradient": (largest, 4 * (L0 / L1 + g))},
    premises=(r <= 1 / L1,),
    notes=(
        "For all functions at once: along the way u = ||grad f|| has |u'| <= L0 + L1 u, so that u"
        " <= (L0/L1 + g) e^(L1 r) - L0/L1 (Groenwall), which the function with f' = (L0/L1 + g)"
        " e^(L1 y) - L0/L1 reaches. So e would do for 4 where g is large, e - 1 where it is 0."
    ),
)

everywhere = replace(
    lemma,
    name="zhang2022.rem-3.7.1",
    source=Source("Zhang", 2022, "Remark 3.7.1"),
    statement="If f is (L0, L1)-smooth everywhere, ||x+ - x|| <= 1/L1 is enough in Lemma 3.7.1",
    variables={**lemma.variables, r: (1e-9, 1e9)},
    notes="The 1 is only there to keep x+ in the set (3.3).",
)

on_the_way = Inequality(
    name="zhang2022.lem-3.7.1.proof",
    source=Source("Zhang", 2022, "proof of Lemma 3.7.1"),
    statement=(
        "||grad f(gamma(t))|| <= L0/L1 + ||grad f(x)|| + int_0^t (L0/L1 + ||grad f(x)||) e^(t - s)"
        " ds at a share t of the way"
    ),
    as_printed=True,
    variables={L0: (1e-6, 1e6), L1: (1e-6, 1e6), g: (0, 1e9), r: (1e-9, 1), t: (1e-9, 1)},
    parts={"Groenwall": (largest.subs(r, t * r), (L0 / L1 + g) * sympy.exp(t))},
    premises=(r <= 1 / L1,),
    notes="The integral is (L0/L1 + g) (e^t - 1).",
)
