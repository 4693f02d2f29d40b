"""By how much a step lowers f where the gradient is large, in the proof of Theorem 3.4.1."""

import sympy

from theorybench.problems.theorems.relaxed_smoothness.one_step import clipped, g, proof, ranges
from theorybench.vocabulary import L0, L1, Inequality

lemma = Inequality(
    name="zhang2022.proof-3.4.1.steep",
    source=proof,
    as_printed=True,
    variables=ranges,
    parts={"fall": (L0 / (20 * sympy.Max(1, L1**2)), clipped() * g**2 / 2)},
    premises=(g >= L0 / L1,),
)
