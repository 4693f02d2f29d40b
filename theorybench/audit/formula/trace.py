"""Reads the formula of a torch function: it is run on tensors whose numbers are sympy
expressions.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import sympy
import torch

from theorybench.audit.formula.nodes import Expression, exactly
from theorybench.audit.formula.operations import OPERATIONS, TRUTHS, Untraceable
from theorybench.core.types import Tensor


def trace(
    function: Callable[[Tensor], Tensor], variables: Sequence[Expression], shape: tuple[int, ...]
) -> np.ndarray:
    """Formulas of the numbers that a function answers to one tensor of variables: an array of
    expressions of the answer's shape.

    Raises Untraceable if the function branches on values, leaves float64 or uses an unknown
    operation.
    """
    entries = np.empty(len(variables), dtype=object)
    entries[:] = variables
    try:
        answer = function(_Formula(entries.reshape(shape)))
    except Untraceable:
        raise
    # torch wraps what is raised inside an operation, and a user's function may do anything
    except Exception as error:
        raise Untraceable(str(error.__cause__ or error).splitlines()[0][:120]) from error
    return answer.entries if isinstance(answer, _Formula) else _entries(answer)


MOST_NODES, MOST_NUMBERS = 3000, 20_000
"""Beyond them sympy would take minutes."""


class _Formula(torch.Tensor):
    """A tensor without numbers: `entries` holds expressions; true and false are 1 and 0."""

    entries: np.ndarray

    @staticmethod
    def __new__(cls, entries: np.ndarray, dtype: torch.dtype = torch.float64) -> _Formula:
        made = torch.Tensor._make_wrapper_subclass(
            cls, entries.shape, dtype=dtype, device=torch.device("cpu")
        )
        made.entries = entries
        return made

    def __init__(self, *_: Any) -> None:
        super().__init__()

    def __bool__(self) -> bool:
        raise Untraceable("it branches on values of the tensor")

    @classmethod
    def __torch_dispatch__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        name = func.overloadpacket.__name__
        in_place = name.endswith("_") and not name.endswith("__")
        operation = OPERATIONS.get(name[:-1] if in_place else name)
        if operation is None:
            raise Untraceable(f"aten.{name} has no formula here")
        entries = np.asarray(
            operation(*map(_plain, args), **{k: _plain(v) for k, v in (kwargs or {}).items()}),
            dtype=object,
        )
        _require_short(entries, sum(a.numel() for a in args if isinstance(a, torch.Tensor)))
        if in_place:
            args[0].entries[...] = entries
            return args[0]
        dtype = (
            torch.bool
            if name in TRUTHS
            else torch.int64
            if name == "searchsorted" or _whole(args)
            else torch.float64
        )
        return cls(entries, dtype)


def _require_short(entries: np.ndarray, work: int) -> None:
    """Raise Untraceable where formulas become too many, or one of them too long."""
    one = next((e for e in entries.flat if isinstance(e, sympy.Basic)), sympy.S.Zero)
    if (
        work > MOST_NUMBERS
        or sum(1 for _ in itertools.islice(sympy.preorder_traversal(one), MOST_NODES)) >= MOST_NODES
    ):
        raise Untraceable(
            f"its formula has more than {MOST_NODES} terms, or it computes more than {MOST_NUMBERS}"
            " numbers at once"
        )


def _whole(args: Sequence[Any]) -> bool:
    """Integers stay integers, so that torch lets them index."""
    return all(
        (isinstance(a, torch.Tensor) and a.dtype == torch.int64) or isinstance(a, int) for a in args
    )


def _plain(argument: Any) -> Any:
    if isinstance(argument, torch.Tensor):
        return _entries(argument)
    if isinstance(argument, list | tuple) and any(isinstance(a, torch.Tensor) for a in argument):
        return [_plain(a) for a in argument]
    return argument


def _entries(tensor: Tensor) -> np.ndarray:
    if isinstance(tensor, _Formula):
        return tensor.entries
    if tensor.dtype not in (torch.float64, torch.float32, torch.int64, torch.bool):
        raise Untraceable(f"a constant of type {tensor.dtype} is no real number")
    made = np.empty(tensor.shape, dtype=object)
    for index, value in np.ndenumerate(tensor.detach().numpy()):
        made[index] = exactly(value)
    return made
