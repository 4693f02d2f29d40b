"""theorybench holds claims of optimization theory against running algorithms and answers with a
verdict.

Nothing is imported here: `import theorybench` must stay free (pytest loads it in every session on
the machine).
"""

import sys


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
