"""SGD with steps like 1/sqrt(t) on smooth convex functions: a line of the proof of Theorem D.1."""

from dataclasses import replace

import numpy as np
from sympy.utilities.lambdify import implemented_function

from theorybench.problems.theorems.adaptive.gradient_descent_convex import step, theorem
from theorybench.vocabulary import D_2, T, L_max, Source, batch, k, sigma_2


def _capped_sum(turn, last):
    falling = np.sqrt(turn / np.arange(1, int(last) + 1))
    return np.minimum(1.0, falling).sum(-1, keepdims=np.ndim(turn) > 0)


capped_sum = implemented_function("capped_sum", _capped_sum)
"""sum over k = 1 .. T of min{1, sqrt(turn / k)}: the steps in units of 1/||L||_inf, turn being
where they begin to fall.
"""
_all = capped_sum(D_2**2 * batch * L_max**2 / (2 * sigma_2**2), T) / L_max

proof = replace(
    theorem,
    name="liu2025.thm-D.1.proof",
    source=Source(
        "Liu, Pan, Zhang", 2025, "proof of Theorem D.1", "https://arxiv.org/abs/2406.15244"
    ),
    statement="E f(mean of w_0 .. w_{T-1}) - f* <= D_2^2 / (eta_{T-1} T) + ||sigma||_2^2 / (MT)"
    " sum_{t<T} eta_t.",
    bound=D_2**2 / (step.subs(k, T) * T) + sigma_2**2 / (batch * T) * _all,
    settings=tuple({T: steps} for steps in (1, 16, 256)),
    oracles=None,
)
