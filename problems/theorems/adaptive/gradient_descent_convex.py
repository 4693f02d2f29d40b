"""Stochastic gradient descent with steps like 1/sqrt(t) on smooth convex functions: Theorem D.1
and two lines of its proof.
"""

from dataclasses import replace
from typing import Any

import numpy as np
from sympy import Min, sqrt
from sympy.utilities.lambdify import implemented_function

from theorybench.problems.functions.anisotropic_logistic import oracles
from theorybench.problems.noise import light
from theorybench.vocabulary import D_2, T, Declared, L_max, Mode, Source, Theorem, batch
from theorybench.vocabulary import bounded_domain, convex, coordinate_smooth, coordinate_variance
from theorybench.vocabulary import gamma, gap, gap_max, gradient_descent, k, minimal_everywhere
from theorybench.vocabulary import of_average, sigma_2

LINK = "https://arxiv.org/abs/2406.15244"


def _eta(step: Any) -> Any:
    """eta_t with t + 1 = step, t counted from 0."""
    return Min(1 / L_max, sqrt(D_2**2 * batch / (2 * sigma_2**2 * step)))


def _capped_sum(turn, last):
    falling = np.sqrt(turn / np.arange(1, int(last) + 1))
    return np.minimum(1.0, falling).sum(-1, keepdims=np.ndim(turn) > 0)


capped_sum = implemented_function("capped_sum", _capped_sum)
"""sum over k = 1 .. T of min{1, sqrt(turn / k)}: the steps in units of 1/||L||_inf, turn being
where they begin to fall.
"""
_turn = D_2**2 * batch * L_max**2 / (2 * sigma_2**2)

theorem = Theorem(
    name="liu2025.thm-D.1",
    source=Source("Liu, Pan, Zhang", 2025, "Theorem D.1", LINK),
    as_printed=True,
    statement="For eta_t = min{1/||L||_inf, sqrt(D_2^2 M / (2 ||sigma||_2^2 (t+1)))}, E f(mean of"
    " w_0 .. w_{T-1}) - f* = O(D_2 ||sigma||_2 / sqrt(MT) + ||L||_inf D_2^2 / T).",
    assumes=(convex, coordinate_smooth, bounded_domain, minimal_everywhere, coordinate_variance),
    algorithm=gradient_descent,
    params={gamma: _eta(k)},
    metric=of_average(gap),
    mode=Mode.EXPECTATION,
    bound=2 * sqrt(2) * (D_2 * sigma_2 / sqrt(batch * T) + L_max * D_2**2 / T),
    horizon=T,
    settings=tuple({T: steps} for steps in (1, 16, 512)),
    declares=(
        Declared("projection: a mean of points of the domain lies in the domain", at_most=gap_max),
    ),
    oracles=(light, *oracles),
    notes="The statement hides its constant: it is tested with 2 sqrt(2), which its proof supports:"
    " 1/p + 2p for p = 1/sqrt(2).",
)

proof = replace(
    theorem,
    name="liu2025.thm-D.1.proof",
    source=Source("Liu, Pan, Zhang", 2025, "proof of Theorem D.1", LINK),
    statement="E f(mean of w_0 .. w_{T-1}) - f* <= D_2^2 / (eta_{T-1} T) + ||sigma||_2^2 / (MT)"
    " sum_{t<T} eta_t.",
    bound=D_2**2 / (_eta(T) * T) + sigma_2**2 / (batch * T * L_max) * capped_sum(_turn, T),
    settings=tuple({T: steps} for steps in (1, 16, 256)),
    oracles=None,
    notes="Derived again; <grad f(w), w - w*> >= ||grad f(w)||^2 / ||L||_inf needs grad f(w*) = 0.",
)
