"""Why half of the first-order decrease is left, in the proof of Theorem 3.4.1: steps are short
enough for the descent inequality.
"""

from theorybench.problems.theorems.relaxed_smoothness.one_step import clipped, g, proof, ranges
from theorybench.vocabulary import L0, L1, Inequality

step = clipped()

lemma = Inequality(
    name="zhang2022.proof-3.4.1.step",
    source=proof,
    as_printed=True,
    variables=ranges,
    parts={
        "short enough": (step, 1 / (5 * L0 + 4 * L1 * g)),
        "half": (step * g**2 / 2, step * g**2 - (5 * L0 + 4 * L1 * g) / 2 * g**2 * step**2),
    },
    notes=(
        "5 L0 h_k <= 1/2 and 4 L1 ||grad|| h_k <= 4/10: nine tenths of what is allowed, reached at"
        " ||grad|| = L0 / L1 for L1 >= 1/10."
    ),
)
