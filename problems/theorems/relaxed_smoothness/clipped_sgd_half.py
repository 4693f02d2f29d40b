"""Steps of clipped SGD, proof of Theorem 3.4.4: whether the descent inequality allows them."""

import sympy

from theorybench.problems.theorems.relaxed_smoothness import bounded_noise_law
from theorybench.problems.theorems.relaxed_smoothness.one_step import G_k, g
from theorybench.vocabulary import L0, L1, T, Inequality, Source, eta, tau

half, weight = sympy.Rational(1, 2), 5 * L0 + 4 * L1 * g
printed_step = sympy.Min(1 / (16 * bounded_noise_law.eta * L1 * (G_k + tau)), bounded_noise_law.eta)

printed, corrected = Inequality(
    name="zhang2022.proof-3.4.4.half",
    source=Source("Zhang", 2022, "section 3.7.4"),
    statement="(5 L0 + 4 L1 ||grad||) h_k <= 1/2, as h_k 4 L1 (||g_k|| + tau) <= 1/4",
    variables={
        **dict.fromkeys((L0, L1), (0.1, 10)),
        tau: (0.01, 1),
        T: (1, 100),
        **dict.fromkeys((g, G_k), (0.1, 1e3)),
    },
    parts={"step": (weight * printed_step, half)},
    premises=(g <= G_k + tau,),
    as_printed=True,
).corrected(
    what=(
        "the step (3.11) has an eta too many in its denominator: h_k 4 L1 (||g_k|| + tau) may be as"
        " large as 1 / (4 eta)"
    ),
    statement="The same for h_k = min{1 / (16 L1 (||g_k|| + tau)), eta} and eta <= 1 / (20 L0)",
    variables={
        **dict.fromkeys((L0, L1, tau), (1e-3, 1e3)),
        eta: (1e-6, 1e3),
        **dict.fromkeys((g, G_k), (1e-6, 1e6)),
    },
    parts={"step": (weight * sympy.Min(1 / (16 * L1 * (G_k + tau)), eta), half)},
    premises=(g <= G_k + tau, eta <= 1 / (20 * L0)),
)
