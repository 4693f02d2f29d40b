"""theorybench holds claims of optimization theory against running algorithms and answers with a
verdict.

The front door: `load` makes a catalogue, `verify_claim` and `verify_claims` give evidence, `facts`
and `reasons` say what `theorybench show` and `theorybench why` say, `Options` is what a user
chooses. (`theorybench.verify` and `theorybench.attack` are packages: no function has these names.)

    from theorybench import Options, load, verify_claims
    for evidence in verify_claims(load(["my_catalogue"]).claims(), Options()):
        ...

Nothing is imported before it is asked for: `import theorybench` must stay free (pytest loads it in
every session on the machine).
"""

import sys

_FRONT_DOOR = {
    "load": "catalogue.catalogue",
    "verify_claim": "verify.suite",
    "verify_claims": "verify.suite",
    "Options": "verify.profile",
    "facts": "report.show",
    "reasons": "report.show",
}
"""Name -> the module that has it."""


def __getattr__(name):
    if name not in _FRONT_DOOR:
        raise AttributeError(f"module 'theorybench' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"theorybench.{_FRONT_DOOR[name]}"), name)


def __dir__():
    return sorted({*globals(), *_FRONT_DOOR})


class _MovedModules:
    """Finds the modules of version 0.1 under their present names; asked only after all others."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if not name.startswith("theorybench.") or name == "theorybench.moved":
            return None
        from theorybench.moved import spec

        return spec(name)


if not any(
    finder.__name__ == "_MovedModules" for finder in sys.meta_path if isinstance(finder, type)
):
    sys.meta_path.append(_MovedModules)
