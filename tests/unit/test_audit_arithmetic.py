"""The parts below the grades: formulas read from torch, intervals that enclose, Sturm's theorem,
multipliers, branch and bound.
"""

import math

import numpy as np
import pytest
import sympy
import torch
from flint import fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from theorybench.audit.formula.intervals import Intervals, enclose
from theorybench.audit.formula.nodes import (
    Maximum,
    Undecided,
    Where,
    absolute,
    ball,
    branches,
    numpy_function,
)
from theorybench.audit.formula.trace import trace
from theorybench.audit.prove.affine import is_at_least, is_empty, parts
from theorybench.audit.prove.algebra import (
    is_positive,
    oo,
    rationals,
    roots,
)
from theorybench.audit.prove.boxes import Box, search_for_negative
from theorybench.audit.prove.lines import pieces, show_nonnegative
from theorybench.interpret.tensors import Untraceable

x, y = sympy.symbols("x y", real=True)

FUNCTIONS = {
    "sums": lambda v: 2 + v.sum(-1) - v.mean(-1) * 3 + (1 - v).prod(-1),
    "powers": (
        lambda v: (
            v.square() + v**3 + (1 + v**2) ** -1.5 + (1 + v**2).sqrt() + (2 + v**2).rsqrt()
        ).sum(-1)
    ),
    "elementary": (
        lambda v: (
            v.exp() + v.sin() * v.cos() + v.sinh() - v.cosh() + v.tanh() + v.atan() + v.tan()
        ).sum(-1)
    ),
    "logarithms": (
        lambda v: (torch.log1p(v**2) + torch.expm1(v) + torch.log(3 + v.sin()) + v.asinh()).sum(-1)
    ),
    "logistic": lambda v: (
        torch.sigmoid(v).sum(-1)
        + torch.nn.functional.softplus(v, threshold=700.0).sum(-1)
        + torch.logaddexp(v, -v).sum(-1)
    ),
    "log-sum-exp": lambda v: v.logsumexp(-1),
    "kinks": lambda v: (
        v.abs().sum(-1)
        + v.relu().sum(-1)
        + v.clamp(-0.5, 0.25).sum(-1)
        + v.sign().sum(-1)
        + v.amax(-1)
        - v.amin(-1)
    ),
    "branches": lambda v: (
        torch.where((v > 0.1) & ~(v > 0.7) | (v < -1), v**2, -v).sum(-1)
        + torch.copysign(v.exp(), v).sum(-1)
    ),
    "pairs": lambda v: (
        torch.maximum(v[:, 0], v[:, 1])
        + torch.minimum(v[:, 0], 2 * v[:, 1])
        + torch.hypot(v[:, 0], v[:, 1])
    ),
    "norms": lambda v: (
        v.norm(dim=-1)
        + torch.linalg.vector_norm(v, ord=1, dim=-1)
        + torch.linalg.vector_norm(v, ord=torch.inf, dim=-1)
    ),
    "matrices": (
        lambda v: ((v @ torch.tensor([[1.0, 2.0], [3.0, 4.0]], dtype=v.dtype)) * v.flip(-1)).sum(-1)
    ),
    "shapes": lambda v: (
        torch.cat([v, v[:, :1]], -1).reshape(len(v), 3).T[2]
        + torch.stack([v[:, 0], v[:, 1]]).amax(0)
        + v.roll(1, -1)[:, 0]
    ),
    "einsum": lambda v: torch.einsum(
        "bi,ij,bj->b", v, torch.tensor([[2.0, 1.0], [0.0, 3.0]], dtype=v.dtype), v
    ),
    "table": lambda v: torch.tensor([5.0, -1.0, 2.0], dtype=v.dtype)[
        torch.searchsorted(torch.tensor([-0.5, 0.5], dtype=v.dtype), v[:, 0].contiguous())
    ],
    "in place": lambda v: v.clone().mul_(2).add_(1).clamp_min_(0.3).log_().sum(-1),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_formula_is_the_function(name):
    function = FUNCTIONS[name]
    formula = trace(function, (x, y), (1, 2))[0]
    at = torch.randn(200, 2, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    ours = numpy_function((x, y), [formula])(*at.numpy().T)[0]
    assert np.allclose(ours, function(at).numpy(), rtol=1e-12, atol=1e-12)
    exact = [float(ball(formula, {x: fraction(a), y: fraction(b)})) for a, b in at[:5].tolist()]
    assert np.allclose(exact, ours[:5], rtol=1e-12, atol=1e-12)


def fraction(number: float) -> sympy.Expr:
    return sympy.Rational(*number.as_integer_ratio())


UNTRACEABLE = {
    "branches on values": lambda v: v.sum(-1) if float(v.sum()) > 0 else -v.sum(-1),
    "aten.erf": lambda v: v.erf().sum(-1),
    "converts to torch.float32": lambda v: v.float().sum(-1),
    "a norm of order 3": lambda v: torch.linalg.vector_norm(v, ord=3, dim=-1),
    "computed from numbers": lambda v: torch.where(v.bool(), v, -v).sum(-1),
}


@pytest.mark.parametrize("reason", UNTRACEABLE)
def test_what_has_no_formula_says_why(reason):
    with pytest.raises(Untraceable, match=reason if reason != "branches on values" else "."):
        trace(UNTRACEABLE[reason], (x, y), (1, 2))


FORMULAS = (
    sympy.sin(3 * x) * sympy.exp(y),
    sympy.cos(x + y) - sympy.tan(x),
    x**3 * y - 1 / x**2,
    sympy.tanh(x) * sympy.cosh(y) + sympy.sinh(x),
    sympy.sqrt(x**2 + 1) * y - sympy.asinh(y),
    Where(x - y, x**2, y**3) + Maximum(x, y, x * y),
    (x**2 + 1) ** sympy.Rational(-3, 2),
    sympy.log(1 + sympy.exp(x)) - sympy.atan(x) / (2 + sympy.cos(y)),
)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    seed=st.integers(0, 10**6),
    formula=st.sampled_from(FORMULAS),
    width=st.sampled_from([0.0, 1e-12, 1e-6, 1e-2, 1.0, 10.0]),
)
def test_an_enclosure_holds_every_value(seed, formula, width):
    random = np.random.default_rng(seed)
    low = random.normal(size=(2, 40)) * 3
    high = low + width * random.exponential(size=low.shape)
    found = enclose([formula], {x: Intervals(low[0], high[0]), y: Intervals(low[1], high[1])})[0]
    at = low + (high - low) * random.uniform(size=low.shape)
    for i in range(8):
        value = float(ball(formula, {x: fraction(at[0, i]), y: fraction(at[1, i])}))
        assert np.nextafter(found.low[i], -np.inf) <= value <= np.nextafter(found.high[i], np.inf)


def test_enclosures_reach_to_infinity():
    ray = Intervals(np.array([2.0]), np.array([np.inf]))
    for formula, low in (
        (sympy.exp(x), math.exp(2)),
        (1 / x, 0.0),
        (x**2 * sympy.exp(-x), 0.0),
        (sympy.tanh(x), math.tanh(2)),
    ):
        found = enclose([formula], {x: ray})[0]
        assert found.low[0] == pytest.approx(low, rel=1e-12)
    assert enclose([1 / x], {x: Intervals(np.array([-1.0]), np.array([1.0]))})[0].low[0] == -np.inf


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(st.integers(-9, 9), min_size=3, max_size=6), st.integers(-4, 2), st.integers(1, 5))
def test_sturm_is_right_about_polynomials(numbers, low, width):
    formula = sum(c * x**i for i, c in enumerate(numbers))
    grid = np.linspace(low, low + width, 4001)
    least = np.polyval(numbers[::-1], grid).min()
    if not sympy.sympify(formula).has(x) or abs(least) < 1e-3:
        return
    assert is_positive(
        sympy.sympify(formula), x, sympy.Integer(low), sympy.Integer(low + width)
    ) == (least > 0)


