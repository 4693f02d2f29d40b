"""A method keeps one row per row, with numbers and with tensors as parameters."""

import pytest
import torch

from theorybench.algorithms.adam import adam
from theorybench.algorithms.gradient_descent import gradient_descent
from theorybench.algorithms.ingd import ingd
from theorybench.core import symbols as s
from theorybench.core.algorithm import Algorithm, at_start
from theorybench.core.types import EntryError
from theorybench.problems.functions.huber import huber
from theorybench.problems.functions.quadratic import quadratic
from theorybench.verify.methods import faults_of_method

LINE, PLANE = huber(1.0, 2.0, bend=0.5), quadratic("plane", (1.0, 0.25), (3.0, -4.0))
STEP = ((s.gamma, 0.3),)


def method(step, point=lambda state: state["x"]):
    return Algorithm("mine", (s.gamma,), at_start, step, point)


def plain(state, query, params):
    return {"x": state["x"] - params[s.gamma] * query.gradient(state["x"])}


def lost_axis(state, query, params):
    g = query.gradient(state["x"])
    length = params[s.gamma] * g.norm(dim=-1)
    return {"x": state["x"] - length[:, None] * torch.nn.functional.normalize(g, dim=-1)}


def mixed_rows(state, query, params):
    g = query.gradient(state["x"])
    return {"x": state["x"] - params[s.gamma] * g / g.norm()}


def first_parameter(state, query, params):
    gamma = params[s.gamma]
    gamma = gamma if isinstance(gamma, float) else gamma[0, 0]
    return {"x": state["x"] - gamma * query.gradient(state["x"])}


def one_number(state, query, params):
    x = state["x"] - params[s.gamma] * query.gradient(state["x"])
    return {"x": x, "length": x.norm(dim=-1).mean()[None]}


def common_coin(state, query, params):
    coin = query.uniform().mean()
    return {"x": state["x"] - params[s.gamma] * coin * query.gradient(state["x"])}


@pytest.mark.parametrize("problem", [LINE, PLANE], ids=["line", "plane"])
@pytest.mark.parametrize("step", [lost_axis, mixed_rows, first_parameter, one_number, common_coin])
def test_a_method_that_mixes_rows_is_named_with_its_file_and_line(step, problem):
    (fault,) = faults_of_method(method(step), problem, STEP)
    assert fault.startswith(f"method mine ({__file__}:{step.__code__.co_firstlineno})")
    assert "keep one row per row" in fault


def test_a_point_of_another_shape_is_named():
    flat = method(plain, point=lambda state: state["x"][:, 0])
    with pytest.raises(EntryError, match=r"its point has the shape \(1,\) after 0 steps"):
        faults_of_method(flat, PLANE, STEP)


@pytest.mark.parametrize("problem", [LINE, PLANE], ids=["line", "plane"])
@pytest.mark.parametrize(
    ("algorithm", "params"),
    [
        (method(plain), STEP),
        (gradient_descent, STEP),
        (adam, ((s.eta_X, 0.1), (s.beta_1, 0.9), (s.beta_2, 0.99), (s.epsilon_v, 1e-3))),
        (ingd, ((s.K, 3.0), (s.T, 5.0), (s.delta_X, 0.1), (s.epsilon, 0.1), (s.L_f, 1.0))),
    ],
    ids=["plain", "gradient-descent", "adam", "ingd"],
)
def test_a_method_that_keeps_its_rows_passes(algorithm, params, problem):
    assert faults_of_method(algorithm, problem, params) == ()


def test_the_methods_own_errors_are_raised_as_they_are():
    def broken(state, query, params):
        raise ZeroDivisionError("mine alone")

    with pytest.raises(ZeroDivisionError, match="mine alone"):
        faults_of_method(method(broken), PLANE, STEP)
