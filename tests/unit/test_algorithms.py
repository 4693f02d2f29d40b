"""Methods against torch.optim: the same trajectory in float64 under a stated map of the
hyperparameters.
"""

import math

import numpy as np
import pytest
import torch

from theorybench.algorithms.adagrad import adagrad
from theorybench.algorithms.clipped_gradient_descent import clipped_gradient_descent, gclip
from theorybench.algorithms.gradient_descent import gradient_descent
from theorybench.algorithms.heavy_ball import heavy_ball
from theorybench.algorithms.nesterov import nesterov
from theorybench.core import symbols as s
from theorybench.core.algorithm import Algorithm, add_scaled, row_norm
from theorybench.core.metrics import Metric
from theorybench.core.oracles import exact, gaussian, pareto
from theorybench.core.problem import Problem
from theorybench.core.symbols import LENGTH
from theorybench.run.runner import Run, simulate

STEPS, SEED = 50, 7


def gradient(x):
    a, b = x[:, 0], x[:, 1]
    inside = 1 + a.square() + 3 * b.square()
    return torch.stack([2 * a / inside + 0.5 * (a - b), 6 * b / inside - 0.5 * (a - b)], -1)


VALLEY = Problem(
    "valley",  # not quadratic, coordinates coupled
    lambda x: (
        (1 + x[:, 0].square() + 3 * x[:, 1].square()).log() + 0.25 * (x[:, 0] - x[:, 1]).square()
    ),
    gradient,
    (2.0, -1.5),
    0.0,
)
COORDINATES = tuple(
    Metric(f"x_{i}", LENGTH, lambda p, x, i=i: x[:, i], lower=None) for i in range(2)
)


def ours(algorithm, params, oracle):
    """Iterates of the method as the runner gives them: (STEPS + 1, 32, 2)."""
    table = {constant: np.array([[value]]) for constant, value in params.items()}
    run = Run(VALLEY, oracle, algorithm, table, tuple(range(STEPS + 1)), COORDINATES)
    measured = simulate(run, (SEED,))
    return np.stack([measured[one][:, 0] for one in COORDINATES], -1)


def theirs(optimizer, oracle, look=lambda parameter, state: parameter, change=lambda g: g):
    """Iterates of a torch.optim loop by autograd on the same noise: (STEPS + 1, 32, 2)."""
    parameter = VALLEY.start_point().repeat(32, 1).requires_grad_()
    made = optimizer([parameter])
    noise = drawn(oracle)
    seen = [look(parameter.detach().clone(), {})]
    for t in range(STEPS):
        made.zero_grad()
        VALLEY.value(parameter).sum().backward()
        assert parameter.grad is not None
        parameter.grad = change(parameter.grad + noise[t])
        made.step()
        seen.append(look(parameter.detach().clone(), made.state[parameter]))
    return torch.stack(seen).numpy()


def drawn(oracle):
    """(64, 32, 2): what block SEED draws first."""
    if oracle is exact:
        return torch.zeros(64, 32, 2).double()
    raw = torch.empty(64, 32, 1, 2, dtype=oracle.law.dtype)
    oracle.law.fill(raw, torch.Generator().manual_seed(SEED))
    return oracle.law.transform(raw).double()


def clip(level):
    return lambda g: g * (level / g.norm(dim=-1, keepdim=True)).clamp(max=1.0)


def ahead(x, state):
    """torch keeps the point after the momentum step; Zhang's y_k lies gamma beta v_k before it,
    v the momentum buffer.
    """
    return x + 0.2 * 0.8 * state["momentum_buffer"] if state else x


