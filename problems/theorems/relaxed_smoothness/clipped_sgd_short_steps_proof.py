"""Where a step of clipped SGD is clipped the gradient is large, (3.15): the step of the proof."""

from dataclasses import replace

from theorybench.problems.theorems.relaxed_smoothness import clipped_sgd_short_steps as printed
from theorybench.problems.theorems.relaxed_smoothness.one_step import G_k
from theorybench.vocabulary import L1, tau

lemma = replace(
    printed.lemma,
    name="zhang2022.proof-3.4.4.eq-3.15.proof",
    statement="The same with h_k = min{1 / (16 L1 (||g_k|| + tau)), eta}",
    parts={
        "the equality, which holds or is >=": (G_k - tau, 1 / (16 * L1 * printed.step) - 2 * tau),
        "first and last": (1 / (32 * L1 * printed.step), G_k - tau),
    },
    slip="",
    notes="(7 - 1) / (7 + 1) / 16 = 3/64 would do for 1/32.",
)
