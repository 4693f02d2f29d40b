"""Adam, as printed by Kingma and Ba (2015) and, without its correction of the bias, by Reddi,
Kale and Kumar (2018); their AMSGrad.
"""

import torch

from theorybench.core.algorithm import (
    Algorithm,
    Params,
    Query,
    State,
)
from theorybench.core.symbols import (
    beta_1,
    beta_2,
    epsilon_v,
    eta_X,
    k,
)
from theorybench.core.types import Source, Tensor


def _init(x0: Tensor, params: Params) -> State:
    return {"x": x0, "m": torch.zeros_like(x0), "v": torch.zeros_like(x0)}


def _averages(state: State, query: Query, params: Params) -> tuple[Tensor, Tensor]:
    """m_t = b1 m_{t-1} + (1 - b1) g_t; v_t = b2 v_{t-1} + (1 - b2) g_t^2."""
    g = query.gradient(state["x"])
    m = params[beta_1] * state["m"] + (1 - params[beta_1]) * g
    return m, params[beta_2] * state["v"] + (1 - params[beta_2]) * g.square()


def _step(state: State, query: Query, params: Params) -> State:
    """theta_t = theta_{t-1} - alpha mhat / (sqrt(vhat) + epsilon), mhat = m_t / (1 - b1^t), vhat
    = v_t / (1 - b2^t); alpha is eta here.
    """
    m, v = _averages(state, query, params)
    unbiased_m, unbiased_v = (
        average / (1 - params[decay] ** params[k]) for average, decay in ((m, beta_1), (v, beta_2))
    )
    return {
        "x": state["x"] - params[eta_X] * unbiased_m / (unbiased_v.sqrt() + params[epsilon_v]),
        "m": m,
        "v": v,
    }


def _step_reddi(state: State, query: Query, params: Params) -> State:
    """x_{t+1} = P(x_t - (alpha / sqrt(t)) m_t / sqrt(v_t)), P in the norm of diag(sqrt(v_t)): on
    a box the Euclidean one.
    """
    m, v = _averages(state, query, params)
    return {
        "x": query.project(state["x"] - params[eta_X] / params[k] ** 0.5 * m / v.sqrt()),
        "m": m,
        "v": v,
    }


def _init_amsgrad(x0: Tensor, params: Params) -> State:
    return {**_init(x0, params), "largest": torch.zeros_like(x0)}


def _step_amsgrad(state: State, query: Query, params: Params) -> State:
    """vhat_t = max{vhat_{t-1}, v_t}; x_{t+1} = P(x_t - alpha_t m_t / sqrt(vhat_t)), P as above;
    alpha_t is called eta here.
    """
    m, v = _averages(state, query, params)
    largest = torch.maximum(state["largest"], v)
    return {
        "x": query.project(state["x"] - params[eta_X] * m / largest.sqrt()),
        "m": m,
        "v": v,
        "largest": largest,
    }


adam = Algorithm(
    "Adam",
    (eta_X, beta_1, beta_2, epsilon_v),
    _init,
    _step,
    source=Source("Kingma, Ba", 2015, "Algorithm 1", "https://arxiv.org/abs/1412.6980"),
)
adam_reddi = Algorithm(
    "Adam with steps alpha / sqrt(t)",
    (eta_X, beta_1, beta_2),
    _init,
    _step_reddi,
    source=Source(
        "Reddi, Kale, Kumar", 2018, "section 2.2, ADAM", "https://arxiv.org/abs/1904.09237"
    ),
)
amsgrad = Algorithm(
    "AMSGrad",
    (eta_X, beta_1, beta_2),
    _init_amsgrad,
    _step_amsgrad,
    source=Source(
        "Reddi, Kale, Kumar", 2018, "Algorithm 2, AMSGRAD", "https://arxiv.org/abs/1904.09237"
    ),
)
