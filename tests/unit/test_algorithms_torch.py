"""Methods with a counterpart in torch.optim take its steps, and the others those of their
listing, on a random quadratic in float64.
"""

import dataclasses

import numpy as np
import pytest
import torch

from theorybench.algorithms.acclip import acclip
from theorybench.algorithms.adagrad import adagrad
from theorybench.algorithms.adam import adam, adam_reddi, amsgrad
from theorybench.algorithms.cclip import cclip
from theorybench.algorithms.clipped_sgd import clipped_sgd
from theorybench.algorithms.conjugate_gradient import conjugate_gradient
from theorybench.algorithms.gradient_descent import gradient_descent
from theorybench.algorithms.heavy_ball import heavy_ball
from theorybench.algorithms.nesterov import nesterov
from theorybench.algorithms.normalised_gradient_descent import normalised_gradient_descent
from theorybench.algorithms.projected import projected
from theorybench.algorithms.rmsprop import rmsprop
from theorybench.core import symbols as s
from theorybench.core.oracles import exact
from theorybench.core.problem import Problem
from theorybench.run.query import bare_query

STEPS, DIM = 50, 4
_random = np.random.default_rng(5)
_root = _random.standard_normal((DIM, DIM))
HESSIAN, LINEAR = _root @ _root.T / DIM + 0.1 * np.eye(DIM), _random.standard_normal(DIM)
START = 3 * _random.standard_normal(DIM)
BEST = np.linalg.solve(HESSIAN, LINEAR)
_H, _b = torch.tensor(HESSIAN), torch.tensor(LINEAR)
QUADRATIC = Problem(
    "random-quadratic",
    lambda x: 0.5 * (x @ _H * x).sum(-1) - x @ _b,
    lambda x: x @ _H - _b,
    tuple(START),
    float(-LINEAR @ BEST / 2),
    tuple(BEST),
)


def slope(x):
    return HESSIAN @ x - LINEAR


def ours(algorithm, params, steps=STEPS):
    """Iterates x_0 .. x_n: (steps + 1, DIM)."""
    query, columns = (
        bare_query(QUADRATIC, exact),
        {c: torch.tensor([[v]], dtype=torch.float64) for c, v in params.items()},
    )
    state = algorithm.init(QUADRATIC.start_point(), columns | {s.k: 1.0})
    points = [algorithm.point(state)]
    for t in range(steps):
        state = algorithm.step(state, query, columns | {s.k: float(t + 1)})
        points.append(algorithm.point(state))
    return torch.cat(points).numpy()


def theirs(optimizer, change=lambda g: g, look=lambda x, state: x):
    """Iterates of a torch.optim loop by autograd."""
    x = torch.tensor(START, requires_grad=True)
    made = optimizer([x])
    seen = [look(x.detach().clone(), {})]
    for _ in range(STEPS):
        made.zero_grad()
        (0.5 * x @ _H @ x - x @ _b).backward()
        assert x.grad is not None
        x.grad = change(x.grad)
        made.step()
        seen.append(look(x.detach().clone(), made.state[x]))
    return torch.stack(seen).numpy()


def sgd(**options):
    return lambda x: torch.optim.SGD(x, lr=0.1, **options)


