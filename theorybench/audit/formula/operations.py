"""What every operation of torch does to arrays of formulas; true and false are 1 and 0."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import sympy
import torch

from theorybench.audit.formula.nodes import (
    Expression,
    Maximum,
    Where,
    absolute,
    branching,
    exactly,
)


class Untraceable(Exception):
    """The function uses an operation that has no formula here; the message names it."""


def _number(value: Any) -> Any:
    return exactly(value) if isinstance(value, bool | int | float) else value


def _each(function: Callable[..., Expression], arguments: int) -> Callable[..., np.ndarray]:
    """An operation number by number, with broadcasting; settings such as alpha=2 are passed on."""
    ufunc = np.frompyfunc(function, arguments, 1)

    def apply(*args: Any) -> np.ndarray:
        return ufunc(*(_number(a) for a in args[:arguments]))

    return apply


def choose(condition: Expression, a: Expression, b: Expression) -> Expression:
    """a where the condition (made of Where, 1 and 0) is 1, else b."""
    if isinstance(condition, Where):
        u, yes, no = condition.args
        return Where(u, choose(yes, a, b), choose(no, a, b))
    if condition == 1:
        return a
    if condition == 0:
        return b
    raise Untraceable("a condition is computed from numbers")


def _at_least(a: Expression, b: Expression) -> Expression:
    return Where(a - b, sympy.S.One, sympy.S.Zero)


def _not(c: Expression) -> Expression:
    return choose(c, sympy.S.Zero, sympy.S.One)


def _more(a: Expression, b: Expression) -> Expression:
    return _not(_at_least(b, a))


def _max(a: Expression, b: Expression) -> Expression:
    return Where(a - b, a, b)


def _min(a: Expression, b: Expression) -> Expression:
    return Where(b - a, a, b)


def _sign(u: Expression) -> Expression:
    return Where(u, _not(Where(-u, sympy.S.One, sympy.S.Zero)), sympy.S.NegativeOne)


def _power(a: Any, exponent: Any) -> Any:
    return _each(
        lambda u, p: u ** (sympy.Integer(p) if p == int(p) else p) if p.is_number else u**p, 2
    )(a, exponent)


def _softplus(x: Any, beta: float = 1, threshold: float = 20) -> Any:
    def one(u: Expression) -> Expression:
        curve = sympy.log(1 + sympy.exp(exactly(beta) * u)) / exactly(beta)
        # beyond a threshold of 36 the line that torch puts in its place is its value in float64
        return curve if threshold >= 36 else Where(exactly(beta) * u - exactly(threshold), u, curve)

    return _each(one, 1)(x)


def _clamp(x: Any, low: Any = None, high: Any = None, **names: Any) -> Any:
    low, high = names.get("min", low), names.get("max", high)
    x = x if low is None else _each(_max, 2)(x, low)
    return x if high is None else _each(_min, 2)(x, high)


def _reduced(join: Callable[[list[Expression]], Expression]) -> Callable[..., np.ndarray]:
    def apply(x: np.ndarray, dim: Any = None, keepdim: bool = False, **_: Any) -> np.ndarray:
        axes = range(x.ndim) if dim in (None, []) else [dim] if isinstance(dim, int) else dim
        axes = tuple(sorted(a % x.ndim for a in axes))
        kept = [a for a in range(x.ndim) if a not in axes]
        rows = x.transpose(*kept, *axes).reshape(*(x.shape[a] for a in kept), -1)
        made = np.empty(rows.shape[:-1], dtype=object)
        for index in np.ndindex(made.shape):
            made[index] = join(list(rows[index]))
        return np.expand_dims(made, axes) if keepdim else made

    return apply


def _largest(values: list[Expression]) -> Expression:
    return (
        values[0] if len(values) == 1 else _max(*values) if len(values) == 2 else Maximum(*values)
    )


def _norm(values: list[Expression], order: Any) -> Expression:
    if order == 2:
        return (
            absolute(values[0])
            if len(values) == 1
            else sympy.sqrt(sympy.Add(*(v**2 for v in values)))
        )
    if order in (1, float("inf")):
        return (sympy.Add if order == 1 else lambda *v: _largest(list(v)))(*map(absolute, values))
    raise Untraceable(f"a norm of order {order}")


def _index(x: np.ndarray, indices: Sequence[Any]) -> np.ndarray:
    if len(indices) == 1 and x.ndim == 1:
        return np.frompyfunc(lambda i: _looked_up(x, i), 1, 1)(indices[0])
    try:
        return x[tuple(slice(None) if i is None else i.astype(int) for i in indices)]
    except TypeError as error:
        raise Untraceable("it looks up entries of a matrix by the tensor") from error


def _looked_up(table: np.ndarray, index: Expression) -> Expression:
    """An entry whose number is an expression that is constant on every branch."""
    node = branching(index)
    if node is None:
        return table[int(index)]
    u, a, b = node.args
    return Where(
        u,
        _looked_up(table, index.xreplace({node: a})),
        _looked_up(table, index.xreplace({node: b})),
    )


def _searchsorted(places: np.ndarray, x: Any, right: bool = False, **names: Any) -> np.ndarray:
    """How many of the places (a constant, in ascending order) lie below x, or at it."""
    right = right or names.get("side") == "right"

    def count(u: Expression) -> Expression:
        total: Expression = sympy.S.Zero
        for i, place in enumerate(places, 1):
            total = choose(
                _at_least(u, place) if right else _more(u, place), sympy.Integer(i), total
            )
        return total

    return np.frompyfunc(count, 1, 1)(x)


def _slice(
    x: np.ndarray, dim: int = 0, start: int | None = None, end: int | None = None, step: int = 1
) -> np.ndarray:
    return x[(*(slice(None),) * (dim % x.ndim), slice(start, end, step))]


def _to(x: np.ndarray, dtype: torch.dtype | None = None, **_: Any) -> np.ndarray:
    if dtype not in (None, torch.float64, torch.bool):
        raise Untraceable(f"it converts to {dtype}")
    return x.copy()


def _expand(x: np.ndarray, shape: Sequence[int], **_: Any) -> np.ndarray:
    shape = [n if n != -1 else x.shape[i - len(shape) + x.ndim] for i, n in enumerate(shape)]
    return np.broadcast_to(x, shape)


def _plus(a: Any, b: Any, alpha: float = 1) -> Any:
    return _each(lambda u, v: u + exactly(alpha) * v, 2)(a, b)


def _logistic(u: Expression) -> Expression:
    return 1 / (1 + sympy.exp(-u))


TRUTHS = (
    "ge",
    "gt",
    "le",
    "lt",
    "eq",
    "ne",
    "logical_and",
    "logical_or",
    "logical_not",
    "bitwise_and",
    "bitwise_or",
    "bitwise_not",
)

_ELEMENTWISE: dict[str, Callable[[Expression], Expression]] = {
    "neg": lambda u: -u,
    "abs": absolute,
    "square": lambda u: u**2,
    "sqrt": sympy.sqrt,
    "rsqrt": lambda u: 1 / sympy.sqrt(u),
    "reciprocal": lambda u: 1 / u,
    "exp": sympy.exp,
    "exp2": lambda u: sympy.exp(sympy.log(2) * u),
    "expm1": lambda u: sympy.exp(u) - 1,
    "log": sympy.log,
    "log1p": lambda u: sympy.log(1 + u),
    "sin": sympy.sin,
    "cos": sympy.cos,
    "tan": sympy.tan,
    "sinh": sympy.sinh,
    "cosh": sympy.cosh,
    "tanh": sympy.tanh,
    "atan": sympy.atan,
    "asinh": sympy.asinh,
    "sigmoid": _logistic,
    "relu": lambda u: Where(u, u, 0),
    "sign": _sign,
    "logical_not": _not,
    "bitwise_not": _not,
}

_OF_TWO: dict[str, Callable[[Expression, Expression], Expression]] = {
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "maximum": _max,
    "minimum": _min,
    "fmax": _max,
    "fmin": _min,
    "clamp_min": _max,
    "clamp_max": _min,
    "copysign": lambda a, b: Where(b, absolute(a), -absolute(a)),
    "hypot": lambda a, b: sympy.sqrt(a**2 + b**2),
    "logaddexp": lambda a, b: sympy.log(sympy.exp(a) + sympy.exp(b)),
    "ge": _at_least,
    "le": lambda a, b: _at_least(b, a),
    "gt": _more,
    "lt": lambda a, b: _more(b, a),
    "eq": lambda a, b: choose(_at_least(a, b), _at_least(b, a), sympy.S.Zero),
    "ne": lambda a, b: choose(_at_least(a, b), _more(a, b), sympy.S.One),
    "logical_and": lambda a, b: choose(a, b, sympy.S.Zero),
    "bitwise_and": lambda a, b: choose(a, b, sympy.S.Zero),
    "logical_or": lambda a, b: choose(a, sympy.S.One, b),
    "bitwise_or": lambda a, b: choose(a, sympy.S.One, b),
}

OPERATIONS: dict[str, Callable[..., Any]] = {
    **{name: _each(function, 1) for name, function in _ELEMENTWISE.items()},
    **{name: _each(function, 2) for name, function in _OF_TWO.items()},
    "add": _plus,
    "sub": lambda a, b, alpha=1: _plus(a, b, -alpha),
    "rsub": lambda a, b, alpha=1: _plus(b, a, -alpha),
    "pow": _power,
    "clamp": _clamp,
    "hardtanh": _clamp,
    "softplus": _softplus,
    "where": _each(choose, 3),
    "sum": _reduced(lambda v: sympy.Add(*v)),
    "mean": _reduced(lambda v: sympy.Add(*v) / len(v)),
    "prod": _reduced(lambda v: sympy.Mul(*v)),
    "amax": _reduced(_largest),
    "amin": _reduced(lambda v: -_largest([-u for u in v])),
    "logsumexp": _reduced(lambda v: sympy.log(sympy.Add(*map(sympy.exp, v)))),
    "linalg_vector_norm": lambda x, order=2, dim=None, keepdim=False, **_: _reduced(
        lambda v: _norm(v, order)
    )(x, dim, keepdim),
    **dict.fromkeys(("mm", "bmm", "mv", "dot"), np.matmul),
    "addmm": lambda c, a, b, **_: c + np.matmul(a, b),
    **dict.fromkeys(("view", "_unsafe_view", "reshape"), lambda x, shape: x.reshape(shape)),
    "unsqueeze": lambda x, dim: np.expand_dims(x, dim),
    "squeeze": lambda x, dim=None: x.squeeze(
        dim if dim is None or isinstance(dim, int) else tuple(dim)
    ),
    "select": (
        lambda x, dim, index: x[
            (*(slice(None),) * (dim % x.ndim), slice(index, index + 1 or None))
        ].squeeze(dim)
    ),
    "slice": _slice,
    "index": _index,
    "searchsorted": _searchsorted,
    "expand": _expand,
    "t": lambda x: x.T,
    "transpose": lambda x, a, b: x.swapaxes(a, b),
    "permute": lambda x, axes: x.transpose(axes),
    "flip": lambda x, axes: np.flip(x, axes),
    "roll": lambda x, shifts, dims: np.roll(x, tuple(shifts), tuple(dims)),
    "cat": lambda parts, dim=0: np.concatenate(parts, dim),
    "stack": lambda parts, dim=0: np.stack(parts, dim),
    **dict.fromkeys(("clone", "contiguous"), lambda x, **_: x.copy()),
    **dict.fromkeys(("detach", "alias", "lift_fresh"), lambda x: x),
    "_to_copy": _to,
    "to": _to,
    "zeros_like": lambda x, **_: np.full(x.shape, sympy.S.Zero, dtype=object),
    "ones_like": lambda x, **_: np.full(x.shape, sympy.S.One, dtype=object),
    "full_like": lambda x, value, **_: np.full(x.shape, exactly(value), dtype=object),
    "fill": lambda x, value: np.full(x.shape, exactly(value), dtype=object),
    "copy": lambda x, value, *_: np.broadcast_to(value, x.shape),
}
