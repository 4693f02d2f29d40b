"""Clipped SGD with the step that its proof computes with, and the printed number of steps."""

from dataclasses import replace

from theorybench.problems.theorems.relaxed_smoothness.clipped_sgd import printed
from theorybench.problems.theorems.relaxed_smoothness.noisy_steps import noisy
from theorybench.vocabulary import Source, Steps, clipped_sgd_of_proof, epsilon

proof = replace(
    printed,
    name="zhang2022.thm-3.4.4.proof",
    source=Source("Zhang", 2022, "section 3.7.4"),
    statement="The same with h = min{1 / (16 L1 (||g_k|| + tau)), eta}",
    erratum=None,
    algorithm=clipped_sgd_of_proof,
    settings=tuple({epsilon: Steps(budget)} for budget in (900, 1640, 3240, 5950)),
    oracles=(
        noisy(0.01, "fastest-growth", "slope-into-bend", "steep"),
        noisy(0.5, "slope-into-bend-1-0.3-20"),
    ),
    slip=(
        "(3.14) has h_k / 4, and the next display but two drops the 4; |U| >= T / 2 costs a factor"
        " 2 that is not paid; and E min ||grad f|| <= 2 eps is said to give P(min <= eps) >= 1/2 by"
        " Markov, which needs eps / 2. Expectations alone give 8, with more care in (3.14), where 4"
        " Delta / eps^4 is printed; that 4 is enough takes the variance of the noise too:"
        " zhang2022.thm-3.4.4.corrected"
    ),
)