ADAM = {s.eta_X: 0.1, s.beta_1: 0.9, s.beta_2: 0.99, s.epsilon_v: 1e-3}
RMSPROP = {s.eta_X: 0.05, s.beta_2: 0.9, s.epsilon_v: 1e-3}
CLIP = torch.tensor([0.5, 1.0, 2.0, 0.25], dtype=torch.float64)
TORCH = {
    # torch has v <- beta v + g, x <- x - lr v: heavy ball with gamma = lr; its nesterov=True is
    # looked at beta lr v ahead of Zhang's y_k
    "gradient descent": (gradient_descent, {s.gamma: 0.1}, sgd(), {}),
    "heavy ball": (heavy_ball, {s.gamma: 0.1, s.momentum: 0.8}, sgd(momentum=0.8), {}),
    "Nesterov": (
        nesterov, {s.gamma: 0.1, s.momentum: 0.8}, sgd(momentum=0.8, nesterov=True),
        {"look": lambda x, state: x + 0.08 * state["momentum_buffer"] if state else x},
    ),
    "Adam": (adam, ADAM, lambda x: torch.optim.Adam(x, lr=0.1, betas=(0.9, 0.99), eps=1e-3), {}),
    "RMSProp": (rmsprop, RMSPROP, lambda x: torch.optim.RMSprop(x, lr=0.05, alpha=0.9, eps=1e-3), {}),
    "AdaGrad": (
        adagrad, {s.eta_X: 0.5, s.epsilon_AdaGrad: 0.1},
        lambda x: torch.optim.Adagrad(x, lr=0.5, initial_accumulator_value=0.01, eps=0.0), {},
    ),
    "CClip": (cclip((1.0, 2.0, 4.0, 0.5)), {s.gamma: 0.1, s.tau: 0.5}, sgd(), {"change": lambda g: g.clamp(-CLIP, CLIP)}),
    "NGD": (
        normalised_gradient_descent, {s.eta_n: 0.1, s.beta_n: 0.3}, sgd(), {"change": lambda g: g / (torch.linalg.vector_norm(g) + 0.3)},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TORCH)
def test_the_trajectory_is_that_of_torch(name):
    algorithm, params, optimizer, how = TORCH[name]
    np.testing.assert_allclose(
        ours(algorithm, params), theirs(optimizer, **how), rtol=1e-12, atol=1e-12
    )


@pytest.mark.parametrize("name", TORCH)
def test_another_parameter_is_another_trajectory(name):
    algorithm, params, optimizer, how = TORCH[name]
    reference = theirs(optimizer, **how)
    for constant in params:
        changed = params | {constant: params[constant] * (1 + 1e-6)}
        assert np.abs(ours(algorithm, changed) - reference).max() > 1e-11


def listed_acclip(x, eta=0.1, b1=0.9, b2=0.99, alpha=1.5, eps=1e-2):
    """Algorithm 1 line by line, on scalars."""
    points, m, tau = [x], [0.0] * DIM, [0.0] * DIM
    for _ in range(STEPS):
        g, after = slope(np.array(points[-1])), []
        for i in range(DIM):
            m[i] = b1 * m[i] + (1 - b1) * g[i]
            tau[i] = (b2 * tau[i] ** alpha + (1 - b2) * abs(g[i]) ** alpha) ** (1 / alpha)
            after.append(points[-1][i] - eta * min(tau[i] / (abs(m[i]) + eps), 1.0) * m[i])
        points.append(after)
    return np.array(points)


def listed_clipped_sgd(x, eta=0.1, l1=5.0, tau=0.25):
    points = [np.array(x)]
    for _ in range(STEPS):
        g = slope(points[-1])
        points.append(points[-1] - min(1 / (16 * eta * l1 * (np.sqrt(g @ g) + tau)), eta) * g)
    return np.array(points)


def listed_adam_reddi(x, alpha=0.5, b1=0.5, b2=0.9):
    points, m, v = [np.array(x)], 0.0, 0.0
    for t in range(1, STEPS + 1):
        g = slope(points[-1])
        m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g * g
        points.append(points[-1] - alpha / np.sqrt(t) * m / np.sqrt(v))
    return np.array(points)


LISTED = {
    "ACClip": (
        acclip,
        {s.gamma: 0.1, s.beta_1: 0.9, s.beta_2: 0.99, s.alpha: 1.5, s.epsilon_v: 1e-2},
        listed_acclip,
    ),
    "clipped SGD": (clipped_sgd, {s.eta: 0.1, s.L1: 5.0, s.tau: 0.25}, listed_clipped_sgd),
    "Adam of Reddi": (adam_reddi, {s.eta_X: 0.5, s.beta_1: 0.5, s.beta_2: 0.9}, listed_adam_reddi),
}


@pytest.mark.parametrize("name", LISTED)
def test_the_trajectory_is_that_of_the_listing(name):
    algorithm, params, listed = LISTED[name]
    reference = listed(START.tolist())
    np.testing.assert_allclose(ours(algorithm, params), reference, rtol=1e-12, atol=1e-12)
    for constant in params:
        assert (
            np.abs(ours(algorithm, params | {constant: params[constant] * 1.01}) - reference).max()
            > 1e-6
        )


def test_amsgrad_is_torchs_with_the_correction_of_the_bias_in_its_steps():
    """torch: lr m / (1 - b1^t) / (sqrt(max v) / sqrt(1 - b2^t) + eps); here eta_t = lr sqrt(1 -
    b2^t) / (1 - b1^t), eps = 0.
    """
    b1, b2, query, x0 = 0.9, 0.99, bare_query(QUADRATIC, exact), QUADRATIC.start_point()
    reference = theirs(lambda x: torch.optim.Adam(x, lr=0.1, betas=(b1, b2), eps=0.0, amsgrad=True))
    for changed in (0.0, 1e-6):
        state, points = amsgrad.init(x0, {}), [x0]
        for t in range(1, STEPS + 1):
            eta = 0.1 * (1 - (b2 - changed) ** t) ** 0.5 / (1 - b1**t)
            state = amsgrad.step(
                state, query, {s.eta_X: eta, s.beta_1: b1, s.beta_2: b2 - changed, s.k: float(t)}
            )
            points.append(amsgrad.point(state))
        off = np.abs(torch.cat(points).numpy() - reference).max()
        assert (off > 1e-9) == (changed > 0)
        assert changed or off < 1e-12
    plain = theirs(lambda x: torch.optim.Adam(x, lr=0.1, betas=(b1, b2), eps=0.0))
    assert np.abs(plain - reference).max() > 1e-3  # here v falls, so that its maximum matters


def test_a_projected_method_is_the_method_and_then_the_projection():
    boxed = dataclasses.replace(QUADRATIC, project=lambda x: x.clamp(-1.0, 1.0))
    query, params = (
        bare_query(boxed, exact),
        {s.eta_X: 0.1, s.beta_1: 0.9, s.beta_2: 0.99, s.epsilon_v: 1e-3, s.k: 1.0},
    )
    start = adam.init(QUADRATIC.start_point(), params)
    free, kept = adam.step(start, query, params), projected(adam).step(start, query, params)
    assert (free["x"].abs() > 1).any()
    torch.testing.assert_close(kept["x"], free["x"].clamp(-1.0, 1.0), rtol=0, atol=0)
    assert all((kept[name] == free[name]).all() for name in ("m", "v"))
    assert (projected(adam).parameters, projected(adam).name) == (adam.parameters, "projected Adam")


def test_both_branches_of_each_clipping_are_taken():
    """A run that never clips, or always does, would not tell one rule from another."""
    x = theirs(sgd())
    g = np.abs(np.array([slope(p) for p in x]))
    assert (g > CLIP.numpy()).any()
    assert (g < CLIP.numpy()).any()
    lengths = np.linalg.norm([slope(p) for p in listed_clipped_sgd(START)], axis=-1)
    short = 1 / (16 * 0.1 * 5.0 * (lengths + 0.25)) < 0.1
    assert short.any()
    assert not short.all()


def test_conjugate_gradients_minimise_over_the_span_of_the_gradients():
    """Each iterate against the minimum over the Krylov space, by the normal equations; after DIM
    steps it is the minimiser.
    """
    points, residual = ours(conjugate_gradient, {}, DIM + 3), slope(START)
    for k in range(1, DIM + 1):
        krylov = np.linalg.qr(
            np.stack([np.linalg.matrix_power(HESSIAN, i) @ residual for i in range(k)], -1)
        )[0]
        wanted = START - krylov @ np.linalg.solve(krylov.T @ HESSIAN @ krylov, krylov.T @ residual)
        np.testing.assert_allclose(points[k], wanted, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(points[DIM:], np.tile(BEST, (4, 1)), rtol=1e-9, atol=1e-9)


def test_clipping_by_coordinate_takes_infinite_gradients():
    """A level for each coordinate, and one for all."""
    query = bare_query(
        Problem(
            "cliff",
            lambda x: x.sum(-1),
            lambda x: x * 1e200 * 1e200 if float(x.abs().max()) > 5 else x,
            (1.0, 1.0),
            0.0,
        ),
        exact,
    )
    x = torch.tensor([[7.0, -7.0]], dtype=torch.float64)
    for levels, wanted in (((1.0, 3.0), [6.0, -4.0]), ((2.0,), [5.0, -5.0])):
        assert cclip(levels).step({"x": x}, query, {s.gamma: 1.0, s.tau: 1.0})["x"].tolist() == [
            wanted
        ]
