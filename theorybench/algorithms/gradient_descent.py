"""(Stochastic) gradient descent: x_{k+1} = x_k - gamma g_k, projected onto the domain where the
problem has one.
"""

from theorybench.core.algorithm import (
    Algorithm,
    Params,
    Query,
    State,
    add_scaled,
    at_start,
)
from theorybench.core.symbols import gamma


def _step(state: State, query: Query, params: Params) -> State:
    x = state["x"]
    return {"x": query.project(add_scaled(x, query.gradient(x), -params[gamma]))}


gradient_descent = Algorithm("gradient descent", (gamma,), at_start, _step)
