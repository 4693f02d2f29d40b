"""Bad entries are refused when they are made: what was given, what was asked, what to do."""

import dataclasses
import math

import pytest
import sympy
import torch

from theorybench.algorithms.gradient_descent import gradient_descent
from theorybench.core import symbols as s
from theorybench.core.assumptions import (
    convex,
    has_minimiser,
    smooth,
    strongly_convex,
)
from theorybench.core.metrics import gap, gradient_norm, hitting_time
from theorybench.core.problem import Problem
from theorybench.core.promises import check_promises
from theorybench.core.types import EntryError, Source
from theorybench.entries.inequality import Inequality
from theorybench.entries.lower_bound import Instance, LowerBound
from theorybench.entries.theorem import Mode, Theorem

SOURCE = Source("Nobody", 2026, "Theorem 0")


def theorem(**changes):
    fields = {
        "name": "nobody.thm",
        "source": SOURCE,
        "assumes": (convex, smooth, has_minimiser),
        "algorithm": gradient_descent,
        "params": {s.gamma: 1 / s.L},
        "metric": gap,
        "mode": Mode.DETERMINISTIC,
        "bound": s.L * s.R**2 / (4 * s.n + 2),
        "settings": ({s.n: 10},),
    }
    return Theorem(**(fields | changes))


def problem(**changes):
    fields = {
        "name": "half-square",
        "f": lambda x: 0.5 * x.square().sum(-1),
        "gradient": lambda x: 1.0 * x,
        "start": (1.0, 2.0),
        "f_star": 0.0,
        "minimiser": (0.0, 0.0),
        "constants": {s.L: 1.0, s.mu: 1.0},
        "promises": (strongly_convex, smooth, has_minimiser),
    }
    return Problem(**(fields | changes))


def test_the_templates_are_good():
    assert theorem().findings() == ()
    assert check_promises(problem()) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"bound": sympy.Symbol("L") * s.R**2}, ("no Constant", "theorybench.core.symbols")),
        ({"bound": s.sigma * s.R}, ("sigma", "no assumption introduces", "known are")),
        ({"bound": s.L * s.R}, ("has the unit F X^(-1)", "but F is needed", "as_printed=True")),
        ({"bound": s.L * s.R**2 + s.R}, ("different units", "L*R**2")),
        ({"params": {s.gamma: s.L}}, ("parameter gamma", "F X^(-2)")),
        ({"params": {}}, ("gradient descent needs the parameter gamma", "add it to params")),
        ({"settings": ()}, ("settings=()", "one setting at least")),
        ({"settings": ({},)}, ("no setting gives n", "add it to settings")),
        ({"settings": ({s.n: 1}, {s.n: 1, s.epsilon: 2.0})}, ("same constants",)),
        ({"valid_when": (s.sigma <= 1,)}, ("valid_when", "sigma")),
        ({"metric": gradient_norm}, ("F X^(-1)",)),
        ({"mode": "deterministic"}, ("mode='deterministic' (str)", "Mode.DETERMINISTIC")),
        ({"settings": {s.n: 4}}, ("(dict)", "({n: 10},)")),
        ({"settings": [5]}, ("settings has 5 (int)", "{n: 10}")),
        ({"settings": ({s.n: -4},)}, ("n = -4", "not negative")),
        ({"settings": ({s.n: 2.5},)}, ("n = 2.5", "whole number")),
        ({"settings": ({s.n: "4"},)}, ("n = '4' (str)", "finite number")),
        ({"settings": ({"n": 4},)}, ("the key 'n' (str)", "Constant")),
        ({"assumes": smooth}, ("assumes=", "(smooth, convex)")),
        ({"assumes": ("smooth",)}, ("assumes=('smooth',)", "a tuple of assumptions")),
        ({"algorithm": "gd"}, ("algorithm='gd' (str)", "gradient_descent")),
        ({"metric": lambda p, x: x}, ("metric=<function", "(function)", "a Metric")),
        ({"source": "Nesterov"}, ("source='Nesterov' (str)", "Source(")),
        ({"params": {s.gamma: "1/L"}}, ("params=", "expressions")),
        ({"bound": "L*R**2"}, ("bound='L*R**2' (str)", "an expression in Constants")),
        ({"bound": sympy.Symbol("gama") * s.R}, ("did you mean gamma?",)),
        ({"valid_when": s.gamma * s.L <= 1}, ("valid_when=", "a tuple of conditions")),
        ({"witness": 3}, ("witness=3 (int)", "a function from a setting")),
        ({"oracles": "exact"}, ("oracles='exact' (str)", "a tuple of oracles")),
        ({"mode": Mode.RATE}, ("two settings or more",)),
        ({"mode": Mode.COMPLEXITY}, ("number of steps", "hitting_time")),
        ({"mode": Mode.PROBABILITY}, ("delta", "failure probability")),
        ({"metric": hitting_time(gap, s.epsilon_f), "mode": Mode.COMPLEXITY}, ("epsilon_f",)),
        ({"horizon": "n"}, ("horizon='n' (str)",)),
        ({"rate_range": 0.5}, ("rate_range=0.5", "at least 1")),
        ({"declares": ({"at_most": 1},)}, ("declares=", "Declared(")),
        ({"notes": None}, ("notes=None", "a text")),
    ],
)
def test_theorem_is_refused(changes, words):
    with pytest.raises(EntryError) as caught:
        theorem(**changes)
    assert all(word in str(caught.value) for word in ("nobody.thm", *words))


