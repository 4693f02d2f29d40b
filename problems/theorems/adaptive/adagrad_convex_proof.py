"""AdaGrad on convex functions, smooth and noisy by coordinate: the bound of the proof."""

from dataclasses import replace

from sympy import sqrt

from theorybench.problems.theorems.adaptive.adagrad_convex import theorem
from theorybench.vocabulary import D_2, T, D_inf, L_sum, Source, batch, epsilon_AdaGrad, eta_X, gap
from theorybench.vocabulary import mean, sigma_sum

_C = D_inf**2 / (2 * eta_X) + eta_X

proof = replace(
    theorem,
    name="liu2025.proof-4.1",
    source=Source(
        "Liu, Pan, Zhang", 2025, "proof of Theorem 4.1", "https://arxiv.org/abs/2406.15244"
    ),
    statement="",
    metric=mean(gap),
    bound=2 * L_sum * _C**2 / T
    + 2 * _C * sigma_sum / sqrt(batch * T)
    + epsilon_AdaGrad * D_2**2 / (eta_X * T),
    oracles=None,
)
