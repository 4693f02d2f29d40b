"""Interpolated normalized gradient descent (INGD), Algorithm 2 of Zhang (2022): one oracle call a
step, masks over the runs.

How the listing is read. An oracle call answers f and a gradient (Assumption 5.3.1), so line 9 costs
a call for f(x_{t,k}); f(x_t) comes with the call of line 4. The test of line 7 precedes the
division by ||m_{t,k}|| of line 6. Before the first pass m_{t,K} counts as large. A pass that ends
with k = K restarts at line 4: m_{t,K} was larger than epsilon when line 7 saw it, and m_{t,K+1} is
seen by no line. "Break; set x_{t+1} = x_{t,k}, t <- t + 1" is one increase of t. K that is no
integer is rounded down, T up (T - 1 descents are the most).
"""

import torch

from theorybench.core.algorithm import (
    Algorithm,
    Params,
    Query,
    State,
    row_norm,
)
from theorybench.core.symbols import (
    K,
    L_f,
    T,
    delta_X,
    epsilon,
)
from theorybench.core.types import Source, Tensor

_BASE, _TRIAL, _BETWEEN = (
    0.0,
    1.0,
    2.0,
)  # what the next call asks for: m_{t,1} at x_t, f at x_{t,k}, a gradient at y_{t,k+1}


def _init(x0: Tensor, params: Params) -> State:
    zero = torch.zeros_like(x0[:, :1])
    return {
        "x": x0,
        "m": torch.zeros_like(x0),
        "f": zero,
        "ask": zero + _BASE,
        "k": zero,
        "t": zero + 1,
        "returned": zero.bool(),
    }


def _step(state: State, query: Query, params: Params) -> State:
    """One oracle call of every run that has not returned, and what the listing does with the
    answer.
    """
    x, m, ask = state["x"], state["m"], state["ask"]
    trial = x - params[delta_X] * m / row_norm(m).clamp_min(torch.finfo(m.dtype).tiny)
    at_base, at_trial, between = ask == _BASE, ask == _TRIAL, ask == _BETWEEN
    point = torch.where(at_base, x, torch.where(at_trial, trial, x + query.uniform() * (trial - x)))
    value = query.value(point)[:, None]
    g = query.directional(point, torch.where(between, -m, 0.0))

    descends = at_trial & (value - state["f"] < -params[delta_X] * row_norm(m) / 4)
    m = torch.where(at_base, g, torch.where(between, _mixed(m, g, params), m))
    k = torch.where(at_base, 1.0, state["k"] + between)
    again = between & (k > params[K])
    small = (at_base | (between & ~again)) & (row_norm(m) <= params[epsilon])
    after = {
        "x": torch.where(descends, trial, x),
        "m": m,
        "f": torch.where(at_base, value, state["f"]),
        "ask": torch.where(descends | again, _BASE, torch.where(at_trial, _BETWEEN, _TRIAL)),
        "k": k,
        "t": state["t"] + descends,
        "returned": small,
    }
    # a run whose loop over t is exhausted asks no more, and has not returned
    over = state["returned"] | (state["t"] >= params[T] + 1)
    return {name: torch.where(over, state[name], tensor) for name, tensor in after.items()}


def _mixed(m: Tensor, g: Tensor, params: Params) -> Tensor:
    """m_{t,k+1} = beta m_{t,k} + (1 - beta) g_{t,k+1}, beta = (4 L^2 - ||m||^2) / (4 L^2 + 2
    ||m||^2).
    """
    square, bound = row_norm(m) ** 2, 4 * params[L_f] ** 2
    beta = (bound - square) / (bound + 2 * square)
    return beta * m + (1 - beta) * g


ingd = Algorithm(
    "INGD",
    (K, T, L_f, epsilon, delta_X),
    _init,
    _step,
    finished=lambda state: state["returned"][:, 0],
    source=Source("Zhang", 2022, "Algorithm 2"),
)
