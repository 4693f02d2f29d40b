"""AdaGrad on convex functions, smooth and noisy by coordinate: Theorem 4.1 of Liu, Pan, Zhang."""

from sympy import Rational, sqrt

from theorybench.problems.declarations import points_in_domain
from theorybench.problems.functions.anisotropic_logistic import oracles
from theorybench.problems.noise import light
from theorybench.vocabulary import D_2, T, D_inf, L_sum, Mode, Source, Theorem, adagrad, batch
from theorybench.vocabulary import box_domain, convex, coordinate_smooth, coordinate_variance
from theorybench.vocabulary import epsilon_AdaGrad, eta_X, gap, minimal_everywhere, of_average
from theorybench.vocabulary import sigma_sum

theorem = Theorem(
    name="liu2025.thm-4.1",
    source=Source("Liu, Pan, Zhang", 2025, "Theorem 4.1", "https://arxiv.org/abs/2406.15244"),
    as_printed=True,
    statement="For eta = D_inf, E f(mean of w_0 .. w_{T-1}) - f* = O(D_inf ||sigma||_1 / sqrt(MT) +"
    " ||L||_1 D_inf^2 / T) + O(epsilon D_2^2 / (D_inf T)).",
    assumes=(convex, coordinate_smooth, box_domain, minimal_everywhere, coordinate_variance),
    algorithm=adagrad,
    params={eta_X: D_inf, epsilon_AdaGrad: epsilon_AdaGrad},
    metric=of_average(gap),
    mode=Mode.EXPECTATION,
    bound=Rational(9, 2) * (D_inf * sigma_sum / sqrt(batch * T) + L_sum * D_inf**2 / T)
    + epsilon_AdaGrad * D_2**2 / (D_inf * T),
    horizon=T,
    settings=tuple({T: steps, epsilon_AdaGrad: 1e-8} for steps in (1, 16, 256)),
    declares=(points_in_domain,),
    oracles=(light, *oracles),
)
