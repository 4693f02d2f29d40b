"""A method as Python functions that stand alone: parameters and queries become names of the
script.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from types import FunctionType, ModuleType
from typing import Any

import numpy as np
import torch

from theorybench.core.algorithm import Algorithm
from theorybench.core.problem import Problem
from theorybench.core.symbols import Constant

Naming = Callable[[Constant], str]
_QUERIES = {
    "gradient": "gradient",
    "value": "f",
    "gap": "gap",
    "prox": "prox",
    "project": "project",
}
_DROPPED = ("params", "query")


class NoListing(Exception):
    """There is no script; the message says why."""


def listed(algorithm: Algorithm, problem: Problem, naming: Naming) -> tuple[str, str, str]:
    """The functions `first` and `step`, the first state, and the point of a state, as Python.
    Raises NoListing.
    """
    sources: dict[str, str] = {}
    _list(algorithm.init, "first", naming, problem.project is not None, sources)
    _list(algorithm.step, "step", naming, problem.project is not None, sources)
    return "\n\n\n".join(sources.values()), "first(x0)", f"state[{_key(algorithm, problem)!r}]"


def _key(algorithm: Algorithm, problem: Problem) -> str:
    """The name of the tensor that is the point of a state."""
    state = algorithm.init(problem.start_point(), dict.fromkeys(algorithm.parameters, 1.0))
    state = {name: tensor.clone() for name, tensor in state.items()}
    point = algorithm.point(state)
    for name, tensor in state.items():
        if tensor is point:
            return name
    raise NoListing(
        f"the point of a state of {algorithm.name} is computed from several of its tensors"
    )


def _list(
    function: Any, name: str, naming: Naming, projects: bool, sources: dict[str, str]
) -> None:
    """Add a function, after those that it calls, to the sources by name."""
    if (
        not isinstance(function, FunctionType)
        or function.__name__ == "<lambda>"
        or function.__closure__
    ):
        raise NoListing(f"{function!r} is no plain function whose source stands alone")
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    except (OSError, SyntaxError) as error:
        raise NoListing(f"the source of {function.__name__} is not to be had: {error}") from error
    assert isinstance(tree, ast.FunctionDef)
    tree.name = name
    rewritten = _Rewrite(function.__globals__, naming, projects)
    made = ast.fix_missing_locations(rewritten.visit(tree))
    for used, value in rewritten.used.items():
        if isinstance(value, FunctionType):
            if used not in sources:
                _list(value, used, naming, projects, sources)
        else:
            sources.setdefault(used, f"{used} = {value!r}")
    sources[name] = ast.unparse(made)


class _Rewrite(ast.NodeTransformer):
    """params[c] -> the name of c; query.gradient -> gradient; no annotations, no docstrings, no
    arguments `params` and `query`.
    """

    def __init__(self, names: dict[str, Any], naming: Naming, projects: bool) -> None:
        self.names, self.naming, self.projects, self.used = (
            names,
            naming,
            projects,
            dict[str, Any](),
        )

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        if ast.get_docstring(node) is not None:
            node.body = node.body[1:]
        node.returns = None
        node.args.args = [a for a in node.args.args if a.arg not in _DROPPED]
        for argument in node.args.args:
            argument.annotation = None
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if (
            isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "query"
        ):
            if node.func.attr == "project" and not self.projects:
                return self.visit(node.args[0])
            if node.func.attr not in _QUERIES:
                raise NoListing(f"the method asks for query.{node.func.attr}")
            node.func = ast.Name(_QUERIES[node.func.attr], ast.Load())
            node.args = [self.visit(a) for a in node.args]
            return node
        node.args = [a for a in node.args if not (isinstance(a, ast.Name) and a.id in _DROPPED)]
        return self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        if isinstance(node.value, ast.Name) and node.value.id == "params":
            constant = self.names.get(node.slice.id) if isinstance(node.slice, ast.Name) else None
            if not isinstance(constant, Constant):
                raise NoListing(f"{ast.unparse(node)} names no constant")
            return ast.Name(self.naming(constant), ast.Load())
        return self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        value = self.names.get(node.id)
        if value is torch.Tensor:
            return ast.Attribute(ast.Name("torch", ast.Load()), "Tensor", ast.Load())
        if (
            isinstance(node.ctx, ast.Load)
            and value is not None
            and value is not torch
            and node.id not in ("math", "gradient", "f", "prox")
        ):
            if isinstance(value, ModuleType) or value is np:
                raise NoListing(f"the method uses the module {node.id}")
            if isinstance(value, FunctionType | int | float | tuple | str):
                self.used[node.id] = value
            else:
                raise NoListing(f"the method uses {node.id} = {value!r}")
        return node
