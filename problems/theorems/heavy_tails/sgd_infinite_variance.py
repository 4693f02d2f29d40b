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
    assumes=(isotropic_quadratic, unbiased, bounded_moment, infinite_variance),
    algorithm=gradient_descent,
    params={gamma: eta / k**decay},
    metric=gradient_norm_squared,
    mode=Mode.INFINITE,
    bound=sympy.oo,
    settings=tuple(
        {n: steps, eta: size, decay: power}
        for steps, size, power in ((5, 2.5, 0.0), (100, 0.1, 0.0), (100, 1.0, 1.0))
    ),
    declares=(
        Declared(
            "x_n is linear in noise that varies regularly with an index below 2, and so does it",
            power_tail=True,
        ),
    ),
    oracles=(alpha_stable(1.2, 1.1), pareto(1.2, 1.1)),
)
