"""Where a step of clipped SGD is clipped the gradient is large, (3.15): the printed step."""

import sympy

from theorybench.problems.theorems.relaxed_smoothness.bounded_noise_law import eta
from theorybench.problems.theorems.relaxed_smoothness.one_step import G_k
from theorybench.vocabulary import L0, L1, T, Inequality, Source, tau

ranges = {**dict.fromkeys((L0, L1, tau), (1e-3, 1e3)), T: (1, 1e6), G_k: (1e-6, 1e6)}
printed_step = sympy.Min(1 / (16 * eta * L1 * (G_k + tau)), eta, evaluate=False)
step = sympy.Min(1 / (16 * L1 * (G_k + tau)), eta, evaluate=False)

lemma = Inequality(
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
)
