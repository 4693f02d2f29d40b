"""How short a step of clipped SGD can be, in the proof of Theorem 3.4.4: where it is clipped the
gradient is large.
"""

from dataclasses import replace

import sympy

from theorybench.problems.theorems.relaxed_smoothness.bounded_noise_law import eta, g
from theorybench.problems.theorems.relaxed_smoothness.clipped_sgd_descent import G_k
from theorybench.vocabulary import L0, L1, T, Inequality, Source, tau

ranges = {L0: (1e-3, 1e3), L1: (1e-3, 1e3), tau: (1e-3, 1e3), T: (1, 1e6), G_k: (1e-6, 1e6)}
printed_step = sympy.Min(1 / (16 * eta * L1 * (G_k + tau)), eta, evaluate=False)
step = sympy.Min(1 / (16 * L1 * (G_k + tau)), eta, evaluate=False)

clipped = Inequality(
    name="zhang2022.proof-3.4.4.eq-3.15",
    source=Source("Zhang", 2022, "(3.15)"),
    statement=(
        "||grad|| >= ||g_k|| - tau = 1 / (16 L1 h_k) - 2 tau >= 1 / (32 L1 h_k) where ||g_k|| >= 1"
        " / (16 L1 eta) - tau"
    ),
    as_printed=True,
    variables=ranges,
    parts={"first and last": (1 / (32 * L1 * printed_step), G_k - tau)},
    premises=(G_k >= 1 / (16 * L1 * eta) - tau,),
    slip=(
        "'the equality holds because h_k = 1 / (16 eta L1 (||g_k|| + tau))', which is the printed"
        " step; the equality needs the step without that eta"
    ),
    notes=(
        "With either step the ends are right, as eta <= 1. eta <= 1 / (128 L1 tau) makes ||g_k|| >="
        " 7 tau."
    ),
)

of_proof = replace(
    clipped,
    name="zhang2022.proof-3.4.4.eq-3.15.proof",
    statement="The same with h_k = min{1 / (16 L1 (||g_k|| + tau)), eta}",
    parts={
        "the equality, which holds or is >=": (G_k - tau, 1 / (16 * L1 * step) - 2 * tau),
        "first and last": (1 / (32 * L1 * step), G_k - tau),
    },
    slip="",
    notes="(7 - 1) / (7 + 1) / 16 = 3/64 would do for 1/32.",
)

least = Inequality(
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
