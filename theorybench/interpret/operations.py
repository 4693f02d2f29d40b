"""What every basic operation of torch does to arrays of numbers that are objects: one table for all
arithmetics. True and false are 1 and 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from theorybench.interpret.tensors import Untraceable

Number = Any


@dataclass(frozen=True, eq=False)
class Primitives:
    """What an arithmetic must say of its numbers; the table follows.

    choose: a where the condition is 1, b where it is 0, what both have in common else; functions:
    functions of one number by the names that torch has for them, with neg, exp, log and sqrt;
    power: of two numbers, the exponent often an exact one; look_up: an entry of a vector, by a
    number that stands for its place; whole: the int that a number is, raising Untraceable.
    """

    exact: Callable[[Any], Number]
    at_least: Callable[[Number, Number], Number]
    choose: Callable[[Number, Number, Number], Number]
    largest: Callable[[list[Number]], Number]
    absolute: Callable[[Number], Number]
    divide: Callable[[Number, Number], Number]
    power: Callable[[Number, Number], Number]
    functions: Mapping[str, Callable[[Number], Number]]
    total: Callable[[list[Number]], Number]
    look_up: Callable[[np.ndarray, Number], Number]
    whole: Callable[[Number], int]


def table(p: Primitives) -> dict[str, Callable[..., Any]]:
    """Name of a basic operation -> function of object arrays and settings, as torch passes them."""
    one = {name: _each(p, function, 1) for name, function in _of_one(p).items()}
    two = {name: _each(p, function, 2) for name, function in _of_two(p).items()}
    return {**STRUCTURE, **one, **two, **_scaled(p), **_folds(p), **_made(p), **_searches(p)}


def _each(p: Primitives, function: Callable[..., Number], arguments: int) -> Callable[..., Any]:
    """An operation number by number, with broadcasting; settings are passed on no further."""
    ufunc = np.frompyfunc(function, arguments, 1)

    def apply(*args: Any, **_: Any) -> Any:
        return ufunc(*(p.exact(a) if _is_number(a) else a for a in args[:arguments]))

    return apply


def _is_number(value: Any) -> bool:
    return isinstance(value, bool | int | float)


def _not(p: Primitives, truth: Number) -> Number:
    return p.choose(truth, p.exact(0), p.exact(1))


def _more(p: Primitives, a: Number, b: Number) -> Number:
    return _not(p, p.at_least(b, a))


def _of_one(p: Primitives) -> dict[str, Callable[[Number], Number]]:
    zero, unit = p.exact(0), p.exact(1)
    f = p.functions

    def sign(u: Number) -> Number:
        return p.choose(p.at_least(u, zero), _more(p, u, zero), p.exact(-1))

    return {
        "relu": lambda u: p.largest([u, zero]),
        "sign": sign,
        "sgn": sign,
        "square": lambda u: p.power(u, p.exact(2)),
        "reciprocal": lambda u: p.divide(unit, u),
        "rsqrt": lambda u: p.divide(unit, f["sqrt"](u)),
        "sigmoid": lambda u: p.divide(unit, unit + f["exp"](-u)),
        "exp2": lambda u: p.power(p.exact(2), u),
        "abs": p.absolute,
        "neg": lambda u: -u,
        "logical_not": lambda u: _not(p, u),
        "bitwise_not": lambda u: _not(p, u),
        **f,
    }


def _of_two(p: Primitives) -> dict[str, Callable[[Number, Number], Number]]:
    zero, unit = p.exact(0), p.exact(1)
    f = p.functions

    def most(a: Number, b: Number) -> Number:
        return p.largest([a, b])

    def least(a: Number, b: Number) -> Number:
        return -p.largest([-a, -b])

    def both(a: Number, b: Number) -> Number:
        return p.choose(a, b, zero)

    def either(a: Number, b: Number) -> Number:
        return p.choose(a, unit, b)

    def copysign(a: Number, b: Number) -> Number:
        size = p.absolute(a)
        return p.choose(p.at_least(b, zero), size, -size)

    return {
        "mul": lambda a, b: a * b,
        "maximum": most,
        "fmax": most,
        "clamp_min": most,
        "minimum": least,
        "fmin": least,
        "clamp_max": least,
        "copysign": copysign,
        "hypot": lambda a, b: f["sqrt"](a * a + b * b),
        "logaddexp": lambda a, b: f["log"](f["exp"](a) + f["exp"](b)),
        "pow": p.power,
        "ge": p.at_least,
        "le": lambda a, b: p.at_least(b, a),
        "gt": lambda a, b: _more(p, a, b),
        "lt": lambda a, b: _more(p, b, a),
        "eq": lambda a, b: both(p.at_least(a, b), p.at_least(b, a)),
        "ne": lambda a, b: _not(p, both(p.at_least(a, b), p.at_least(b, a))),
        **dict.fromkeys(("logical_and", "bitwise_and", "__and__"), both),
        **dict.fromkeys(("logical_or", "bitwise_or", "__or__"), either),
    }


def _scaled(p: Primitives) -> dict[str, Callable[..., Any]]:
    """Sums and quotients with their settings alpha, value and rounding_mode; ranges; choices."""
    quotient = np.frompyfunc(p.divide, 2, 1)

    def number(value: Any) -> Any:
        return p.exact(value) if _is_number(value) else value

    def times(factor: Any, x: Any) -> Any:
        return number(x) if factor == 1 else p.exact(factor) * number(x)

    def plus(a: Any, b: Any, alpha: float = 1) -> Any:
        return number(a) + times(alpha, b)

    def minus(a: Any, b: Any, alpha: float = 1) -> Any:
        return number(a) - times(alpha, b)

    def divide(a: Any, b: Any, rounding_mode: str | None = None) -> Any:
        if rounding_mode not in (None, "floor"):
            raise Untraceable(f"a division rounded to {rounding_mode}")
        made = quotient(number(a), number(b))
        return made if rounding_mode is None else table_floor(made)

    def table_floor(x: Any) -> Any:
        if "floor" not in p.functions:
            raise Untraceable("a division is rounded down")
        return np.frompyfunc(p.functions["floor"], 1, 1)(x)

    def clamp(x: Any, low: Any = None, high: Any = None, **names: Any) -> Any:
        low, high = names.get("min", low), names.get("max", high)
        x = x if low is None else _each(p, _of_two(p)["maximum"], 2)(x, low)
        return x if high is None else _each(p, _of_two(p)["minimum"], 2)(x, high)

    return {
        "add": plus,
        "sub": minus,
        "rsub": lambda a, b, alpha=1: minus(b, a, alpha),
        "div": divide,
        "floor_divide": lambda a, b: divide(a, b, "floor"),
        "remainder": lambda a, b: number(a) - number(b) * divide(a, b, "floor"),
        "addcmul": lambda x, a, b, value=1: x + times(value, a * b),
        "addcdiv": lambda x, a, b, value=1: x + times(value, quotient(a, b)),
        "lerp": lambda a, b, weight: a + number(weight) * (b - a),
        "clamp": clamp,
        "hardtanh": clamp,
        "softplus": lambda x, beta=1, threshold=20: _softplus(p, x, beta, threshold),
        "where": _each(p, p.choose, 3),
        "masked_fill": lambda x, mask, value: _each(p, p.choose, 3)(mask, value, x),
    }


def _softplus(p: Primitives, x: np.ndarray, beta: float, threshold: float) -> Any:
    factor, far, unit = p.exact(beta), p.exact(threshold), p.exact(1)

    def one(u: Number) -> Number:
        curve = p.divide(p.functions["log"](unit + p.functions["exp"](factor * u)), factor)
        # beyond a threshold of 36 the line that torch puts in its place is its value in float64
        return curve if threshold >= 36 else p.choose(p.at_least(factor * u, far), u, curve)

    return np.frompyfunc(one, 1, 1)(x)


def _folds(p: Primitives) -> dict[str, Callable[..., Any]]:
    """What makes one number of many, along some axes."""
    f = p.functions

    def smallest(values: list[Number]) -> Number:
        return -p.largest([-v for v in values])

    def product(values: list[Number]) -> Number:
        made = p.exact(1)
        for one in values:
            made = made * one
        return made

    def norm(values: list[Number], order: float) -> Number:
        sizes = [p.absolute(v) for v in values]
        if order == 2:
            squares = [p.power(v, p.exact(2)) for v in values]
            return sizes[0] if len(values) == 1 else f["sqrt"](p.total(squares))
        if order in (1, float("inf")):
            return p.total(sizes) if order == 1 else p.largest(sizes)
        raise Untraceable(f"a norm of order {order}")

    def every(values: list[Number]) -> Number:
        return _joined(values, lambda a, b: p.choose(a, b, p.exact(0)))

    def some(values: list[Number]) -> Number:
        return _joined(values, lambda a, b: p.choose(a, p.exact(1), b))

    return {
        "sum": _reduced(p.total),
        "mean": _reduced(lambda v: p.divide(p.total(v), p.exact(len(v)))),
        "prod": _reduced(product),
        "amax": _reduced(p.largest),
        "amin": _reduced(smallest),
        "logsumexp": _reduced(lambda v: f["log"](p.total([f["exp"](u) for u in v]))),
        "linalg_vector_norm": lambda x, order=2, dim=None, keepdim=False, **_: _reduced(
            lambda v: norm(v, order)
        )(x, dim, keepdim),
        "all": _reduced(every),
        "any": _reduced(some),
        "cumsum": lambda x, dim, **_: np.cumsum(x, axis=dim),
        "addmm": lambda c, a, b, **_: c + np.matmul(a, b),
    }


def _joined(values: list[Number], join: Callable[[Number, Number], Number]) -> Number:
    made = values[0]
    for one in values[1:]:
        made = join(made, one)
    return made


def _reduced(join: Callable[[list[Number]], Number]) -> Callable[..., np.ndarray]:
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


def _made(p: Primitives) -> dict[str, Callable[..., Any]]:
    def filled(value: Any) -> Callable[..., np.ndarray]:
        return lambda x, *_, **__: np.full(x.shape, p.exact(value), dtype=object)

    def of_size(value: Any) -> Callable[..., np.ndarray]:
        return lambda x, size, *_, **__: np.full(tuple(size), p.exact(value), dtype=object)

    def same(x: np.ndarray, value: Any, **_: Any) -> np.ndarray:
        value = p.exact(value) if _is_number(value) else value.item()
        return np.full(x.shape, value, dtype=object)

    def converted(x: np.ndarray, dtype: torch.dtype | None = None, **_: Any) -> np.ndarray:
        if dtype in (None, torch.float64):
            return x.copy()
        rounded = p.functions.get("truth" if dtype is torch.bool else "trunc")
        if rounded is None or dtype not in (torch.bool, torch.int64, torch.int32):
            raise Untraceable(f"it converts to {dtype}")
        return np.frompyfunc(rounded, 1, 1)(x)

    return {
        "_to_copy": converted,
        "to": converted,
        "zeros_like": filled(0),
        "zero": filled(0),
        "ones_like": filled(1),
        "new_zeros": of_size(0),
        "new_ones": of_size(1),
        "full_like": same,
        "fill": same,
        "copy": lambda x, value, *_: np.broadcast_to(value, x.shape),
    }


def _searches(p: Primitives) -> dict[str, Callable[..., Any]]:
    def count(places: np.ndarray, u: Number, right: bool) -> Number:
        total = p.exact(0)
        for i, place in enumerate(places, 1):
            passed = p.at_least(u, place) if right else _more(p, u, place)
            total = p.choose(passed, p.exact(i), total)
        return total

    def searchsorted(places: np.ndarray, x: Any, right: bool = False, **names: Any) -> np.ndarray:
        """How many of the places (a constant, in ascending order) lie below x, or at it."""
        right = right or names.get("side") == "right"
        return np.frompyfunc(lambda u: count(places, u, right), 1, 1)(x)

    def place(values: list[Number]) -> Number:
        """The first place of the largest number."""
        best, at = values[0], p.exact(0)
        for i, one in enumerate(values[1:], 1):
            at = p.choose(_more(p, one, best), p.exact(i), at)
            best = p.largest([best, one])
        return at

    def places(numbers: np.ndarray) -> np.ndarray:
        return np.array([p.whole(n) for n in numbers.flat], dtype=int).reshape(numbers.shape)

    def index(x: np.ndarray, indices: Sequence[Any]) -> np.ndarray:
        if len(indices) == 1 and x.ndim == 1:
            return np.frompyfunc(lambda i: p.look_up(x, i), 1, 1)(indices[0])
        return x[selection(indices)]

    def index_put(
        x: np.ndarray, indices: Sequence[Any], values: np.ndarray, accumulate: bool = False
    ) -> np.ndarray:
        if accumulate:
            raise Untraceable("it adds to entries that may be chosen twice")
        made = x.copy()
        made[selection(indices)] = values
        return made

    def selection(indices: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(slice(None) if i is None else places(i) for i in indices)

    def scatter(x: np.ndarray, dim: int, at: np.ndarray, value: Any, **_: Any) -> np.ndarray:
        made = x.copy()
        filling = p.exact(value) if _is_number(value) else value
        np.put_along_axis(made, places(at), filling, dim)
        return made

    return {
        "scatter": scatter,
        "searchsorted": searchsorted,
        "argmax": _reduced(place),
        "argmin": _reduced(lambda values: place([-v for v in values])),
        "index": index,
        "index_put": index_put,
        "gather": lambda x, dim, at, **_: np.take_along_axis(x, places(at), dim),
    }


def _slice(
    x: np.ndarray, dim: int = 0, start: int | None = None, end: int | None = None, step: int = 1
) -> np.ndarray:
    return x[(*(slice(None),) * (dim % x.ndim), slice(start, end, step))]


def _expand(x: np.ndarray, shape: Sequence[int], **_: Any) -> np.ndarray:
    shape = [n if n != -1 else x.shape[i - len(shape) + x.ndim] for i, n in enumerate(shape)]
    return np.broadcast_to(x, shape)


def _select(x: np.ndarray, dim: int, index: int) -> np.ndarray:
    return x[(*(slice(None),) * (dim % x.ndim), slice(index, index + 1 or None))].squeeze(dim)


def _squeeze(x: np.ndarray, dim: Any = None) -> np.ndarray:
    axes = range(x.ndim) if dim is None else [dim] if isinstance(dim, int) else dim
    return x.squeeze(tuple(a for a in axes if x.shape[a] == 1))


STRUCTURE: dict[str, Callable[..., Any]] = {
    **dict.fromkeys(("mm", "bmm", "mv", "dot"), np.matmul),
    **dict.fromkeys(("view", "_unsafe_view", "reshape"), lambda x, shape: x.reshape(shape)),
    "unsqueeze": lambda x, dim: np.expand_dims(x, dim),
    "squeeze": _squeeze,
    "select": _select,
    "slice": _slice,
    "expand": _expand,
    "repeat": lambda x, times: np.tile(x, times),
    "t": lambda x: x.T,
    "transpose": lambda x, a, b: x.swapaxes(a, b),
    "permute": lambda x, axes: x.transpose(axes),
    "diagonal": lambda x, offset=0, a=0, b=1: np.diagonal(x, offset, a, b),
    "flip": lambda x, axes: np.flip(x, axes),
    "roll": lambda x, shifts, dims: np.roll(x, tuple(shifts), tuple(dims)),
    "cat": lambda parts, dim=0: np.concatenate(parts, dim),
    "stack": lambda parts, dim=0: np.stack(parts, dim),
    "unbind": lambda x, dim=0: [x.take(i, dim) for i in range(x.shape[dim])],
    **dict.fromkeys(("clone", "contiguous"), lambda x, **_: x.copy()),
    **dict.fromkeys(("detach", "alias", "lift_fresh"), lambda x: x),
}
"""Operations that move numbers, or multiply matrices of them: the same in every arithmetic."""
