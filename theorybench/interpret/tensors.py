"""Tensors whose numbers are objects of an arithmetic of their own, for torch code as it stands.

Torch takes its functions apart into some two hundred basic operations and hands them over here
(`__torch_dispatch__`), so that a problem or a method needs no second version.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

import numpy as np
import torch

from theorybench.core.types import Tensor


class Untraceable(Exception):
    """The function uses an operation that has no meaning here; the message names it."""


class Arithmetic(Protocol):
    """The numbers that an interpreted tensor may have, and what operations do to arrays of them.

    Truths are numbers too: 1 and 0, and what the arithmetic puts in their place where a comparison
    is open.
    """

    @property
    def noun(self) -> str:
        """What a number is called in messages."""
        ...

    @property
    def operations(self) -> dict[str, Callable[..., Any]]:
        """Name of a basic operation -> function of object arrays and settings."""
        ...

    def exact(self, value: float) -> Any:
        """The number that a float, an int or a bool is."""
        ...

    def settled(self, number: Any) -> int | None:
        """The whole number that a number is for certain, else None."""
        ...

    def to_float(self, number: Any) -> float:
        """A number where Python asks for a float; raises where that would lose what it is."""
        ...

    def account(self, made: np.ndarray, work: int) -> None:
        """Told of every operation: its result and how many numbers went in. Raises what stops an
        interpretation that takes too long.
        """
        ...


class Interpreted(torch.Tensor):
    """A tensor without storage: `entries` holds its numbers, an object array of its shape."""

    entries: np.ndarray
    arithmetic: Arithmetic

    @staticmethod
    def __new__(
        cls, entries: np.ndarray, arithmetic: Arithmetic, dtype: torch.dtype = torch.float64
    ) -> Interpreted:
        made = torch.Tensor._make_wrapper_subclass(
            cls, entries.shape, dtype=dtype, device=torch.device("cpu")
        )
        made.entries, made.arithmetic = entries, arithmetic
        return made

    def __init__(self, *_: Any) -> None:
        super().__init__()

    def __repr__(self, *, tensor_contents: object = None) -> str:
        return f"Interpreted({self.entries.tolist()})"

    @classmethod
    def __torch_dispatch__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        name, kwargs = func.overloadpacket.__name__, kwargs or {}
        arithmetic = next(t.arithmetic for t in _tensors((args, kwargs)) if isinstance(t, cls))
        if name == "_local_scalar_dense":
            return arithmetic.to_float(args[0].entries.item())
        in_place = name.endswith("_") and not name.endswith("__")
        operation = arithmetic.operations.get(name[:-1] if in_place else name)
        if operation is None:
            raise Untraceable(f"aten.{name} has no {arithmetic.noun} here")
        if name.rstrip("_") in ("index", "index_put"):
            args = (args[0], _places(args[1], arithmetic), *args[2:])
        plain = [_plain(a, arithmetic) for a in args]
        made = operation(*plain, **{k: _plain(v, arithmetic) for k, v in kwargs.items()})
        if isinstance(made, tuple | list):
            return [cls(np.asarray(m, dtype=object), arithmetic, args[0].dtype) for m in made]
        made = np.asarray(made, dtype=object)
        arithmetic.account(made, sum(t.numel() for t in _tensors(args)))
        if in_place:
            if not isinstance(args[0], cls):
                raise Untraceable(f"aten.{name} changes a tensor of floats")
            args[0].entries[...] = made
            return args[0]
        return _settled(made, _dtype(name, args, kwargs), arithmetic)


def _places(indices: Sequence[Tensor | None], arithmetic: Arithmetic) -> list[Tensor | None]:
    """Indices with masks written as the whole numbers of the places that they choose."""
    made: list[Tensor | None] = []
    for one in indices:
        if one is None or one.dtype not in (torch.bool, torch.uint8):
            made.append(one)
        elif isinstance(one, Interpreted):
            arithmetic.to_float(next(e for e in one.entries.flat if arithmetic.settled(e) is None))
        else:
            made += one.nonzero(as_tuple=True)
    return made


def _settled(entries: np.ndarray, dtype: torch.dtype, arithmetic: Arithmetic) -> Tensor:
    """Truths and whole numbers that are certain become an ordinary tensor, which may be branched on
    and may index.
    """
    if not dtype.is_floating_point:
        known = [arithmetic.settled(e) for e in entries.flat]
        if None not in known:
            return torch.tensor(known, dtype=dtype).reshape(entries.shape)
    return Interpreted(entries, arithmetic, dtype)


TRUTHS = frozenset(
    ("ge", "gt", "le", "lt", "eq", "ne", "isnan", "isinf", "isfinite", "any", "all")
) | frozenset(f"{kind}_{what}" for kind in ("logical", "bitwise") for what in ("and", "or", "not"))


def _dtype(name: str, args: Sequence[Any], kwargs: dict[str, Any]) -> torch.dtype:
    given = kwargs.get("dtype")
    if given is not None:
        return given
    if name in TRUTHS:
        return torch.bool
    if name in ("searchsorted", "argmax", "argmin"):
        return torch.int64
    kinds = {t.dtype for t in _tensors(args)}
    if kinds == {torch.bool} and name in ("sum", "add", "mul"):
        return torch.int64
    only = kinds.pop() if len(kinds) == 1 else torch.float64
    whole = only is torch.bool or not any(isinstance(a, float) for a in args)
    return only if whole and name != "div" else torch.float64


def _tensors(nested: Any) -> Iterator[Tensor]:
    if isinstance(nested, torch.Tensor):
        yield nested
    elif isinstance(nested, list | tuple):
        for one in nested:
            yield from _tensors(one)
    elif isinstance(nested, dict):
        yield from _tensors(list(nested.values()))


def _plain(argument: Any, arithmetic: Arithmetic) -> Any:
    if isinstance(argument, torch.Tensor):
        return entries_of(argument, arithmetic)
    if isinstance(argument, list | tuple) and any(isinstance(a, torch.Tensor) for a in argument):
        return [_plain(a, arithmetic) for a in argument]
    return argument


def entries_of(tensor: Tensor, arithmetic: Arithmetic) -> np.ndarray:
    """The numbers of any tensor, those of an ordinary one taken exactly. Raises Untraceable for
    numbers that are not real.
    """
    if isinstance(tensor, Interpreted):
        return tensor.entries
    if tensor.dtype.is_complex:
        raise Untraceable(f"a constant of type {tensor.dtype} is no real number")
    made = np.empty(tensor.shape, dtype=object)
    made.reshape(-1)[:] = [arithmetic.exact(v) for v in tensor.detach().reshape(-1).tolist()]
    return made


def cause(error: BaseException, *kinds: type[BaseException]) -> BaseException | None:
    """The error of one of these kinds that torch has wrapped, or the error itself."""
    while error is not None and not isinstance(error, kinds):
        error = error.__cause__ or error.__context__  # pyright: ignore[reportAssignmentType]
    return error