def test_a_pole_is_not_positive():
    assert not is_positive(1 / x**2, x, sympy.Integer(-1), sympy.Integer(1))
    assert is_positive(1 / x**2, x, sympy.Integer(1), oo)


def test_roots_are_where_conditions_change():
    assert roots(1 - x**2, x, -oo, oo) == [-1, 1]
    assert float(roots(sympy.exp(2 * x) - 3, x, -oo, oo)[0]) == pytest.approx(
        math.log(3) / 2, rel=1e-15
    )
    with pytest.raises(Undecided, match="periodic"):
        roots(sympy.sin(x) + sympy.Rational(1, 2), x, -oo, oo)


def test_mixed_functions_are_left_to_intervals():
    for formula in (
        x * sympy.exp(x),
        sympy.sin(x) + sympy.exp(x),
        sympy.exp(x) + sympy.exp(sympy.sqrt(2) * x),
        x + sympy.sin(x),
    ):
        with pytest.raises(Undecided):
            rationals((formula,), x, -oo, oo)


def test_pieces_of_a_nested_formula():
    made = pieces(Where(1 - absolute(x), x**2 / 2, absolute(x) - sympy.Rational(1, 2)), x)
    assert [(p.low, p.high) for p in made] == [(-oo, -1), (-1, 1), (1, oo)]
    assert len(branches(Maximum(x, y, -x) + absolute(x))) == 6


