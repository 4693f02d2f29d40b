"""Where the modules of version 0.1 are now, so that files written for it still load.

Nothing in the project imports an old name; the table is for other people's catalogues.
"""

from __future__ import annotations

import importlib
from importlib.machinery import ModuleSpec
from types import ModuleType

_CORE = (
    "types",
    "symbols",
    "assumptions",
    "oracles",
    "laws",
    "metrics",
    "goldstein",
    "scaling",
)
_STATEMENTS = ("comparison", "inequality", "identity", "construction", "dynamics", "resisting")

MOVED: dict[str, tuple[str, ...]] = {
    **{name: (f"core.{name}",) for name in _CORE},
    "problem": ("core.problem", "core.promises"),
    "algorithms.algorithm": ("core.algorithm",),
    "entry": ("entries.entry",),
    "theorem": ("entries.theorem", "entries.lower_bound"),
    "statements": tuple(f"entries.{kind}" for kind in _STATEMENTS),
    "orbits": ("entries.orbits",),
    "pictures": ("entries.picture",),
    "runner": ("run.runner", "run.query"),
    "recorders": ("run.recorders",),
    "claim": ("catalogue.claim", "verify.evidence"),
    "loading": ("catalogue.loading",),
}
"""Module of version 0.1 -> the modules that hold its public names now, all below theorybench."""


class _Loader:
    """Makes an old module: the names of the new ones."""

    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        for new in MOVED[module.__name__.removeprefix("theorybench.")]:
            values = vars(importlib.import_module(f"theorybench.{new}"))
            module.__dict__.update({k: v for k, v in values.items() if not k.startswith("__")})


def spec(name: str) -> ModuleSpec | None:
    """How to import a module by its old name; None where the name was never one."""
    known = name.removeprefix("theorybench.") in MOVED
    return ModuleSpec(name, _Loader()) if known else None  # pyright: ignore[reportArgumentType]
