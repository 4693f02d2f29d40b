"""By how much every step lowers f while the gradient is at least epsilon, in the proof of Theorem
3.4.1.
"""

from theorybench.problems.theorems.relaxed_smoothness.one_step import clipped, fall, g, proof
from theorybench.problems.theorems.relaxed_smoothness.one_step import ranges
from theorybench.vocabulary import Inequality, epsilon

lemma = Inequality(
    name="zhang2022.proof-3.4.1.min",
    source=proof,
    as_printed=True,
    variables={**ranges, epsilon: (1e-9, 1e9)},
    parts={"fall": (fall(), clipped() * g**2 / 2)},
    premises=(epsilon <= g,),
    slip="its second case overlooks steps cut to length 1, see zhang2022.proof-3.4.1.gentle",
    notes="By zhang2022.proof-3.4.1.steep and zhang2022.proof-3.4.1.gentle.corrected.",
)
