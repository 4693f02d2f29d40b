"""SGD under noise of infinite variance: the expected squared gradient norm is always infinite."""

import sympy

from theorybench.vocabulary import Constant, Declared, Mode, Source, Theorem, alpha_stable
from theorybench.vocabulary import bounded_moment, eta, gamma, gradient_descent
from theorybench.vocabulary import gradient_norm_squared, infinite_variance, isotropic_quadratic, k
from theorybench.vocabulary import n, pareto, unbiased


decay = Constant("decay", "exponent of the step sizes eta / k^decay")

theorem = Theorem(
    name="zhang2022.rem-4.4.1",
    source=Source("Zhang", 2022, "Remark 4.4.1"),
    as_printed=True,
    statement="f(x) = x^2/2, noise with E||g - grad f||^2 = infinity: E||grad f(x_k)||^2 = infinity"
    " for all positive steps that do not depend on g_k.",
    assumes=(isotropic_quadratic, unbiased, bounded_moment, infinite_variance),
    algorithm=gradient_descent,
    params={gamma: eta / k**decay},
    metric=gradient_norm_squared,
    mode=Mode.INFINITE,
    bound=sympy.oo,
    settings=(
        {n: 5, eta: 2.5, decay: 0.0},
        {n: 100, eta: 0.1, decay: 0.0},
        {n: 100, eta: 1.0, decay: 1.0},
    ),
    declares=(
        Declared(
            "x_n is linear in noise that varies regularly with an index below 2, and so does it",
            power_tail=True,
        ),
    ),
    oracles=(alpha_stable(1.2, 1.1), pareto(1.2, 1.1)),
)
