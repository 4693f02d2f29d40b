"""Clipped gradient descent on (L0, L1)-smooth functions: the number of steps to a small
gradient.
"""

import sympy

from theorybench.vocabulary import L0, L1, Delta_0, Mode, Source, Steps, Theorem
from theorybench.vocabulary import clipped_gradient_descent, epsilon, eta_c, gamma_c, gradient_norm
from theorybench.vocabulary import hitting_time, lower_bounded, relaxed_smooth, twice_differentiable


theorem = Theorem(
    name="zhang2022.thm-3.4.1",
    source=Source("Zhang", 2022, "Theorem 3.4.1"),
    statement="T_eps <= 20 L0 (f(x_0) - f*) / eps^2 + 20 max{1, L1^2} (f(x_0) - f*) / L0",
    as_printed=True,
    assumes=(lower_bounded, twice_differentiable, relaxed_smooth),
    algorithm=clipped_gradient_descent,
    params={eta_c: 1 / (10 * L0), gamma_c: sympy.Min(1 / eta_c, 1 / (10 * L1 * eta_c))},
    metric=hitting_time(gradient_norm, epsilon),
    mode=Mode.COMPLEXITY,
    bound=20 * L0 * Delta_0 / epsilon**2 + 20 * sympy.Max(1, L1**2) * Delta_0 / L0,
    settings=tuple({epsilon: Steps(budget)} for budget in (1000, 1454, 2000, 8000)),
    slip=(
        "its second case, eps <= ||grad|| <= L0 / L1, overlooks steps cut to length 1, see"
        " zhang2022.proof-3.4.1.gentle; and its Taylor inequality is wrong, see"
        " zhang2022.proof-3.4.1.taylor"
    ),
    notes=(
        "The source says 'L-smoothness' where it uses L0 and L1; (L0, L1)-smoothness is what the"
        " proof needs. The 1 in max{1, L1^2} is the squared radius of the set (3.3) over nothing:"
        " units do not fit. No rescaling of x can use that, the theorem is true. Let g = ||grad"
        " f(x_k)||; each step is at most 1/10 of 1/L1 long, so f falls by at least h g^2 / 2 with h"
        " = min{1 / (10 L0), l / g}, l = min{1, 1 / (10 L1)}. If h = 1 / (10 L0): by eps^2 / (20"
        " L0). If h = l / g with l = 1 / (10 L1), then g >= L0 / L1 and f falls by L0 / (20 L1^2)."
        " If h = l / g with l = 1, then g >= 10 L0 and f falls by 5 L0 >= L0 / 20 >= L0 / (20"
        " max{1, L1^2}). The proof's case eps <= g <= L0 / L1 overlooks the last possibility, which"
        " needs L1 < 1/10; the bound survives, even with 1/100 for 1. On a slope just steeper than"
        " eps half of the steps are needed where the first term dominates, an eighth where the"
        " second is ten times the first."
    ),
)