SGD = torch.optim.SGD
MAPS = {
    # clipped gradient descent is SGD on gradients clipped to gamma_c, with step eta_c; Nesterov has
    # lr = gamma, momentum = beta;
    # AdaGrad divides by the root of the sum, torch adds eps outside: equal for eps = 0 and
    # initial_accumulator_value = epsilon^2
    "gradient descent": (gradient_descent, {s.gamma: 0.3}, lambda p: SGD(p, lr=0.3), {}),
    "Nesterov": (nesterov, {s.gamma: 0.2, s.momentum: 0.8}, lambda p: SGD(p, lr=0.2, momentum=0.8, nesterov=True), {"look": ahead}),
    "heavy ball": (heavy_ball, {s.gamma: 0.2, s.momentum: 0.8}, lambda p: SGD(p, lr=0.2, momentum=0.8), {}),
    "clipped": (clipped_gradient_descent, {s.eta_c: 0.3, s.gamma_c: 0.5}, lambda p: SGD(p, lr=0.3), {"change": clip(0.5)}),
    "GClip": (gclip, {s.gamma: 0.3, s.tau: 0.5}, lambda p: SGD(p, lr=0.3), {"change": clip(0.5)}),
    "AdaGrad": (
        adagrad, {s.eta_X: 0.5, s.epsilon_AdaGrad: 0.1},
        lambda p: torch.optim.Adagrad(p, lr=0.5, initial_accumulator_value=0.01, eps=0.0), {},
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    "oracle", [exact, gaussian(0.5), pareto(1.5, 1.2, 0.1)], ids=lambda one: one.name
)
@pytest.mark.parametrize("name", MAPS)
def test_the_trajectory_is_that_of_torch(name, oracle):
    algorithm, params, optimizer, how = MAPS[name]
    np.testing.assert_allclose(
        ours(algorithm, params, oracle), theirs(optimizer, oracle, **how), rtol=1e-12, atol=1e-12
    )


@pytest.mark.parametrize("name", MAPS)
def test_another_parameter_is_another_trajectory(name):
    algorithm, params, optimizer, how = MAPS[name]
    reference = theirs(optimizer, gaussian(0.5), **how)
    for constant in params:
        changed = params | {constant: params[constant] * (1 + 1e-6)}
        assert np.abs(ours(algorithm, changed, gaussian(0.5)) - reference).max() > 1e-9


def test_the_nesterov_of_torch_is_looked_at_elsewhere():
    """Without the map the two differ: the iterates that a bound is about are y_k, not where
    gradients are taken.
    """
    algorithm, params, optimizer, _ = MAPS["Nesterov"]
    assert np.abs(ours(algorithm, params, exact) - theirs(optimizer, exact)).max() > 1e-3


@pytest.mark.parametrize("name", MAPS)
def test_a_column_of_parameters_is_a_row_each(name):
    """(rows, 1) parameters give what floats give, row by row, and a step leaves the old state as
    it was.
    """
    algorithm, params, _, _ = MAPS[name]
    x0 = torch.tensor([[2.0, -1.5], [0.1, 0.3], [-4.0, 1.0]], dtype=torch.float64)
    factors = (0.5, 1.0, 2.0)
    columns = {
        c: torch.tensor([[v * f] for f in factors], dtype=torch.float64) for c, v in params.items()
    }
    together = follow(algorithm, x0, columns)
    for i, f in enumerate(factors):
        alone = follow(algorithm, x0[i : i + 1], {c: v * f for c, v in params.items()})
        torch.testing.assert_close(together[i : i + 1], alone, rtol=1e-14, atol=1e-14)


class Exactly:
    gradient = staticmethod(gradient)
    project = staticmethod(lambda x: x)


def follow(algorithm, x0, params):
    state = algorithm.init(x0, params)
    for k in range(1, 6):
        kept = {name: value.clone() for name, value in state.items()}
        after = algorithm.step(state, Exactly, {**params, s.k: float(k)})
        assert all((state[name] == kept[name]).all() for name in kept)
        state = after
    return algorithm.point(state)


def test_helpers():
    x, d = torch.tensor([[3.0, 4.0]]).double(), torch.tensor([[1.0, -1.0]]).double()
    assert (
        add_scaled(x, d, 2.0).tolist()
        == add_scaled(x, d, torch.tensor([[2.0]]).double()).tolist()
        == [[5.0, 2.0]]
    )
    assert row_norm(x).tolist() == [[5.0]]
    assert row_norm(-x[:, :1]).tolist() == [[3.0]]
    assert repr(Algorithm("name", (), lambda x, p: {}, lambda st, q, p: st)) == "Algorithm(name)"


def test_clipping_in_one_dimension_takes_the_short_way_to_the_same_step():
    """A float level on the line is a clamp; a column of levels scales: -0.3 min{0.5, |g|} sign g
    in both.
    """
    x0 = torch.tensor([[3.0], [0.2], [0.0], [-1.0]], dtype=torch.float64)

    class Square(Exactly):
        gradient = staticmethod(lambda x: 2 * x)

    wanted = [[v - 0.3 * math.copysign(min(0.5, abs(2 * v)), v)] for v in (3.0, 0.2, 0.0, -1.0)]
    for tau in (0.5, torch.full((4, 1), 0.5).double()):
        got = gclip.step(gclip.init(x0, {}), Square, {s.gamma: 0.3, s.tau: tau})["x"]
        torch.testing.assert_close(
            got, torch.tensor(wanted, dtype=torch.float64), rtol=1e-15, atol=1e-15
        )
