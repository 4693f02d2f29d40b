"""The catalogues that come as packages: the bundled one, and those of installed distributions.

A distribution offers its catalogue by the entry-point group `theorybench.catalogues`, whose entries
point to a package; its Python files are read as those of a folder are:

    [project.entry-points."theorybench.catalogues"]
    mine = "my_package.theorems"
"""

from __future__ import annotations

from importlib.metadata import entry_points

from theorybench.catalogue.loading import Failure, Loaded, load_package

BUNDLED = "theorybench.problems"
GROUP = "theorybench.catalogues"


def load_packages() -> Loaded:
    """All values of the bundled catalogue and of installed ones; a package that cannot be imported
    becomes a Failure that names its entry point.
    """
    loaded = load_package(BUNDLED)
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        try:
            loaded += load_package(point.value)
        except (Exception, SystemExit) as error:  # a package may do anything when it is imported
            where = f"entry point {point.name} = {point.value} of the group {GROUP}"
            loaded += Loaded(failures=[Failure(where, 0, f"{type(error).__name__}: {error}")])
    return loaded
