"""What import-linter cannot see, because theorybench.problems lies in another folder."""

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[2]
MACHINERY = sorted((ROOT / "theorybench").rglob("*.py"))


def imported(file):
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


@pytest.mark.parametrize("file", MACHINERY, ids=lambda f: str(f.relative_to(ROOT)))
def test_the_machinery_imports_no_catalogue(file):
    assert not [
        name
        for name in imported(file)
        if name.split(".")[:2] == ["theorybench", "problems"] or name.split(".")[0] == "problems"
    ]


def test_the_rule_would_notice():
    source = ROOT / "problems" / "theorems" / "convex" / "gradient_descent_drori.py"
    assert any(name.startswith("theorybench.problems") for name in imported(source))


def test_no_import_cycle_not_even_for_types():
    graph = grimp.build_graph("theorybench", cache_dir=None)
    sorter = TopologicalSorter(
        {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    )
    sorter.prepare()  # raises CycleError with the modules of a cycle


def test_a_cycle_would_be_noticed():
    with pytest.raises(CycleError, match="'a'"):
        TopologicalSorter({"a": {"b"}, "b": {"a"}}).prepare()
