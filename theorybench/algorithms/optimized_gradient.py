"""The optimized gradient method (OGM) of Kim and Fessler (2016), whose last step differs: it
must know the number T of steps.
"""

import torch

from theorybench.core.algorithm import (
    Algorithm,
    Params,
    Query,
    State,
    add_scaled,
)
from theorybench.core.symbols import T, gamma, k
from theorybench.core.types import Source, Tensor


def _init(x0: Tensor, params: Params) -> State:
    return {"x": x0, "y": x0, "theta": torch.ones_like(x0[:, :1])}


def _step(state: State, query: Query, params: Params) -> State:
    """y_{i+1} = x_i - gamma g_i; x_{i+1} = y_{i+1} + (theta_i - 1) / theta_{i+1} (y_{i+1} - y_i) +
    theta_i / theta_{i+1} (y_{i+1} - x_i);

    theta_0 = 1, theta_{i+1} = (1 + sqrt(1 + 4 theta_i^2)) / 2, in the step to x_T with 8 in place
    of 4.
    """
    x, theta = state["x"], state["theta"]
    y = add_scaled(x, query.gradient(x), -params[gamma])
    growth = 4.0 + 4.0 * (torch.as_tensor(params[T], dtype=x.dtype) == params[k])
    after = (1 + (1 + growth * theta.square()).sqrt()) / 2
    return {
        "x": y + (theta - 1) / after * (y - state["y"]) + theta / after * (y - x),
        "y": y,
        "theta": after,
    }


optimized_gradient = Algorithm(
    "OGM",
    (gamma, T),
    _init,
    _step,
    source=Source("Kim, Fessler", 2016, "the optimized gradient method"),
)
