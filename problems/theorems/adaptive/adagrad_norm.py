"""AdaGrad-Norm on smooth convex functions: the rate that Liu, Pan, Zhang set beside Theorem 4.1."""

from sympy import Rational, sqrt

from theorybench.problems.declarations import points_in_domain
from theorybench.problems.functions.anisotropic_logistic import oracles
from theorybench.problems.noise import light
from theorybench.vocabulary import D_2, T, L_max, Mode, Source, Theorem, adagrad_norm, batch
from theorybench.vocabulary import bounded_domain, convex, coordinate_smooth, coordinate_variance
from theorybench.vocabulary import epsilon_AdaGrad, eta_X, gap, minimal_everywhere, of_average
from theorybench.vocabulary import sigma_2

theorem = Theorem(
    name="liu2025.eq-6",
    source=Source("Liu, Pan, Zhang", 2025, "eq. (6)", "https://arxiv.org/abs/2406.15244"),
    as_printed=True,
    statement="AdaGrad-Norm: E f(mean of w_0 .. w_{T-1}) - f* = O(D_2 ||sigma||_2 / sqrt(MT) +"
    " ||L||_inf D_2^2 / T).",
    assumes=(convex, coordinate_smooth, bounded_domain, minimal_everywhere, coordinate_variance),
    algorithm=adagrad_norm,
    params={eta_X: D_2, epsilon_AdaGrad: epsilon_AdaGrad},
    metric=of_average(gap),
    mode=Mode.EXPECTATION,
    bound=Rational(9, 2) * (D_2 * sigma_2 / sqrt(batch * T) + L_max * D_2**2 / T),
    horizon=T,
    settings=tuple({T: steps, epsilon_AdaGrad: 1e-8} for steps in (1, 16, 1024)),
    declares=(points_in_domain,),
    oracles=(light, *oracles),
)
