"""What the settings of a guarantee must be: mappings from Constants to numbers, all with the
same constants, each a value that its constant can have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from theorybench.core import symbols as s
from theorybench.core.fields import is_number, shown
from theorybench.core.types import EntryError

Setting = Mapping[s.Constant, Any]


def require_settings(
    owner: str, settings: Any, free: Callable[[Any], bool] = lambda value: False
) -> None:
    """Raise EntryError unless `settings` are a tuple of mappings from the same Constants to
    numbers that the constants can have; free: values that stand for a number to be chosen.
    """
    if isinstance(settings, Mapping):
        raise EntryError(
            f"{owner}: settings={shown(settings)} (dict): give a tuple of settings: ({{n: 10}},)"
        )
    if not isinstance(settings, tuple | list) or not settings:
        raise EntryError(
            f"{owner}: settings={shown(settings)}: give a tuple of one setting at least, each a"
            " mapping from Constants to numbers, e.g. ({n: 1}, {n: 10})"
        )
    for setting in settings:
        if not isinstance(setting, Mapping):
            raise EntryError(
                f"{owner}: settings has {shown(setting)} ({type(setting).__name__}): each setting"
                " is a mapping from Constants to numbers, e.g. {n: 10}"
            )
        if set(setting) != set(settings[0]):
            raise EntryError(
                f"{owner}: settings={shown(settings)}: all need the same constants; one has"
                f" {_names(settings[0])}, another {_names(setting)}"
            )
        for constant, value in setting.items():
            if not free(value):
                _require_value(owner, constant, value)


def _require_value(owner: str, constant: Any, value: Any) -> None:
    if not isinstance(constant, s.Constant):
        raise EntryError(
            f"{owner}: settings has the key {shown(constant)} ({type(constant).__name__}): give a"
            " Constant, e.g. n of theorybench.vocabulary"
        )
    what = f"{owner}: settings has {constant.name} = {shown(value)}"
    if not is_number(value):
        raise EntryError(f"{what} ({type(value).__name__}): give a finite number")
    if constant.is_integer and value != int(value):
        raise EntryError(f"{what}: {constant.name} ({constant.meaning}) is a whole number")
    if constant.is_nonnegative and value < 0:
        raise EntryError(f"{what}: {constant.name} ({constant.meaning}) is not negative")


def require_given(owner: str, settings: Iterable[Setting], needed: Mapping[Any, str]) -> None:
    """Raise EntryError unless the settings give every constant that is needed; needed: constant ->
    what for.
    """
    given = set(next(iter(settings)))
    for constant, purpose in needed.items():
        if constant not in given:
            raise EntryError(
                f"{owner}: no setting gives {constant.name} ({constant.meaning}), {purpose}; add it"
                f" to settings, e.g. {{{constant.name}: ...}}; given are {_names(given) or 'none'}"
            )


def _names(constants: Iterable[Any]) -> str:
    return ", ".join(sorted(str(c) for c in constants))
