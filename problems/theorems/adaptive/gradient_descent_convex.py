"""SGD with steps like 1/sqrt(t) on smooth convex functions: Theorem D.1 of Liu, Pan, Zhang."""

from sympy import Min, sqrt

from theorybench.problems.declarations import mean_in_domain
from theorybench.problems.functions.anisotropic_logistic import oracles
from theorybench.problems.noise import light
from theorybench.vocabulary import D_2, T, L_max, Mode, Source, Theorem, batch, bounded_domain
from theorybench.vocabulary import convex, coordinate_smooth, coordinate_variance, gamma, gap
from theorybench.vocabulary import gradient_descent, k, minimal_everywhere, of_average, sigma_2

step = Min(1 / L_max, sqrt(D_2**2 * batch / (2 * sigma_2**2 * k)))  # k = t + 1

theorem = Theorem(
    name="liu2025.thm-D.1",
    source=Source("Liu, Pan, Zhang", 2025, "Theorem D.1", "https://arxiv.org/abs/2406.15244"),
    as_printed=True,
    statement="For eta_t = min{1/||L||_inf, sqrt(D_2^2 M / (2 ||sigma||_2^2 (t+1)))}, E f(mean of"
    " w_0 .. w_{T-1}) - f* = O(D_2 ||sigma||_2 / sqrt(MT) + ||L||_inf D_2^2 / T).",
    assumes=(convex, coordinate_smooth, bounded_domain, minimal_everywhere, coordinate_variance),
    algorithm=gradient_descent,
    params={gamma: step},
    metric=of_average(gap),
    mode=Mode.EXPECTATION,
    bound=2 * sqrt(2) * (D_2 * sigma_2 / sqrt(batch * T) + L_max * D_2**2 / T),
    horizon=T,
    settings=tuple({T: steps} for steps in (1, 16, 512)),
    declares=(mean_in_domain,),
    oracles=(light, *oracles),
)
