"""Normalised (stochastic) gradient descent, as printed in Zhang (2022), eq. (3.6)."""

from theorybench.core.algorithm import (
    Algorithm,
    Params,
    Query,
    State,
    add_scaled,
    at_start,
    row_norm,
)
from theorybench.core.symbols import beta_n, eta_n
from theorybench.core.types import Source


def _step(state: State, query: Query, params: Params) -> State:
    """x_{k+1} = x_k - h_n g_k, h_n = eta_n / (||g_k|| + beta)."""
    x = state["x"]
    g = query.gradient(x)
    return {"x": add_scaled(x, g / (row_norm(g) + params[beta_n]), -params[eta_n])}


normalised_gradient_descent = Algorithm(
    "normalised gradient descent",
    (eta_n, beta_n),
    at_start,
    _step,
    source=Source("Zhang", 2022, "eq. (3.6)"),
)
