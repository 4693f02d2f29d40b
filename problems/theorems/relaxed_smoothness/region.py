"""The set around the sublevel set that the assumptions are needed on: any radius does, and it is
what max{1, L1^2} has the unit of.
"""

from theorybench.problems.theorems.relaxed_smoothness.one_step import clipped, fall, g, rho
from theorybench.vocabulary import L0, L1, Inequality, Source, epsilon

lemma = Inequality(
    name="zhang2022.eq-3.3",
    source=Source("Zhang", 2022, "(3.3)"),
    statement=(
        "The 1 of the set (3.3) may be any rho > 0: steps of length at most min{rho, 1 / (10 L1)}"
        " still lower f by min{L0 / (20 max{1/rho^2, L1^2}), eps^2 / (20 L0)}"
    ),
    variables={
        **dict.fromkeys((L0, L1, rho), (1e-6, 1e6)),
        g: (1e-6, 1e9),
        epsilon: (1e-9, 1e9),
    },
    parts={"fall": (fall(rho), clipped(rho) * g**2 / 2)},
    premises=(epsilon <= g,),
)
