"""AdaGrad on smooth convex functions with a smoothness and a noise level for every coordinate:
Theorem 4.1 and the bound of its proof.
"""

from dataclasses import replace

from sympy import Rational, sqrt

from theorybench.problems.functions.anisotropic_logistic import oracles
from theorybench.problems.noise import light
from theorybench.vocabulary import D_2, T, D_inf, Declared, L_sum, Mode, Source, Theorem, adagrad
from theorybench.vocabulary import batch, box_domain, convex, coordinate_smooth, coordinate_variance
from theorybench.vocabulary import epsilon_AdaGrad, eta_X, gap, gap_max, mean, minimal_everywhere
from theorybench.vocabulary import of_average, sigma_sum

LINK = "https://arxiv.org/abs/2406.15244"
C = D_inf**2 / (2 * eta_X) + eta_X
_noise = sigma_sum / sqrt(batch * T)

theorem = Theorem(
    name="liu2025.thm-4.1",
    source=Source("Liu, Pan, Zhang", 2025, "Theorem 4.1", LINK),
    as_printed=True,
    statement="For eta = D_inf, E f(mean of w_0 .. w_{T-1}) - f* = O(D_inf ||sigma||_1 / sqrt(MT) +"
    " ||L||_1 D_inf^2 / T) + O(epsilon D_2^2 / (D_inf T)).",
    assumes=(convex, coordinate_smooth, box_domain, minimal_everywhere, coordinate_variance),
    algorithm=adagrad,
    params={eta_X: D_inf, epsilon_AdaGrad: epsilon_AdaGrad},
    metric=of_average(gap),
    mode=Mode.EXPECTATION,
    bound=Rational(9, 2) * (D_inf * _noise + L_sum * D_inf**2 / T)
    + epsilon_AdaGrad * D_2**2 / (D_inf * T),
    horizon=T,
    settings=tuple({T: steps, epsilon_AdaGrad: 1e-8} for steps in (1, 16, 256)),
    declares=(Declared("projection: all points lie in the domain", at_most=gap_max),),
    oracles=(light, *oracles),
)

proof = replace(
    theorem,
    name="liu2025.proof-4.1",
    source=Source("Liu, Pan, Zhang", 2025, "proof of Theorem 4.1", LINK),
    statement="",
    metric=mean(gap),
    bound=2 * L_sum * C**2 / T + 2 * C * _noise + epsilon_AdaGrad * D_2**2 / (eta_X * T),
    oracles=None,
)
