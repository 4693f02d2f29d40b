"""What import-linter cannot see, because theorybench.problems lies in another folder."""

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[2]


def imported(file):
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def importing_the_catalogue(folder):
    """Files below the folder that import theorybench.problems."""
    names = ("theorybench.problems", "problems")
    return [
        file.relative_to(ROOT).as_posix()
        for file in sorted(folder.rglob("*.py"))
        if any(f"{found}.".startswith(f"{name}.") for found in imported(file) for name in names)
    ]


def test_the_machinery_imports_no_catalogue():
    assert importing_the_catalogue(ROOT / "theorybench") == []


def test_the_rule_would_notice():
    entry = "problems/theorems/convex/gradient_descent_drori.py"
    assert entry in importing_the_catalogue(ROOT / "problems")


def test_no_import_cycle_not_even_for_types():
    graph = grimp.build_graph("theorybench", cache_dir=None)
    sorter = TopologicalSorter(
        {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    )
    sorter.prepare()  # raises CycleError with the modules of a cycle


def test_a_cycle_would_be_noticed():
    with pytest.raises(CycleError, match="'a'"):
        TopologicalSorter({"a": {"b"}, "b": {"a"}}).prepare()
