"""By how much a step lowers f where the gradient is small, in the proof of Theorem 3.4.1, which
forgets that steps may be cut to length 1.
"""

import sympy

from theorybench.problems.theorems.relaxed_smoothness.one_step import clipped, g, proof, ranges, rho
from theorybench.vocabulary import L0, L1, Inequality

printed, corrected = Inequality(
    name="zhang2022.proof-3.4.1.gentle",
    source=proof,
    variables={L0: (0.1, 10), L1: (0.01, 10), g: (1e-3, 1e3)},
    parts={"h_k is 1 / (10 L0)": (g**2 / (20 * L0), clipped() * g**2 / 2)},
    premises=(g <= L0 / L1,),
    as_printed=True,
    notes="That ||grad||^2 is at least eps^2 needs no test.",
).corrected(
    what=(
        "for L1 < 1/10 the step may be 1 / ||grad||, cut to the radius 1 of the set (3.3), though"
        " ||grad|| <= L0 / L1: it is then shorter than 1 / (10 L0). The theorem survives"
    ),
    variables={**ranges, rho: (1e-6, 1e6)},
    parts={"fall": (sympy.Min(g**2 / (20 * L0), 5 * rho**2 * L0), clipped(rho) * g**2 / 2)},
    notes=(
        "If the step is rho / g < 1 / (10 L0), then g > 10 rho L0 and rho g / 2 > 5 rho^2 L0, which"
        " is more than L0 / (20 max{1/rho^2, L1^2}). In the source rho is 1."
    ),
)
