"""The gradient along the way to a nearby point, in the proof of Lemma 3.7.1."""

import sympy

from theorybench.problems.theorems.relaxed_smoothness.gradient_nearby import largest
from theorybench.problems.theorems.relaxed_smoothness.one_step import g, r, t
from theorybench.vocabulary import L0, L1, Inequality, Source

lemma = Inequality(
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
