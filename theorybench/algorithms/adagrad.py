"""AdaGrad and AdaGrad-Norm with projection, as printed in Liu, Pan, Zhang (2025), Algorithms 1
and 3, option I.
"""

from collections.abc import Callable

import torch

from theorybench.core.algorithm import (
    Algorithm,
    Params,
    Query,
    State,
)
from theorybench.core.symbols import epsilon_AdaGrad, eta_X
from theorybench.core.types import Source


def _init(x0: torch.Tensor, params: Params) -> State:
    """v_{-1} = epsilon^2 in every coordinate."""
    return {"x": x0, "v": torch.zeros_like(x0) + params[epsilon_AdaGrad] ** 2}


def _step(state: State, query: Query, params: Params) -> State:
    """v_t = v_{t-1} + g_t^2; w_{t+1} = P(w_t - eta g_t / sqrt(v_t)), P the projection in the norm
    of diag(sqrt(v_t)).

    On a box that is the Euclidean one, coordinate by coordinate; other domains would need another
    projection.
    """
    g = query.gradient(state["x"])
    v = torch.addcmul(state["v"], g, g)
    return {"x": query.project(state["x"] - params[eta_X] * g / v.sqrt()), "v": v}


def _step_norm(state: State, query: Query, params: Params) -> State:
    """v_t = v_{t-1} + ||g_t||^2; w_{t+1} = P(w_t - eta g_t / sqrt(v_t)), P Euclidean on any
    domain.
    """
    g = query.gradient(state["x"])
    v = state["v"] + g.square().sum(-1, keepdim=True)
    return {"x": query.project(state["x"] - params[eta_X] * g / v.sqrt()), "v": v}


def _method(name: str, step: Callable[[State, Query, Params], State], number: str) -> Algorithm:
    return Algorithm(
        name, (eta_X, epsilon_AdaGrad), _init, step, source=Source("Liu, Pan, Zhang", 2025, number)
    )


adagrad = _method("AdaGrad", _step, "Algorithm 1, option I")
adagrad_norm = _method("AdaGrad-Norm", _step_norm, "Algorithm 3, option I")
