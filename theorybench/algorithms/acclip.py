"""Adaptive coordinate-wise clipping of a momentum (ACClip), Algorithm 1 of Zhang (2022), in the
order in which it is printed.

The listing starts x and m; tau_0, which line 4 needs in its first pass, is read as 0 too. Its
random output x_K is a matter of the metric: a mean along the run is the expectation over K.
"""

import torch

from theorybench.core.algorithm import (
    Algorithm,
    Params,
    Query,
    State,
    add_scaled,
)
from theorybench.core.symbols import (
    alpha,
    beta_1,
    beta_2,
    epsilon_v,
    gamma,
)
from theorybench.core.types import Source, Tensor


def _init(x0: Tensor, params: Params) -> State:
    return {"x": x0, "m": torch.zeros_like(x0), "v": torch.zeros_like(x0)}


def _step(state: State, query: Query, params: Params) -> State:
    """m_k = b1 m_{k-1} + (1-b1) g_k; v_k = b2 v_{k-1} + (1-b2) |g_k|^alpha is tau_k^alpha; clip
    m_k; x_k = x_{k-1} - eta_k min{...} m_k.
    """
    x = state["x"]
    g = query.gradient(x)
    m = params[beta_1] * state["m"] + (1 - params[beta_1]) * g
    v = params[beta_2] * state["v"] + (1 - params[beta_2]) * g.abs() ** params[alpha]
    level = v ** (1 / params[alpha])
    clipped = torch.clamp(level / (m.abs() + params[epsilon_v]), max=1.0) * m
    return {"x": add_scaled(x, clipped, -params[gamma]), "m": m, "v": v}


acclip = Algorithm(
    "ACClip",
    (gamma, beta_1, beta_2, alpha, epsilon_v),
    _init,
    _step,
    source=Source("Zhang", 2022, "Algorithm 1"),
)
