"""The descent inequality in the proof of Theorem 3.4.1: by how much one step lowers f."""

import sympy

from theorybench.problems.theorems.relaxed_smoothness.one_step import g, proof, q, ranges
from theorybench.vocabulary import L0, L1, Inequality

excess = (L0 + L1 * g) * (sympy.exp(q) - 1 - q) / L1**2

lemma = Inequality(
    name="zhang2022.proof-3.4.1.descent",
    source=proof,
    statement=(
        "f(x_{k+1}) <= f(x_k) - h_k ||grad||^2 + (5 L0 + 4 L1 ||grad||) / 2 ||grad||^2 h_k^2, for"
        " steps of length h_k ||grad|| <= min{1, 1/L1}"
    ),
    as_printed=True,
    variables={**ranges, q: (1e-3, 1)},
    parts={"descent inequality": (excess, (5 * L0 + 4 * L1 * g) / 2 * (q / L1) ** 2)},
    premises=(q <= L1,),
)