@pytest.mark.parametrize(
    ("cls", "fields", "words"),
    [
        (Theorem, {"name": "t"}, ("no source=, assumes=", "a Theorem needs name=")),
        (Theorem, {"name": "t", "parms": {}}, ("no field 'parms'", "did you mean params?")),
        (LowerBound, {"name": "t", "bound": 1}, ("no source=", "methods=")),
        (Inequality, {"name": "t", "variabels": {}}, ("did you mean variables?",)),
    ],
)
def test_missing_and_unknown_fields_are_named(cls, fields, words):
    with pytest.raises(EntryError) as caught:
        cls(**fields)
    assert all(word in str(caught.value) for word in words)


def lower_bound(**changes):
    fields = {
        "name": "nobody.lower",
        "source": SOURCE,
        "assumes": (convex, smooth),
        "methods": lambda c: ((gradient_descent, {s.gamma: 1.0}),),
        "instances": lambda c: (Instance(problem()),),
        "metric": gap,
        "bound": s.L * s.R**2 / s.n,
        "settings": ({s.n: 3, s.L: 1.0, s.R: 1.0},),
    }
    return LowerBound(**(fields | changes))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"settings": ({s.n: 3, s.L: 1.0},)}, ("no setting gives R", "the bound speaks of")),
        ({"settings": ({s.L: 1.0, s.R: 1.0},)}, ("no setting gives n",)),
        ({"bound": s.L * s.R**2, "settings": ({s.L: 1.0, s.R: 1.0},)}, ("the number of steps",)),
        ({"methods": (gradient_descent,)}, ("methods=", "a function from a setting")),
        ({"mode": "deterministic"}, ("mode='deterministic'",)),
    ],
)
def test_lower_bound_is_refused(changes, words):
    assert lower_bound().findings() == ()
    with pytest.raises(EntryError) as caught:
        lower_bound(**changes)
    assert all(word in str(caught.value) for word in ("nobody.lower", *words))


def test_a_printed_mismatch_is_a_finding():
    printed = theorem(bound=s.L * s.R**2 + s.R, as_printed=True)
    assert len(printed.findings()) == 1
    assert "different units" in printed.findings()[0]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"f": lambda x: x.square().sum()}, ("f answered shape ()", "(batch, d)")),
        ({"gradient": lambda x: x[:, 0]}, ("gradient answered shape (2,)", "(2, 2)")),
        ({"gradient": lambda x: x.float()}, ("torch.float32", "float64")),
        ({"gradient": lambda x: x / 0 * 0}, ("nan", "finite float64")),
        ({"f": lambda x: 3.0}, ("f answered shape float",)),
        ({"start": ()}, ("start=()", "d finite numbers")),
        ({"start": (math.nan, 1.0)}, ("start=", "finite")),
        ({"minimiser": (0.0,)}, ("minimiser has 1 coordinates, start has 2",)),
        ({"f_star": math.nan}, ("f_star=nan", "infimum")),
        (
            {"constants": {s.L: 1.0}},
            ("promises 'strongly convex' but gives no mu", "add it to constants"),
        ),
        ({"constants": {s.L: math.inf, s.mu: 1.0}}, ("L=inf", "finite number")),
        ({"constants": {"L": 1.0}}, ("constants={'L': 1.0}", "a mapping from Constants")),
    ],
)
def test_problem_is_refused(changes, words):
    with pytest.raises(EntryError) as caught:
        problem(**changes)
    assert all(word in str(caught.value) for word in ("half-square", *words))


@pytest.mark.parametrize(
    ("changes", "statement"),
    [
        ({"gradient": lambda x: 1.001 * x}, "the gradient is the derivative of f"),
        (
            {"gradient": lambda x: x + torch.tensor([1e-5, 0.0]).double()},
            "the gradient is the derivative of f",
        ),
        ({"constants": {s.L: 0.99, s.mu: 0.99}}, smooth.statement),
        ({"constants": {s.L: 1.0, s.mu: 1.01}}, strongly_convex.statement),
        (
            {
                "f": lambda x: x.square().sum(-1).cos(),
                "gradient": lambda x: -2 * x * x.square().sum(-1, keepdim=True).sin(),
            },
            convex.statement,
        ),
    ],
)
def test_a_false_promise_is_found_with_its_point(changes, statement):
    found = check_promises(problem(**changes))
    assert statement in [v.statement for v in found]
    hit = next(v for v in found if v.statement == statement)
    assert hit.lhs > hit.rhs
    assert len(hit.at) == 2
    assert "is false at x = (" in str(hit)


def test_entries_are_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        theorem().bound = 0  # pyright: ignore[reportAttributeAccessIssue]: that it cannot be set is the point
