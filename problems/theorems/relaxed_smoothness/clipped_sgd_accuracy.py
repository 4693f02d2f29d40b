"""How many steps make the right side of the proof of Theorem 3.4.4 at most 2 epsilon."""

import sympy

from theorybench.problems.theorems.relaxed_smoothness.clipped_sgd import steps
from theorybench.problems.theorems.relaxed_smoothness.noisy_steps import Delta
from theorybench.vocabulary import L0, L1, T, Inequality, Source, epsilon, tau

lemma = Inequality(
    name="zhang2022.proof-3.4.4.accuracy",
    source=Source("Zhang", 2022, "section 3.7.4"),
    as_printed=True,
    variables={**dict.fromkeys((Delta, L0, L1, tau, epsilon), (1e-3, 1e3)), T: (1, 1e9)},
    parts={
        "root": (sympy.sqrt(Delta * (sympy.sqrt(T) + 20 * L0 + 128 * L1 * tau) / T), 2 * epsilon),
        "other": (64 * L1 * Delta / T, 2 * epsilon),
    },
    premises=(steps(1) <= T,),
)
