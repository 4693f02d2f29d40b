"""Fields of values that people write by hand are checked when the value is made: one message
with the field's name, what was given and what is wanted.
"""

from __future__ import annotations

import dataclasses
import difflib
import math
from collections.abc import Callable, Iterable, Mapping
from numbers import Real
from typing import Any

import sympy

from theorybench.core.types import EntryError

Want = tuple[Callable[[Any], bool], str]
"""A test of a field's value, and in words what passes it."""


def instance(kind: type | tuple[type, ...], words: str) -> Want:
    """A value of a type."""
    return lambda value: isinstance(value, kind), words


def optional(want: Want) -> Want:
    """None, or what is wanted."""
    test, words = want
    return lambda value: value is None or test(value), f"None, or {words}"


def several(kind: type | tuple[type, ...], words: str) -> Want:
    """A tuple or a list of values of a type."""
    return (
        lambda value: isinstance(value, tuple | list) and all(isinstance(v, kind) for v in value),
        words,
    )


def function(words: str) -> Want:
    """Something that can be called, and is no class."""
    return lambda value: callable(value) and not isinstance(value, type), words


def _is_expression(value: Any) -> bool:
    if isinstance(value, bool | str):
        return False
    return isinstance(value, sympy.Basic | Real)


def _is_condition(value: Any) -> bool:
    return isinstance(value, bool | sympy.logic.boolalg.Boolean)


def _is_table(key: type, value: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda given: (
        isinstance(given, Mapping)
        and all(isinstance(k, key) and value(v) for k, v in given.items())
    )


expression: Want = (_is_expression, "a number or an expression in Constants, e.g. L * R**2 / n")
conditions: Want = (
    lambda value: isinstance(value, tuple | list) and all(map(_is_condition, value)),
    "a tuple of conditions on Constants, e.g. (gamma * L <= 1,)",
)
text: Want = instance(str, "a text")
flag: Want = instance(bool, "True or False")


def table(key: type, words: str, of: Callable[[Any], bool] = _is_expression) -> Want:
    """A mapping from keys of a type to expressions, or to values that pass another test."""
    return _is_table(key, of), words


def require_fields(owner: str, value: Any, wants: Mapping[str, Want]) -> None:
    """Raise EntryError for the first field of a value that is not as wanted.

    owner: what the message begins with, e.g. "theorem my.claim".
    """
    for name, (test, words) in wants.items():
        given = getattr(value, name)
        if not test(given):
            raise EntryError(f"{owner}: {name}={shown(given)} ({_type(given)}): give {words}")


def require_arguments(cls: type, given: Iterable[str]) -> None:
    """Raise EntryError if keyword arguments for a dataclass lack a field, or name one that it has
    not; the message says which, and the nearest name.
    """
    fields = {f.name: f for f in dataclasses.fields(cls) if f.init}
    arguments = set(given)
    for name in sorted(arguments - set(fields)):
        raise EntryError(
            f"{cls.__name__}: there is no field {name!r}; {did_you_mean(name, fields)}"
        )
    lacking = [
        name
        for name, f in fields.items()
        if f.default is dataclasses.MISSING
        and f.default_factory is dataclasses.MISSING
        and name not in arguments
    ]
    if lacking:
        raise EntryError(
            f"{cls.__name__}: no {', '.join(f'{name}=' for name in lacking)} is given; a"
            f" {cls.__name__} needs {', '.join(f'{name}=' for name in _required(fields))}"
        )


def _required(fields: Mapping[str, Any]) -> list[str]:
    missing = dataclasses.MISSING
    return [n for n, f in fields.items() if f.default is missing and f.default_factory is missing]


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Half a sentence: the known name most like a wrong one, or all of them."""
    names = sorted(known)
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    return f"did you mean {near[0]}?" if near else f"known are {', '.join(names)}"


def is_real(value: Any) -> bool:
    """A real number, perhaps infinite, and no truth value."""
    return isinstance(value, Real) and not isinstance(value, bool)


def is_number(value: Any) -> bool:
    """A finite real number, and no truth value."""
    return is_real(value) and math.isfinite(value)


def shown(value: Any) -> str:
    """A value as its owner wrote it, cut where it is long; also where its own repr fails."""
    try:
        words = repr(value)
    except Exception as error:
        words = f"<{_type(value)}, whose repr raises {type(error).__name__}>"
    return words if len(words) <= 80 else f"{words[:77]}..."


def _type(value: Any) -> str:
    return type(value).__name__
