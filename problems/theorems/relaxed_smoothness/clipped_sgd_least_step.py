"""How short a step of clipped SGD can be, in the proof of Theorem 3.4.4."""

import sympy

from theorybench.problems.theorems.relaxed_smoothness.bounded_noise_law import eta
from theorybench.problems.theorems.relaxed_smoothness.clipped_sgd_short_steps import ranges, step
from theorybench.problems.theorems.relaxed_smoothness.one_step import G_k, g
from theorybench.vocabulary import L1, Inequality, Source, tau

lemma = Inequality(
    name="zhang2022.proof-3.4.4.step",
    source=Source("Zhang", 2022, "section 3.7.4, after (3.14)"),
    statement="h_k ||grad||^2 >= min{eta, 1 / (32 L1 ||grad||)} ||grad||^2",
    as_printed=True,
    variables={**ranges, g: (1e-6, 1e6)},
    parts={"step": (sympy.Min(eta, 1 / (32 * L1 * g)) * g**2, step * g**2)},
    premises=(G_k <= g + tau,),
    slip=(
        "'h_k = min{eta, 1 / (16 L1 (||grad|| + tau))}' has ||grad|| for ||g_k||, which may be"
        " larger by tau; and it is the step without the eta that (3.11) has too many"
    ),
    notes=(
        "||g_k|| <= ||grad|| + tau gives 1 / (16 L1 (||grad|| + 2 tau)), and ||grad|| >= 6 tau"
        " where a step is clipped: 3/64 would do for 1/32."
    ),
)