INEQUALITIES = (
    ("sinh by tails", lambda u: absolute(u) + 2, (sympy.sinh(x),), -oo, oo, True),
    ("sine", lambda u: 1 - absolute(u), (sympy.sin(x) * sympy.Rational(99, 100),), -oo, oo, True),
    (
        "sine too high",
        lambda u: sympy.Rational(98, 100) - absolute(u),
        (sympy.sin(x) * sympy.Rational(99, 100),),
        -oo,
        oo,
        False,
    ),
    ("mixed", lambda u: u + sympy.Rational(1, 10**6), (sympy.exp(x) - 1 - x,), -oo, oo, True),
    (
        "mixed, false",
        lambda u: u - sympy.Rational(1, 10**6),
        (sympy.exp(x) - 1 - x,),
        -oo,
        oo,
        False,
    ),
    ("on a piece", lambda u: u, (sympy.log(2 + x),), sympy.Integer(0), oo, True),
)


@pytest.mark.parametrize(
    ("name", "build", "of", "low", "high", "true"), INEQUALITIES, ids=[i[0] for i in INEQUALITIES]
)
def test_an_inequality_is_shown_if_and_only_if_it_is_true(name, build, of, low, high, true):
    if true:
        show_nonnegative(build, of, x, low, high)
    else:
        with pytest.raises(Undecided):
            show_nonnegative(build, of, x, low, high, boxes=2000)


def test_branch_and_bound_with_a_constraint():
    square = Box.of([(-oo, oo), (-oo, oo)])
    inside = 1 - x**2 - y**2
    room = sympy.Rational(1, 10**6)
    assert search_for_negative(2 + room - (x + y) ** 2, (x, y), square, [inside]).shown
    assert not search_for_negative(2 - room - (x + y) ** 2, (x, y), square, [inside]).shown


def test_multipliers_prove_the_least_value_of_a_maximum():
    made = parts(Maximum(x + y, -x, -y) + absolute(x) / 4, (x, y))
    assert all(is_at_least(p, fmpq(0)) or is_empty(p) for p in made)
    assert not all(is_at_least(p, fmpq(1, 1000)) or is_empty(p) for p in made)
    with pytest.raises(Undecided, match="not affine"):
        parts(absolute(x * y), (x, y))


def test_contradicting_conditions_are_seen():
    empty = [is_empty(p) for p in parts(Where(x - 1, Where(-x, x, 0), 2 * x), (x, y))]
    assert sum(empty) == 1
