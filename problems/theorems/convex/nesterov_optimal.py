"""Nesterov's method is optimal: the steps that are enough are a constant times those that are
necessary.
"""

import sympy

from theorybench.vocabulary import Q, Constant, Inequality, Source


z = Constant("z", "mu R^2 / (2 epsilon)")
w = Constant("w", "L R^2 / epsilon")

lemma = Inequality(
    name="zhang2022.sec-2.1.2.nag-optimal",
    source=Source("Zhang", 2022, "section 2.1.2"),
    as_printed=True,
    statement=(
        "Nesterov's method is minimax optimal for F_{mu,L}, T <= C T_lower with a global constant"
        " C, and also for convex L-smooth functions; here C = 16"
    ),
    variables={Q: (4.0, 1e8), z: (16.0, 1e30), w: (22.0, 1e30)},
    premises=(z >= Q**2,),
    parts={
        "strongly convex": (
            2 + sympy.sqrt(Q) * sympy.log((1 + Q) * z),
            16 * (sympy.sqrt(Q) - 1) / 4 * sympy.log(z),
        ),
        "convex": (sympy.sqrt(2 * w), 16 * (sympy.sqrt(3 * w / 32) - 1)),
    },
)
